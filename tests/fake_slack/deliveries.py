"""What Slack sends to the app, and how often it tries."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Json = dict[str, Any]


@dataclass
class Delivery:
    """One event, interaction or command on its way to the app; times are `time.time()`."""

    kind: str
    event_id: str
    body: Json
    sent_at: float
    acked_at: float | None = None
    attempts: int = 0


@dataclass(frozen=True)
class Outcome:
    """How an attempt went: acknowledged, with what; or why not; `final` when the app asked for no retry."""

    acked: bool
    reason: str = ""
    body: Json | str | None = None
    final: bool = False


class Transport(Protocol):
    """A way to the app: Socket Mode or HTTP."""

    async def send(self, delivery: Delivery, retry: int, reason: str) -> Outcome:
        """One attempt; `retry` is 0 the first time, `reason` says why the one before failed."""

    async def pause(self, seconds: float, reason: str) -> None:
        """The wait before the next attempt."""


class Deliveries:
    """Every delivery of this run. Events are retried on a schedule, interactions and commands never."""

    def __init__(self, retry_delays: Sequence[float]) -> None:
        self.all: list[Delivery] = []
        self.transport: Transport | None = None
        self._retry_delays = retry_delays
        self._running: set[asyncio.Task[None]] = set()

    def start(self, event_id: str, body: Json) -> None:
        """Sends an event in the background, with retries."""
        task = asyncio.get_running_loop().create_task(self._with_retries(self._new("events_api", event_id, body)))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def once(self, kind: str, event_id: str, body: Json) -> Outcome:
        """Sends an interaction or a command, and waits for its acknowledgement."""
        return await self._attempt(self._new(kind, event_id, body), 0, "")

    async def stop(self) -> None:
        """Gives up what is still on its way."""
        # Again and again: before Python 3.12 asyncio.wait_for may swallow a cancellation that meets its result.
        while running := [task for task in self._running if not task.done()]:
            for task in running:
                task.cancel()
            await asyncio.wait(running, timeout=0.1)

    def _new(self, kind: str, event_id: str, body: Json) -> Delivery:
        delivery = Delivery(kind, event_id, body, time.time())
        self.all.append(delivery)
        return delivery

    async def _with_retries(self, delivery: Delivery) -> None:
        outcome = await self._attempt(delivery, 0, "")
        for retry, delay in enumerate(self._retry_delays, start=1):
            if outcome.acked or outcome.final or self.transport is None:
                return
            await self.transport.pause(delay, outcome.reason)
            outcome = await self._attempt(delivery, retry, outcome.reason)

    async def _attempt(self, delivery: Delivery, retry: int, reason: str) -> Outcome:
        if self.transport is None:
            return Outcome(False, "no_transport")
        delivery.attempts += 1
        outcome = await self.transport.send(delivery, retry, reason)
        if outcome.acked and delivery.acked_at is None:
            delivery.acked_at = time.time()
        return outcome
