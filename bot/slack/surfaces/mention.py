"""Somebody mentions the bot in a channel."""

from __future__ import annotations

from slack_bolt import App

from bot.records.questions import NewQuestion, Surface
from bot.slack.desk import Desk
from bot.slack.question_text import question_text
from bot.slack.surfaces.events import Body, is_spoken, team_of


def register(app: App, desk: Desk) -> None:
    """Answer mentions in their thread."""
    app.event("app_mention", middleware=[desk.reception.storing(_question)])(desk.reception.welcome)


def _question(body: Body) -> NewQuestion | None:
    event = body["event"]
    if not is_spoken(event):
        return None
    return NewQuestion(
        event_key=body["event_id"],
        surface=Surface.MENTION,
        team=team_of(event, body),
        user=event["user"],
        channel=event["channel"],
        text=question_text(event.get("text", "")),
        thread_ts=event.get("thread_ts") or event["ts"],
        message_ts=event["ts"],
    )
