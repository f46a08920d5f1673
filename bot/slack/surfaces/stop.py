"""Somebody presses the stop button of an answer in the making."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import App, BoltContext

from bot.slack.desk import Desk
from bot.slack.messages.notice import STOPPED, notice
from bot.slack.posting import post
from bot.slack.surfaces.events import Body

_STOPPED = "stopped"


def register(app: App, desk: Desk) -> None:
    """Stop the work on a thread and say so."""

    def stop(body: Body, context: BoltContext, next: Callable[[], None]) -> None:
        event = body["event"]
        is_new = desk.records.inbox.first_sight(body["event_id"])
        thread = event.get("thread_ts") or ""
        context[_STOPPED] = desk.records.inbox.stop(event["channel"], thread) if is_new else []
        next()

    def confirm(context: BoltContext) -> None:
        for question in context[_STOPPED]:
            post(desk.client, question.channel, notice(STOPPED), question.thread_ts)
            if question.claim is None:
                desk.responder.tidy(question)
            else:
                desk.status.finished(question)

    app.event("agent_session_stopped", middleware=[stop])(confirm)
