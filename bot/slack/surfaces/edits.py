"""Somebody edits or deletes their question."""

from __future__ import annotations

from slack_bolt import App, BoltContext

from bot.slack.desk import Desk
from bot.slack.question_text import question_text
from bot.slack.surfaces.events import Body

_FOUND = "question"


def register(app: App, desk: Desk) -> None:
    """Answer an edited question anew in the same message; withdraw the answer to a deleted one."""

    def edit(body: Body, context: BoltContext, next: object) -> None:
        message = body["event"]["message"]
        text = question_text(message.get("text", ""))
        context[_FOUND] = desk.records.questions.edit(body["event"]["channel"], message["ts"], text)
        next()  # type: ignore[operator]

    def answer_again(context: BoltContext) -> None:
        if context[_FOUND] is not None:
            desk.reception.begin(context[_FOUND])

    def withdraw(body: Body, context: BoltContext, next: object) -> None:
        event = body["event"]
        ts = event.get("deleted_ts") or event["message"]["ts"]
        context[_FOUND] = desk.records.questions.withdraw(event["channel"], ts)
        next()  # type: ignore[operator]

    def take_back(context: BoltContext) -> None:
        question = context[_FOUND]
        if question is not None and question.answer_ts is not None:
            desk.delivery.take_back(question.channel, question.answer_ts)
            desk.records.questions.mark_taken_back(question.id)

    app.event("message", matchers=[_is_edited], middleware=[edit])(answer_again)
    app.event("message", matchers=[_is_deleted], middleware=[withdraw])(take_back)


def _is_edited(event: Body) -> bool:
    if event.get("subtype") != "message_changed":
        return False
    return not event["message"].get("bot_id") and not _is_tombstone(event)


def _is_deleted(event: Body) -> bool:
    return event.get("subtype") == "message_deleted" or _is_tombstone(event)


def _is_tombstone(event: Body) -> bool:
    """A deleted message that has replies stays as the head of its thread, without its text."""
    return event.get("subtype") == "message_changed" and event["message"].get("subtype") == "tombstone"
