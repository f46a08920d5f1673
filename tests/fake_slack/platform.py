"""The platform: the workspace, what it sends to the app, and what it remembers of the app's calls."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fake_slack.deliveries import Deliveries
from tests.fake_slack.faults import Faults, Rates
from tests.fake_slack.handles import ResponseUrl, ResponseUrls, Triggers
from tests.fake_slack.message_json import message_json
from tests.fake_slack.socket_mode import SocketMode
from tests.fake_slack.workspace import APP, BOT_USER, TEAM, Channel, FakeMessage, Status, Workspace

Json = dict[str, Any]

# What each event needs before Slack sends it (docs.slack.dev/reference/events); {family} follows the channel.
_EVENT_SCOPES = {
    "message": "{family}:history",
    "app_mention": "app_mentions:read",
    "member_joined_channel": "{family}:read",
    "member_left_channel": "{family}:read",
    "channel_shared": "{family}:read",
    "subteam_members_changed": "usergroups:read",
    "user_change": "users:read",
    "reaction_added": "reactions:read",
    "agent_session_stopped": "chat:write",
}
ALL_SCOPES = frozenset(
    "app_mentions:read assistant:write channels:history channels:read chat:write commands files:read files:write "
    "groups:history groups:read im:history im:read im:write reactions:read reactions:write usergroups:read "
    "users:read users:read.email".split()
)


@dataclass(frozen=True)
class Call:
    """One call of the Web API by the app; `answer` is None when the reply was lost before there was one."""

    method: str
    arguments: Json
    answer: Json | None
    at: float


@dataclass
class Platform:
    """All parts of the fake that run on its own thread."""

    workspace: Workspace
    deliveries: Deliveries
    socket_mode: SocketMode
    scopes: set[str]
    root: str = ""
    triggers: Triggers = field(default_factory=Triggers)
    response_urls: ResponseUrls = field(default_factory=ResponseUrls)
    faults: Faults = field(default_factory=Faults)
    rates: Rates = field(default_factory=Rates)
    enforce_rates: bool = False
    calls: list[Call] = field(default_factory=list)

    def send_event(self, event: Json, channel: Channel | None = None) -> None:
        """Sends an event in its envelope, when the app's scopes cover it."""
        family = channel.scope_family if channel else "im"
        needed = _EVENT_SCOPES.get(event["type"], "").format(family=family)
        if needed and needed not in self.scopes:
            return
        event_id = self.workspace.next_id("Ev")
        body = {
            "token": "legacy-verification-token",
            "team_id": TEAM,
            "context_team_id": TEAM,
            "context_enterprise_id": None,
            "api_app_id": APP,
            "event": {"event_ts": self.workspace.next_ts(), **event},
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(time.time()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.ext_shared),
            "event_context": f"context-{event_id}",
        }
        self.deliveries.start(event_id, body)

    def message_event(self, message: FakeMessage, **fields: Any) -> None:
        """Sends a message event, when the bot is a member of the channel."""
        channel = self.workspace.channels[message.channel]
        if BOT_USER not in channel.members:
            return
        event = {
            **message_json(self.workspace, message, with_metadata=True),
            "event_ts": message.ts,
            **_shared_fields(channel, message),
            **fields,
        }
        event.pop("reply_count", None)
        self.send_event({**event, "channel": channel.id, "channel_type": channel.kind}, channel)

    def changed_event(self, subtype: str, channel_id: str, fields: Json) -> None:
        """Sends message_changed or message_deleted."""
        channel = self.workspace.channels[channel_id]
        if BOT_USER not in channel.members:
            return
        ts = self.workspace.next_ts()
        common = {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, "event_ts": ts}
        self.send_event({**common, "channel": channel.id, "channel_type": channel.kind, **fields}, channel)

    def add_message(self, message: FakeMessage) -> None:
        """Puts a message into its channel and tells the app; a post by the bot clears the thread's status."""
        self.workspace.messages[message.channel][message.ts] = message
        self.message_event(message)
        statuses = self.workspace.statuses.get((message.channel, message.thread_ts or message.ts), [])
        standing = [status for status in statuses if status.kind == "assistant"]
        if message.bot and standing and standing[-1].text:
            statuses.append(Status("", time.time(), cleared=True))

    def change_message(self, message: FakeMessage, previous: Json) -> None:
        """Tells the app that a message is different now."""
        current = message_json(self.workspace, message, with_metadata=True)
        self.changed_event("message_changed", message.channel, {"message": current, "previous_message": previous})

    def delete_message(self, message: FakeMessage) -> None:
        """Deletes a message; one with replies stays behind as a tombstone."""
        previous = message_json(self.workspace, message, with_metadata=True)
        replies = [m for m in self.workspace.thread(message.channel, message.ts) if m is not message]
        if replies:
            tombstone = FakeMessage(
                message.ts, message.channel, "USLACKBOT", "This message was deleted.", subtype="tombstone"
            )
            self.workspace.messages[message.channel][message.ts] = tombstone
            self.change_message(tombstone, previous)
            return
        del self.workspace.messages[message.channel][message.ts]
        fields = {"previous_message": previous, "deleted_ts": message.ts}
        self.changed_event("message_deleted", message.channel, fields)

    def response_url(self, user: str, channel: str, source: FakeMessage | None) -> tuple[str, ResponseUrl]:
        """A new response URL, and the target that collects what comes to it."""
        thread_ts = source.thread_ts if source else None
        target = ResponseUrl(user, channel, source.ts if source else None, time.monotonic(), thread_ts)
        return f"{self.root}/response/{self.response_urls.issue(target)}", target

    def violate(self, text: str) -> None:
        """Remembers something the app must not do though Slack would not say so."""
        self.workspace.violations.append(text)


def new_platform(retry_delays: Sequence[float], ack_seconds: float) -> Platform:
    """A platform with an empty workspace, delivering over Socket Mode."""
    workspace = Workspace()
    socket_mode = SocketMode(ack_seconds, workspace.violations.append)
    deliveries = Deliveries(retry_delays)
    deliveries.transport = socket_mode
    return Platform(workspace, deliveries, socket_mode, set(ALL_SCOPES))


def _shared_fields(channel: Channel, message: FakeMessage) -> Json:
    return {"user_team": message.team, "source_team": message.team} if channel.ext_shared else {}
