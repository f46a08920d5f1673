"""Somebody asks for the original file of a document they are shown a passage of."""

from __future__ import annotations

from slack_bolt import Ack, App

from bot.records.audit import Event, What
from bot.slack.desk import Desk
from bot.slack.files import File, send_files
from bot.slack.messages.notice import notice
from bot.slack.messages.numbered import any_number
from bot.slack.messages.sources import FILE, FILE_COMES, FILE_GONE
from bot.slack.messages.submission import SENT_AS
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.places import presser


def register(app: App, desk: Desk) -> None:
    """Send it to them alone, if they may see the passage where nobody else reads it."""

    def send(ack: Ack, body: Body, action: Body) -> None:
        ack()
        who, chunk_id = presser(body), action["value"]
        access = desk.places.alone(who.team, who.user)
        chunk = desk.catalogue.visible_chunks([chunk_id], access.audiences).get(chunk_id)
        found = (
            [one for one in desk.history.versions(chunk.document_id) if one.number == chunk.version] if chunk else []
        )
        path = desk.originals.find(found[0].original) if found and found[0].original else None
        if not found or path is None:
            send_files(desk.client, who.user, notice(FILE_GONE), [])
            return
        about = found[0].metadata
        sent = {"document": f"{found[0].document_id} version {found[0].number}", "audience": about.audience}
        desk.records.audit.record(Event(What.FILE_SENT, who, details=sent))
        name = found[0].source_path.rpartition("/")[2].removeprefix(SENT_AS)
        file = File(name, about.title, path.read_bytes())
        send_files(desk.client, who.user, notice(FILE_COMES.format(title=about.title)), [file])

    app.action(any_number(FILE))(send)
