"""Things that wear out: trigger ids (3 seconds, one use) and response URLs (30 minutes, 5 uses)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from tests.fake_slack.refusals import Refused

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass
class Trigger:
    """The right to open a view for this person."""

    user: str
    issued: float
    used: bool = False


@dataclass
class ResponseUrl:
    """Where the app may answer an interaction; `source` is the ts of the message it came from."""

    user: str
    channel: str
    source: str | None
    issued: float
    thread_ts: str | None = None
    responses: list[dict[str, Any]] = field(default_factory=list)
    uses: int = 0


class Triggers:
    """The trigger ids given out."""

    def __init__(self) -> None:
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str) -> str:
        """A new trigger id for this person."""
        identifier = f"{len(self._issued) + 1}.{len(self._issued) + 1:08d}.fake"
        self._issued[identifier] = Trigger(user, time.monotonic())
        return identifier

    def exchange(self, identifier: str) -> str:
        """Uses it up and returns its person. Raises Refused when unknown, used or older than 3 seconds."""
        trigger = self._issued.get(identifier)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.issued > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.user


class ResponseUrls:
    """The response URLs given out, by the last part of their path."""

    def __init__(self) -> None:
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, target: ResponseUrl) -> str:
        """The last part of the path of a new response URL."""
        identifier = f"R{len(self._issued) + 1:08d}"
        self._issued[identifier] = target
        return identifier

    def use(self, identifier: str) -> ResponseUrl:
        """One use of it. Raises Refused when unknown, used five times or older than 30 minutes."""
        target = self._issued.get(identifier)
        if target is None:
            raise Refused("invalid_url")
        if time.monotonic() - target.issued > RESPONSE_SECONDS:
            raise Refused("expired_url")
        if target.uses >= RESPONSE_USES:
            raise Refused("used_url")
        target.uses += 1
        return target
