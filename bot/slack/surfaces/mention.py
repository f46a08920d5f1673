"""Somebody mentions the bot in a channel."""

from __future__ import annotations

from slack_bolt import App

from bot.records.questions import NewQuestion, Surface
from bot.slack.desk import Desk
from bot.slack.surfaces.events import Body, is_spoken, question_of


def register(app: App, desk: Desk) -> None:
    """Answer mentions in their thread."""
    app.event("app_mention", middleware=[desk.reception.storing(_question)])(desk.reception.welcome)


def _question(body: Body) -> NewQuestion | None:
    return question_of(body, Surface.MENTION) if is_spoken(body["event"]) else None
