"""The manifest asks for what the code uses, no more and no less."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import bot.slack
from bot.slack.manifest import manifest
from bot.slack.scopes import BOT_EVENTS, BOT_SCOPES, missing_scopes
from bot.slack.surfaces import adding, brief, estimate, shortcut
from bot.slack.surfaces.command import COMMAND

SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in Path(str(bot.slack.__path__[0])).rglob("*.py"))

NEEDS = {
    "chat:write": ("chat_postMessage", "chat_startStream", "chat_update", "chat_delete", "agents_sessions_setStatus"),
    "im:write": ("conversations_open",),
    "reactions:write": ("reactions_add",),
    "assistant:write": ("assistant_threads_setSuggestedPrompts",),
    "channels:history": ("conversations_replies",),
    "groups:history": ("conversations_replies",),
    "im:history": ("conversations_replies",),
    "app_mentions:read": ('"app_mention"',),
    "channels:read": ("conversations_info", "conversations_members", '"member_joined_channel"'),
    "files:write": ("files_upload_v2",),
    "groups:read": ("conversations_info", "conversations_members"),
    "users:read": ("users_info", '"user_change"'),
    "usergroups:read": ("usergroups_list", '"subteam_members_changed"'),
    "files:read": ("files_info",),
    "commands": ("app.command(", "app.message_shortcut("),
}
"""The calls that each scope is for (docs.slack.dev/reference/scopes)."""


def test_every_scope_is_explained_used_and_asked_for() -> None:
    assert set(manifest()["oauth_config"]["scopes"]["bot"]) == set(BOT_SCOPES) == set(NEEDS)
    for scope, calls in NEEDS.items():
        assert any(call in SOURCE for call in calls), scope


def test_every_event_listened_for_is_subscribed() -> None:
    listened = set(re.findall(r'app\.event\("(\w+)"', SOURCE))
    subscribed = manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert sorted(subscribed) == sorted(BOT_EVENTS)
    assert {event.partition(".")[0] for event in subscribed} == listened


def test_every_kind_of_channel_listened_to_is_subscribed() -> None:
    histories = {scope.partition(":")[0] for scope in BOT_SCOPES if scope.endswith(":history")}
    assert {event.partition(".")[2] for event in BOT_EVENTS if event.startswith("message.")} == histories


def test_command_and_shortcut_are_those_of_the_code() -> None:
    features = manifest()["features"]
    assert [command["command"] for command in features["slash_commands"]] == [COMMAND]
    assert {one["callback_id"]: one["type"] for one in features["shortcuts"]} == {
        shortcut.SHORTCUT: "message",
        adding.SHORTCUT: "message",
        brief.SHORTCUT: "message",
        estimate.SHORTCUT: "global",
    }
    assert "agent_view" in features
    assert "assistant_view" not in features


def test_for_http_every_request_goes_to_the_bot() -> None:
    made = manifest("https://bot.example.org/")
    assert made["settings"]["socket_mode_enabled"] is False
    urls = set(re.findall(r'"(?:request_)?url": "([^"]+)"', json.dumps(made)))
    assert urls == {"https://bot.example.org/slack/events"}


@pytest.mark.parametrize("missing", sorted(BOT_SCOPES))
def test_a_scope_that_was_not_granted_is_named(missing: str) -> None:
    assert missing_scopes(",".join(set(BOT_SCOPES) - {missing})) == [missing]
