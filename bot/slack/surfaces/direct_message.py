"""Somebody writes to the bot in its Messages tab."""

from __future__ import annotations

from functools import partial

from slack_bolt import App

from bot.records.questions import Surface
from bot.slack.desk import Desk
from bot.slack.surfaces.events import Body, is_spoken, question_of


def register(app: App, desk: Desk) -> None:
    """Answer direct messages; each opens a thread, as in every agent's Messages tab."""
    store = desk.reception.storing(partial(question_of, surface=Surface.DIRECT))
    app.event("message", matchers=[_is_direct], middleware=[store])(desk.reception.welcome)


def _is_direct(event: Body) -> bool:
    return event.get("channel_type") == "im" and is_spoken(event)
