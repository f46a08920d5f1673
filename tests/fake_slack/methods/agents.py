"""assistant.threads.* and agents.sessions.*: statuses, titles and suggested prompts."""

from __future__ import annotations

import time
from typing import Any

from tests.fake_slack.methods.method import TIER_3, TIER_4, Method, joined_conversation
from tests.fake_slack.platform import Platform
from tests.fake_slack.refusals import Refused
from tests.fake_slack.workspace import Status

Json = dict[str, Any]

SESSION_STATUSES = ("active", "processing", "suspended", "closed")
_MOST_PROMPTS = 4
_MOST_LOADING_MESSAGES = 10
_LONGEST_TITLE = 200
_LOOKS = "icon_emoji icon_url username"


def record_session_status(platform: Platform, channel: str, thread_ts: str, status: str) -> None:
    """Remembers the status of an agent session."""
    platform.workspace.statuses[channel, thread_ts].append(Status(status, time.time(), kind="session"))


def _set_status(platform: Platform, arguments: Json) -> Json:
    channel, thread_ts = _thread(platform, arguments)
    loading = arguments.get("loading_messages") or []
    if len(loading) > _MOST_LOADING_MESSAGES:
        raise Refused("invalid_arguments")
    status = Status(arguments["status"], time.time(), loading_messages=tuple(loading))
    platform.workspace.statuses[channel, thread_ts].append(status)
    return {}


def _set_title(platform: Platform, arguments: Json) -> Json:
    platform.workspace.titles[_thread(platform, arguments)] = arguments["title"]
    return {}


def _set_suggested_prompts(platform: Platform, arguments: Json) -> Json:
    channel = joined_conversation(platform, arguments["channel_id"])
    prompts = arguments["prompts"]
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= _MOST_PROMPTS:
        raise Refused("invalid_arguments")
    if any(not (isinstance(p, dict) and p.get("title") and p.get("message")) for p in prompts):
        raise Refused("invalid_arguments")
    if arguments.get("thread_ts"):
        # This is what Slack does for an app with agent_view: it says yes and shows nothing.
        platform.violate("assistant.threads.setSuggestedPrompts with thread_ts does nothing in an agent_view app")
        return {}
    platform.workspace.prompts[channel.id] = {"title": arguments.get("title"), "prompts": prompts}
    return {}


def _set_session_status(platform: Platform, arguments: Json) -> Json:
    if arguments["status"] not in SESSION_STATUSES:
        raise Refused("invalid_arguments")
    channel, thread_ts = _thread(platform, arguments)
    title = arguments.get("title")
    if title is not None:
        platform.workspace.titles[channel, thread_ts] = _checked_title(title)
    record_session_status(platform, channel, thread_ts, arguments["status"])
    return {}


def _rename_session(platform: Platform, arguments: Json) -> Json:
    platform.workspace.titles[_thread(platform, arguments)] = _checked_title(arguments["title"])
    return {}


def _thread(platform: Platform, arguments: Json) -> tuple[str, str]:
    channel = joined_conversation(platform, arguments["channel_id"])
    thread_ts = str(arguments.get("thread_ts") or "")
    if thread_ts and not platform.workspace.thread(channel.id, thread_ts):
        raise Refused("thread_not_found")
    return channel.id, thread_ts


def _checked_title(title: Any) -> str:
    if not isinstance(title, str) or not 1 <= len(title) <= _LONGEST_TITLE:
        raise Refused("invalid_arguments")
    return title


METHODS = [
    Method(
        "assistant.threads.setStatus",
        _set_status,
        "channel_id thread_ts status",
        f"loading_messages {_LOOKS}",
        "chat:write",
        TIER_4,
    ),
    Method("assistant.threads.setTitle", _set_title, "channel_id thread_ts title", "", "assistant:write", TIER_4),
    Method(
        "assistant.threads.setSuggestedPrompts",
        _set_suggested_prompts,
        "channel_id prompts",
        "thread_ts title",
        "assistant:write",
        TIER_4,
    ),
    Method(
        "agents.sessions.setStatus",
        _set_session_status,
        "channel_id status",
        f"thread_ts title initiator_user_id {_LOOKS}",
        "chat:write",
        TIER_3,
    ),
    Method("agents.sessions.rename", _rename_session, "channel_id title", "thread_ts", "chat:write", TIER_3),
]
