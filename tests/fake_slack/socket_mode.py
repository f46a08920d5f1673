"""Socket Mode: WebSocket connections of the app, envelopes and their acknowledgements."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from tests.fake_slack.deliveries import Delivery, Outcome
from tests.fake_slack.workspace import APP

MOST_CONNECTIONS = 10
NOT_CONNECTED = "not_connected"
_CLOSING = 2.0
"""Seconds that an app has to close its side: one that was killed never does."""
_ANSWERED = {"interactive", "slash_commands"}


class SocketMode:
    """The open connections. An envelope goes to one of them, at random."""

    def __init__(self, ack_seconds: float, violate: Callable[[str], None]) -> None:
        self._ack_seconds = ack_seconds
        self._violate = violate
        self._connections: list[web.WebSocketResponse] = []
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Outcome], str]] = {}
        self._arrival = asyncio.Event()
        self._tickets: set[str] = set()
        self._envelopes = 0

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._connections)

    def ticket(self) -> str:
        """The right to one connection, which apps.connections.open puts into its URL."""
        ticket = f"ticket-{len(self._tickets) + 1}"
        self._tickets.add(ticket)
        return ticket

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serves one connection until it closes."""
        if request.query.get("ticket") not in self._tickets:
            return web.Response(status=404)
        socket = web.WebSocketResponse(timeout=_CLOSING)
        await socket.prepare(request)
        if len(self._connections) >= MOST_CONNECTIONS:
            await self._dismiss(socket, "too_many_websockets")
            return socket
        info = {"host": "fake", "approximate_connection_time": 18060}
        count = len(self._connections) + 1
        hello = {"type": "hello", "num_connections": count, "debug_info": info, "connection_info": {"app_id": APP}}
        await socket.send_json(hello)
        self._connections.append(socket)
        self._arrival.set()
        self._arrival = asyncio.Event()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(message.data)
        finally:
            self._forget(socket)
        return socket

    async def send(self, delivery: Delivery, retry: int, reason: str) -> Outcome:
        """One attempt on one of the connections."""
        if not self._connections:
            return Outcome(False, NOT_CONNECTED)
        socket = random.choice(self._connections)
        self._envelopes += 1
        envelope: dict[str, Any] = {
            "envelope_id": f"envelope-{self._envelopes}",
            "payload": delivery.body,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind in _ANSWERED,
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = (socket, answer, delivery.kind)
        try:
            await socket.send_json(envelope)
            return await asyncio.wait_for(answer, self._ack_seconds)
        except TimeoutError:
            return Outcome(False, "timeout")
        except (ConnectionError, RuntimeError):
            self._forget(socket)  # its end is not yet noticed: nothing more is sent there
            return Outcome(False, NOT_CONNECTED)

    async def pause(self, seconds: float, reason: str) -> None:
        """Waits this long, or less when nobody was connected and somebody connects."""
        if reason != NOT_CONNECTED:
            await asyncio.sleep(seconds)
            return
        try:
            # A connection may have come back between the failed attempt and this wait.
            if not self._connections:
                await asyncio.wait_for(self._arrival.wait(), seconds)
        except TimeoutError:
            return

    async def disconnect(self, reason: str) -> None:
        """Asks every connection to come again, and closes it, as Slack does when it moves an app to another host."""
        await asyncio.gather(*(self._dismiss(socket, reason) for socket in list(self._connections)))

    async def close(self) -> None:
        """Closes every connection without a word; a bot that was killed answers none."""
        await asyncio.gather(*(socket.close() for socket in list(self._connections)))

    async def _dismiss(self, socket: web.WebSocketResponse, reason: str) -> None:
        self._forget(socket)
        await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}})
        # The client opens its next connection on the message; closing at once would race it.
        await asyncio.sleep(0.3)
        await socket.close()

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self._connections:
            self._connections.remove(socket)
        for envelope, (owner, answer, _) in list(self._waiting.items()):
            if owner is socket and socket.closed and not answer.done():
                answer.set_result(Outcome(False, NOT_CONNECTED))
                del self._waiting[envelope]

    def _acknowledge(self, text: str) -> None:
        try:
            received = json.loads(text)
        except ValueError:
            self._violate(f"Socket Mode: not JSON: {text[:200]}")
            return
        envelope, payload = received.get("envelope_id"), received.get("payload")
        if envelope not in self._waiting:
            self._violate(f"Socket Mode: acknowledged an envelope that was never sent: {envelope}")
            return
        _, answer, kind = self._waiting[envelope]
        if payload and kind not in _ANSWERED:
            self._violate(f"Socket Mode: an event was acknowledged with a payload: {payload}")
        if not answer.done():
            answer.set_result(Outcome(True, body=payload))
