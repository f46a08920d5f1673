"""conversations.*: what the bot can find out about channels and what was said in them."""

from __future__ import annotations

from typing import Any

from tests.fake_slack.message_json import channel_json, message_json
from tests.fake_slack.methods.method import (
    TIER_3,
    TIER_4,
    Method,
    conversation,
    is_true,
    page,
)
from tests.fake_slack.platform import Platform
from tests.fake_slack.refusals import Refused
from tests.fake_slack.workspace import BOT_USER, Channel, FakeMessage

Json = dict[str, Any]

_RANGE = "cursor inclusive include_all_metadata latest limit oldest"


def _info(platform: Platform, arguments: Json) -> Json:
    channel = conversation(platform, arguments["channel"])
    return {"channel": channel_json(channel, is_true(arguments.get("include_num_members")))}


def _history(platform: Platform, arguments: Json) -> Json:
    channel = _readable(platform, arguments)
    messages = [m for m in platform.workspace.messages[channel.id].values() if m.thread_ts is None]
    return _messages(platform, list(reversed(_between(messages, arguments))), arguments, 100, 999)


def _replies(platform: Platform, arguments: Json) -> Json:
    channel = _readable(platform, arguments)
    named = platform.workspace.messages[channel.id].get(str(arguments["ts"]))
    thread = platform.workspace.thread(channel.id, (named and named.thread_ts) or str(arguments["ts"]))
    if not thread:
        raise Refused("thread_not_found")
    # Slack gives the root with every page of a range; a reply's ts gives that reply alone.
    chosen = [named] if named and named.thread_ts else [thread[0], *_between(thread[1:], arguments)]
    return _messages(platform, chosen, arguments, 1000, 1000)


def _members(platform: Platform, arguments: Json) -> Json:
    channel = conversation(platform, arguments["channel"])
    members, metadata = page(channel.members, arguments, 100, 1000)
    return {"members": members, "response_metadata": metadata}


def _open(platform: Platform, arguments: Json) -> Json:
    if arguments.get("channel"):
        return {"channel": {"id": conversation(platform, arguments["channel"]).id}}
    users = [user for user in str(arguments.get("users") or "").split(",") if user]
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > 1:
        raise Refused("missing_scope", needed="mpim:write", provided=",".join(sorted(platform.scopes)))
    user = platform.workspace.users.get(users[0])
    if user is None:
        raise Refused("user_not_found")
    if user.deleted:
        raise Refused("user_disabled")
    if user.is_bot:
        raise Refused("cannot_dm_bot")
    channel = platform.workspace.direct_channel(user.id)
    shown = channel_json(channel, False) if is_true(arguments.get("return_im")) else {"id": channel.id}
    return {"channel": shown}


def _readable(platform: Platform, arguments: Json) -> Channel:
    channel = conversation(platform, arguments["channel"])
    if BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _between(messages: list[FakeMessage], arguments: Json) -> list[FakeMessage]:
    oldest, latest = float(arguments.get("oldest") or 0), float(arguments.get("latest") or "inf")
    if is_true(arguments.get("inclusive")):
        return [m for m in messages if oldest <= float(m.ts) <= latest]
    return [m for m in messages if oldest < float(m.ts) < latest]


def _messages(platform: Platform, messages: list[FakeMessage], arguments: Json, default: int, most: int) -> Json:
    chosen, metadata = page(messages, arguments, default, most)
    with_metadata = is_true(arguments.get("include_all_metadata"))
    shown = [message_json(platform.workspace, message, with_metadata) for message in chosen]
    return {"messages": shown, "has_more": bool(metadata["next_cursor"]), "response_metadata": metadata}


METHODS = [
    Method("conversations.info", _info, "channel", "include_locale include_num_members", "{family}:read", TIER_3),
    Method("conversations.history", _history, "channel", _RANGE, "{family}:history", TIER_3),
    Method("conversations.replies", _replies, "channel ts", _RANGE, "{family}:history", TIER_3),
    Method("conversations.members", _members, "channel", "cursor limit", "{family}:read", TIER_4),
    Method("conversations.open", _open, "", "channel return_im users prevent_creation", "im:write", TIER_3),
]
