"""The Sources button: each cited passage in its context."""

from __future__ import annotations

from slack_bolt import Ack, App

from bot.slack.audited import passages_opened
from bot.slack.desk import Desk
from bot.slack.messages.actions import SOURCES
from bot.slack.messages.notice import GONE, LOADING
from bot.slack.messages.sources import sources_modal
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.places import access_at, presser
from bot.vocabulary import Citation


def register(app: App, desk: Desk) -> None:
    """Open the passages; what the person pressing may no longer see stays closed."""

    def show(ack: Ack, body: Body, action: Body) -> None:
        ack()
        opened = desk.client.views_open(trigger_id=body["trigger_id"], view=_only(LOADING))["view"]
        answer = desk.records.answers.find(action["value"])
        citations: tuple[Citation, ...] = answer.citations if answer else ()
        access = access_at(desk, body)
        chunks = desk.catalogue.visible_chunks({citation.chunk_id for citation in citations}, access.audiences)
        place = body["container"].get("channel_id")
        desk.records.audit.record(passages_opened(presser(body), place, action["value"], access, sorted(chunks)))
        view = sources_modal(citations, chunks) if citations else _only(GONE)
        desk.client.views_update(view_id=opened["id"], view=view)

    app.action(SOURCES)(show)


def _only(sentence: str) -> Body:
    words = {"type": "section", "text": {"type": "plain_text", "text": sentence}}
    title = {"type": "plain_text", "text": "Sources"}
    return {"type": "modal", "title": title, "close": {"type": "plain_text", "text": "Close"}, "blocks": [words]}
