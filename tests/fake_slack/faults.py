"""Faults that tests order, and the rate limits of the Web API."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from dataclasses import dataclass


@dataclass
class Fault:
    """What happens to the next calls of a method."""

    method: str
    times: int
    error: str | None = None
    status: int = 200
    retry_after: int | None = None
    seconds: float = 0.0
    lose_reply: bool = False


class Faults:
    """Faults waiting for their calls; the first ordered comes first."""

    def __init__(self) -> None:
        self.unknown: set[str] = set()
        self._waiting: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Adds a fault."""
        self._waiting.append(fault)

    def left(self) -> list[str]:
        """The methods of faults that no call has met yet."""
        return [fault.method for fault in self._waiting if fault.times > 0]

    def take(self, method: str) -> Fault | None:
        """The fault for this call, used up by one."""
        for fault in self._waiting:
            if fault.method == method and fault.times > 0:
                fault.times -= 1
                return fault
        return None


class Rates:
    """Calls in the last minute per method, and posts in the last second per channel (docs.slack.dev, rate limits)."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def wait_needed(self, method: str, per_minute: int, channel: str | None) -> int | None:
        """Seconds to wait when this call is one too many, else None; only calls let through count."""
        now = time.monotonic()
        windows = [(method, per_minute, 60.0)]
        if method == "chat.postMessage" and channel:
            windows = [(f"{method} {channel}", 1, 1.0)]
        for key, most, seconds in windows:
            calls = self._calls[key]
            while calls and now - calls[0] >= seconds:
                calls.popleft()
            if len(calls) >= most:
                return max(1, round(calls[0] + seconds - now + 0.5))
        for key, _, _ in windows:
            self._calls[key].append(now)
        return None
