"""reactions.add and reactions.remove."""

from __future__ import annotations

import re
from typing import Any

from tests.fake_slack.methods.method import TIER_2, TIER_3, Method, joined_conversation, message_at
from tests.fake_slack.platform import Platform
from tests.fake_slack.refusals import Refused
from tests.fake_slack.workspace import BOT_USER

Json = dict[str, Any]


def _add(platform: Platform, arguments: Json) -> Json:
    users = _users(platform, arguments)
    if BOT_USER in users:
        raise Refused("already_reacted")
    users.append(BOT_USER)
    return {}


def _remove(platform: Platform, arguments: Json) -> Json:
    users = _users(platform, arguments)
    if BOT_USER not in users:
        raise Refused("no_reaction")
    users.remove(BOT_USER)
    return {}


def _users(platform: Platform, arguments: Json) -> list[str]:
    channel = joined_conversation(platform, arguments["channel"])
    if not re.fullmatch(r"[a-z0-9_+'-]+", str(arguments["name"])):
        raise Refused("invalid_name")
    message = message_at(platform, channel, arguments["timestamp"])
    return message.reactions.setdefault(arguments["name"], [])


METHODS = [
    Method("reactions.add", _add, "channel name timestamp", "", "reactions:write", TIER_3),
    Method("reactions.remove", _remove, "channel name timestamp", "", "reactions:write", TIER_2),
]
