"""Somebody joins or leaves, or becomes a guest: what may be said is decided with that from the next question on."""

from __future__ import annotations

from slack_bolt import App

from bot.slack.desk import Desk
from bot.slack.surfaces.events import Body


def register(app: App, desk: Desk) -> None:
    """Forget what Slack says has changed."""
    directory = desk.directory

    def channel_changed(event: Body) -> None:
        directory.channel_changed(event["channel"])

    def person_changed(event: Body) -> None:
        directory.person_changed(event["user"]["id"])

    def groups_changed() -> None:
        directory.groups_changed()

    app.event("member_joined_channel")(channel_changed)
    app.event("member_left_channel")(channel_changed)
    app.event("channel_shared")(channel_changed)
    app.event("channel_unshared")(channel_changed)
    app.event("user_change")(person_changed)
    app.event("team_join")(person_changed)
    app.event("subteam_members_changed")(groups_changed)
    app.event("subteam_updated")(groups_changed)
