"""Somebody writes to the bot in its Messages tab."""

from __future__ import annotations

from slack_bolt import App

from bot.records.questions import NewQuestion, Surface
from bot.slack.desk import Desk
from bot.slack.question_text import question_text
from bot.slack.surfaces.events import Body, is_spoken, team_of


def register(app: App, desk: Desk) -> None:
    """Answer direct messages; each opens a thread, as in every agent's Messages tab."""
    app.event("message", matchers=[_is_direct], middleware=[desk.reception.storing(_question)])(desk.reception.welcome)


def _is_direct(event: Body) -> bool:
    return event.get("channel_type") == "im" and is_spoken(event)


def _question(body: Body) -> NewQuestion:
    event = body["event"]
    return NewQuestion(
        event_key=body["event_id"],
        surface=Surface.DIRECT,
        team=team_of(event, body),
        user=event["user"],
        channel=event["channel"],
        text=question_text(event.get("text", "")),
        thread_ts=event.get("thread_ts") or event["ts"],
        message_ts=event["ts"],
    )
