"""Who presses a button, and what they may see where it stands."""

from __future__ import annotations

from bot.access.decision import Access
from bot.records.person import Person
from bot.slack.desk import Desk
from bot.slack.surfaces.events import Body


def presser(body: Body) -> Person:
    """Who presses a button or submits a form."""
    user = body["user"]
    return Person(user.get("team_id") or body["team"]["id"], user["id"])


def access_at(desk: Desk, body: Body) -> Access:
    """What the person pressing may see, decided anew at every press."""
    who, container = presser(body), body["container"]
    if container.get("is_ephemeral") or container["type"] == "view":
        return desk.places.alone(who.team, who.user)
    return desk.places.here(who.team, who.user, container["channel_id"])
