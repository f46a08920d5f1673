"""What every method of the Web API is described by, and what methods share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fake_slack.platform import Platform
from tests.fake_slack.refusals import Refused
from tests.fake_slack.workspace import BOT_USER, Channel, FakeMessage

Json = dict[str, Any]

TIER_1, TIER_2, TIER_3, TIER_4 = 1, 20, 50, 100


@dataclass(frozen=True)
class Method:
    """One method: its name, what it does, the arguments it knows, its scope and its calls per minute.

    `{family}` in a scope is channels, groups or im, after the conversation."""

    name: str
    answer: Callable[[Platform, Json], Json]
    required: str
    optional: str
    scope: str
    per_minute: int
    token: str = "bot"

    @property
    def known(self) -> frozenset[str]:
        """The names of all its arguments; Slack takes token and team_id, which Bolt adds, everywhere."""
        return frozenset([*self.required.split(), *self.optional.split(), "token", "team_id"])


def conversation(platform: Platform, identifier: Any) -> Channel:
    """The conversation the bot names; a person's id means the direct messages with them.

    Raises Refused when there is none, or it is private and the bot is not in it."""
    workspace = platform.workspace
    if identifier in workspace.users and identifier != BOT_USER:
        return workspace.direct_channel(identifier)
    channel = workspace.channels.get(str(identifier))
    if channel is None or (channel.private and BOT_USER not in channel.members):
        raise Refused("channel_not_found")
    return channel


def joined_conversation(platform: Platform, identifier: Any) -> Channel:
    """As conversation; raises Refused also when the bot is not a member or the channel is archived."""
    channel = conversation(platform, identifier)
    if BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    if channel.archived:
        raise Refused("is_archived")
    return channel


def message_at(platform: Platform, channel: Channel, ts: Any) -> FakeMessage:
    """The message; raises Refused when there is none."""
    message = platform.workspace.messages[channel.id].get(str(ts))
    if message is None:
        raise Refused("message_not_found")
    return message


def is_true(value: Any) -> bool:
    """A flag, from JSON or from a form."""
    return value in (True, "true", "True", "1", 1)


def page(entries: list[Any], arguments: Json, default: int, most: int) -> tuple[list[Any], Json]:
    """One page of the entries, and the response_metadata that leads to the next. Raises Refused for a bad cursor."""
    try:
        limit = int(arguments.get("limit") or default)
        start = int(str(arguments.get("cursor") or "next:0").removeprefix("next:"))
    except ValueError:
        raise Refused("invalid_cursor") from None
    if not 1 <= limit <= most:
        raise Refused("invalid_limit")
    following = f"next:{start + limit}" if start + limit < len(entries) else ""
    return entries[start : start + limit], {"next_cursor": following}
