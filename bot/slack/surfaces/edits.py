"""Somebody edits or deletes their question."""

from __future__ import annotations

from slack_bolt import App, BoltContext

from bot.records.questions import NewQuestion, StoredQuestion
from bot.slack.desk import Desk
from bot.slack.question_text import question_text
from bot.slack.surfaces.events import Body

_FOUND = "question"


def register(app: App, desk: Desk) -> None:
    """Answer an edited question anew in the same message; withdraw the answer to a deleted one."""

    def edit(body: Body, context: BoltContext, next: object) -> None:
        message = body["event"]["message"]
        text = question_text(message.get("text", ""))
        channel, ts = body["event"]["channel"], message["ts"]
        asked = desk.records.questions.find_by_message(channel, ts)
        caught = desk.reception.caught(text) if asked is not None else None
        if asked is not None and caught is not None:
            context[_FOUND] = None
            desk.reception.tell(_envelope(asked, body["event_id"]), caught.text)
            _take_back(desk, desk.records.questions.withdraw(channel, ts, caught.status))
        else:
            context[_FOUND] = desk.records.questions.edit(channel, ts, text)
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
        _take_back(desk, context[_FOUND])

    app.event("message", matchers=[_is_edited], middleware=[edit])(answer_again)
    app.event("message", matchers=[_is_deleted], middleware=[withdraw])(take_back)


def _take_back(desk: Desk, question: StoredQuestion | None) -> None:
    if question is not None and question.answer_ts is not None:
        desk.delivery.take_back(question.channel, question.answer_ts)
        desk.records.questions.mark_taken_back(question.id)


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
