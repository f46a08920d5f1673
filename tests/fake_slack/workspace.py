"""What exists in the workspace: people, channels, messages, views. Plain data, owned by the fake's own thread."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TEAM = "T0HOME"
BOT_USER = "U0BOT"
BOT_ID = "B0BOT"
APP = "A0FAKE"


@dataclass
class User:
    """A person or a bot, of this workspace or of another one; Slack tells the app nothing of a ``hidden`` one."""

    id: str
    team: str = TEAM
    guest: bool = False
    deleted: bool = False
    is_bot: bool = False
    admin: bool = False
    name: str = ""
    hidden: bool = False


@dataclass
class Channel:
    """A conversation; the kind follows from the id (D: direct message) and `private`."""

    id: str
    members: list[str]
    name: str
    private: bool = False
    ext_shared: bool = False
    pending_ext_shared: bool = False
    archived: bool = False

    @property
    def kind(self) -> str:
        """The channel_type that events carry."""
        if self.id.startswith("D"):
            return "im"
        return "group" if self.private else "channel"

    @property
    def scope_family(self) -> str:
        """The first half of the scopes about this kind of conversation."""
        return {"im": "im", "group": "groups", "channel": "channels"}[self.kind]


@dataclass
class FakeMessage:
    """One message. `markdown` is what came as markdown_text or was streamed; `blocks` are those sent as blocks."""

    ts: str
    channel: str
    user: str
    text: str = ""
    thread_ts: str | None = None
    markdown: str = ""
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    edited: Json | None = None
    streaming: bool = False
    bot: bool = False
    subtype: str | None = None
    team: str = TEAM
    client_msg_id: str | None = None
    tasks: dict[str, Json] = field(default_factory=dict)
    plan: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)
    to: str | None = None
    unfurl: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Status:
    """A status set on a thread: by assistant.threads.setStatus ("assistant") or agents.sessions.setStatus ("session").

    An empty assistant status with `cleared` is Slack's own: the app posted into the thread."""

    text: str
    at: float
    kind: str = "assistant"
    loading_messages: tuple[str, ...] = ()
    cleared: bool = False


@dataclass
class Upload:
    """A file: its bytes once they have been uploaded, whether the upload was completed, and where it was shared.

    `length` is what the app announced; None for a file of a person's. One with an `external_url` is kept elsewhere and
    only linked to."""

    id: str
    name: str
    title: str
    content: bytes = b""
    complete: bool = False
    shared_in: list[str] = field(default_factory=list)
    external_url: str = ""
    length: int | None = None
    alt_txt: str = ""


@dataclass
class UserGroup:
    """A user group of the workspace."""

    id: str
    handle: str
    users: list[str]


class Workspace:
    """Everything in the workspace, and the clock of its messages."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, dict[str, FakeMessage]] = defaultdict(dict)
        self.ephemerals: dict[str, FakeMessage] = {}
        self.view_stacks: dict[str, list[Json]] = defaultdict(list)
        self.homes: dict[str, Json] = {}
        self.statuses: dict[tuple[str, str], list[Status]] = defaultdict(list)
        self.titles: dict[tuple[str, str], str] = {}
        self.prompts: dict[str, Json] = {}
        self.files: dict[str, Upload] = {}
        self.user_groups: dict[str, UserGroup] = {}
        self.violations: list[str] = []
        self._last_ts = 0
        self._last_id = 0

    def next_ts(self) -> str:
        """A timestamp later than every other: seconds and microseconds."""
        self._last_ts = max(int(time.time() * 1_000_000), self._last_ts + 100)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        """An identifier nobody has yet."""
        self._last_id += 1
        return f"{prefix}{self._last_id:09d}"

    def direct_channel(self, user: str) -> Channel:
        """The direct messages between the bot and this person."""
        identifier = f"D{user}"
        return self.channels.setdefault(identifier, Channel(identifier, [user, BOT_USER], name="", private=True))

    def thread(self, channel: str, thread_ts: str) -> list[FakeMessage]:
        """The root, if it is still there, and its replies, oldest first."""
        return [
            message
            for message in self.messages[channel].values()
            if message.ts == thread_ts or message.thread_ts == thread_ts
        ]

    def file_for_bot(self, identifier: str) -> Upload | None:
        """A complete file that was shared where the bot is a member; no other is shown to it."""
        upload = self.files.get(identifier)
        shared = [self.channels[channel] for channel in upload.shared_in] if upload and upload.complete else []
        return upload if any(BOT_USER in channel.members for channel in shared) else None

    def all_views(self) -> list[Json]:
        """Open modals and published Homes."""
        return [view for stack in self.view_stacks.values() for view in stack] + list(self.homes.values())

    def with_block_ids(self, blocks: list[Json]) -> list[Json]:
        """The blocks with the ids Slack makes up where the app gave none."""
        return [self._identified(block) for block in blocks]

    def _identified(self, block: Json) -> Json:
        block = {**block, "block_id": block.get("block_id") or self.next_id("b")}
        for name in ("accessory", "element"):
            if isinstance(block.get(name), dict) and block[name]["type"] != "image":
                block[name] = self._with_action_id(block[name])
        if block["type"] in {"actions", "context_actions"}:
            block["elements"] = [self._with_action_id(element) for element in block["elements"]]
        return block

    def _with_action_id(self, element: Json) -> Json:
        return {**element, "action_id": element.get("action_id") or self.next_id("a")}
