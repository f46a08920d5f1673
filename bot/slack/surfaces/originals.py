"""Somebody asks for the original file of a document they are shown a passage of."""

from __future__ import annotations

from slack_bolt import Ack, App
from slack_sdk.errors import SlackApiError

from bot.records.audit import Event, What
from bot.slack.desk import Desk
from bot.slack.messages.sources import FILE, FILE_GONE
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.places import presser


def register(app: App, desk: Desk) -> None:
    """Send it to them alone, if they may see the passage where nobody else reads it."""

    def send(ack: Ack, body: Body, action: Body) -> None:
        ack()
        who, chunk_id = presser(body), action["value"]
        access = desk.places.alone(who.team, who.user)
        chunk = desk.catalogue.visible_chunks([chunk_id], access.audiences).get(chunk_id)
        channel = str(desk.client.conversations_open(users=who.user)["channel"]["id"])
        found = (
            [one for one in desk.history.versions(chunk.document_id) if one.number == chunk.version] if chunk else []
        )
        path = desk.originals.find(found[0].original) if found and found[0].original else None
        if not found or path is None:
            desk.client.chat_postMessage(channel=channel, text=FILE_GONE)
            return
        about = {
            "document": f"{found[0].document_id} version {found[0].number}",
            "audience": found[0].metadata.audience,
        }
        desk.records.audit.record(Event(What.FILE_SENT, who, details=about))
        name = found[0].source_path.rpartition("/")[2].removeprefix("sent in Slack as ")
        try:
            desk.client.files_upload_v2(channel=channel, file=str(path), filename=name, title=found[0].metadata.title)
        except SlackApiError:
            desk.client.chat_postMessage(channel=channel, text=FILE_GONE)

    app.action(FILE)(send)
