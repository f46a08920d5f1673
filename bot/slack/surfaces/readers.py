"""Somebody joins or leaves a channel: what may be said there is decided with them from the next question on."""

from __future__ import annotations

from slack_bolt import App

from bot.slack.desk import Desk
from bot.slack.surfaces.events import Body


def register(app: App, desk: Desk) -> None:
    """Forget who reads the channel."""

    def forget(event: Body) -> None:
        desk.directory.forget_channel(event["channel"])

    app.event("member_joined_channel")(forget)
    app.event("member_left_channel")(forget)
