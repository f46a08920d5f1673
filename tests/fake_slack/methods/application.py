"""Methods about the app itself: who it is, its Socket Mode connections, and blocks.validate."""

from __future__ import annotations

from typing import Any

from tests.fake_slack.methods.method import TIER_1, TIER_4, Method
from tests.fake_slack.platform import Platform
from tests.fake_slack.refusals import Refused, refuse_problems
from tests.fake_slack.validation.payloads import block_problems, message_problems, view_problems
from tests.fake_slack.workspace import APP, BOT_ID, BOT_USER, TEAM

Json = dict[str, Any]


def _auth_test(platform: Platform, arguments: Json) -> Json:
    return {
        "url": "https://home.slack.example/",
        "team": "Home",
        "user": "insights",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "app_id": APP,
        "is_enterprise_install": False,
    }


def _open_connection(platform: Platform, arguments: Json) -> Json:
    address = platform.root.replace("http://", "ws://")
    return {"url": f"{address}/link?ticket={platform.socket_mode.ticket()}"}


def _validate_blocks(platform: Platform, arguments: Json) -> Json:
    checks = {"blocks": block_problems, "message": message_problems, "view": view_problems}
    given = [name for name in checks if name in arguments]
    if len(given) != 1:
        raise Refused("invalid_arguments")
    refuse_problems(checks[given[0]](arguments[given[0]]))
    return {}


METHODS = [
    Method("auth.test", _auth_test, "", "team_id", "", TIER_4),
    # Real apps reconnect rarely; tests restart bots often, so this one is given room.
    Method("apps.connections.open", _open_connection, "", "", "", TIER_1 * 60, token="app"),
    Method("blocks.validate", _validate_blocks, "", "blocks message view", "", TIER_4),
]
