"""What somebody who presses a button may see where it stands."""

from __future__ import annotations

from bot.slack.desk import Desk
from bot.slack.surfaces.events import Body
from knowledge.vocabulary import Audience


def audiences_at(desk: Desk, body: Body) -> frozenset[Audience]:
    """The audiences of the person pressing, decided anew at every press."""
    user, container = body["user"], body["container"]
    team = user.get("team_id") or body["team"]["id"]
    if container.get("is_ephemeral") or container["type"] == "view":
        return desk.places.alone(team, user["id"]).audiences
    return desk.places.here(team, user["id"], container["channel_id"]).audiences
