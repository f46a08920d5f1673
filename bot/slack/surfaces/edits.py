"""Somebody edits or deletes their question."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import App, BoltContext

from bot.records.questions import NewQuestion, StoredQuestion
from bot.slack.desk import Desk
from bot.slack.question_text import question_text
from bot.slack.surfaces.events import Body

_QUESTION = "question"
Next = Callable[[], None]


def register(app: App, desk: Desk) -> None:
    """Answer an edited question anew in the same message; withdraw the answer to a deleted one."""

    def edit(body: Body, context: BoltContext, next: Next) -> None:
        message, channel = body["event"]["message"], body["event"]["channel"]
        asked = desk.records.questions.find_by_message(channel, message["ts"])
        if asked is not None:
            context[_QUESTION] = _edited(desk, asked, channel, body)
        next()

    def answer_again(context: BoltContext) -> None:
        if (question := context.get(_QUESTION)) is not None:
            desk.reception.begin(question)

    def withdraw(body: Body, context: BoltContext, next: Next) -> None:
        event = body["event"]
        ts = event.get("deleted_ts") or event["message"]["ts"]
        context[_QUESTION] = desk.records.inbox.withdraw(event["channel"], ts)
        next()

    def take_back(context: BoltContext) -> None:
        if (question := context[_QUESTION]) is not None:
            _tidy(desk, question)

    app.event("message", matchers=[_is_edited], middleware=[edit])(answer_again)
    app.event("message", matchers=[_is_deleted], middleware=[withdraw])(take_back)


def _edited(desk: Desk, asked: StoredQuestion, channel: str, body: Body) -> StoredQuestion | None:
    """The question in its new wording; None when nothing is to be answered."""
    message = body["event"]["message"]
    text = question_text(message.get("text", ""))
    if (caught := desk.reception.caught(text)) is not None:
        blocked = desk.records.inbox.block(channel, message["ts"], caught.status)
        if blocked is not None and desk.records.inbox.first_sight(body["event_id"]):
            _tidy(desk, blocked)
            desk.reception.tell(_envelope(asked, body["event_id"]), caught.text)
        return None
    if (too_long := desk.reception.too_long(text)) is not None:
        if desk.records.inbox.first_sight(body["event_id"]):
            desk.reception.tell(_envelope(asked, body["event_id"]), too_long)
        return None
    edited_ts = (message.get("edited") or {}).get("ts") or body["event"]["event_ts"]
    return desk.records.inbox.edit(channel, message["ts"], text, edited_ts)


def _tidy(desk: Desk, question: StoredQuestion) -> None:
    """Take the answer back at once, unless a worker is at it, who will."""
    if question.claim is None:
        desk.responder.tidy(question)


def _envelope(asked: StoredQuestion, event_key: str) -> NewQuestion:
    """Whom and where to tell something about a question that was edited."""
    return NewQuestion(event_key, asked.surface, asked.team, asked.user, asked.channel, "", asked.thread_ts)


def _is_edited(event: Body) -> bool:
    if event.get("subtype") != "message_changed":
        return False
    return not event["message"].get("bot_id") and not _is_tombstone(event)


def _is_deleted(event: Body) -> bool:
    return event.get("subtype") == "message_deleted" or _is_tombstone(event)


def _is_tombstone(event: Body) -> bool:
    """A deleted message that has replies stays as the head of its thread, without its text."""
    return event.get("subtype") == "message_changed" and event["message"].get("subtype") == "tombstone"
