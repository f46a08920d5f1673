"""Runs the bot over one of Slack's two transports until it is told to stop."""

from __future__ import annotations

import json
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk.errors import SlackApiError
from waitress.server import create_server

from bot.records.database import Records
from bot.slack.app import SlackBot
from bot.slack.client import refusal, web_client
from bot.slack.worker import Workers
from knowledge.errors import InsightsError

_log = logging.getLogger(__name__)

EVENTS_PATH = "/slack/events"
HEALTH_PATH = "/health"
_GRACE = 25.0
"""Seconds for answers begun when the bot is told to stop."""
_CLOSING = 10.0
"""Seconds for the connection to end."""
_THREADS = 16
_MOST_BYTES = 1_000_000
"""Of one request: Slack's are far smaller."""


def serve_socket(bot: SlackBot, app_token: str, api: str) -> None:
    """Connect by Socket Mode; returns when a signal says so. Raises InsightsError when Slack refuses the token."""
    handler = SocketModeHandler(bot.app, app_token, web_client=web_client(app_token, api))
    try:
        handler.client.connect()
    except OSError as error:
        raise InsightsError(f"Slack cannot be reached at {api}: {error}") from error
    except SlackApiError as error:
        raise InsightsError(
            f"Slack refuses SLACK_APP_TOKEN ({refusal(error)}): see the README, section Slack"
        ) from error
    _run(bot, partial(leave_socket_mode, handler), "connected to Slack by Socket Mode")


def serve_http(bot: SlackBot, records: Records, host: str, port: int) -> None:
    """Listen for Slack's signed requests on ``port``; returns when a signal says so.

    Raises InsightsError when the port is taken.
    """
    application = _with_health(SlackRequestHandler(bot.app, EVENTS_PATH), bot.workers, records)
    try:
        server = create_server(
            application, host=host, port=port, threads=_THREADS, max_request_body_size=_MOST_BYTES, ident=None
        )
    except OSError as error:
        raise InsightsError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    threading.Thread(target=server.run, name="http", daemon=True).start()
    _run(bot, server.close, f"listening on http://{host}:{port}{EVENTS_PATH}")


def _run(bot: SlackBot, disconnect: Callable[[], None], where: str) -> None:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    bot.start()
    _log.info("ready, %s", where)
    stopping.wait()
    _log.info("stopping: answers begun are finished, the others wait for the next start")
    disconnect_within(_CLOSING, disconnect)
    bot.finish(_GRACE)


def leave_socket_mode(handler: SocketModeHandler) -> None:
    """End the connection at once; slack_sdk by itself waits up to three seconds for a message that could still come."""
    handler.client.auto_reconnect_enabled = False
    handler.client.closed = True
    handler.client.message_queue.put(None)  # wakes the thread that would wait a second for the next message
    session = handler.client.current_session
    connection = session.sock if session is not None else None
    if connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
    handler.close()  # type: ignore[no-untyped-call]


def disconnect_within(seconds: float, disconnect: Callable[[], None]) -> None:
    """End a connection; what is not over after ``seconds`` is left to the end of the process.

    slack_sdk waits for a thread of its own that, on a busy machine, may never learn that the connection is gone.
    """
    closing = threading.Thread(target=disconnect, name="disconnect", daemon=True)
    closing.start()
    closing.join(seconds)
    if closing.is_alive():
        _log.warning("the connection to Slack was not closed within %.0f s", seconds)


Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]


def _with_health(slack: Wsgi, workers: Workers, records: Records) -> Wsgi:
    """Slack's endpoint beside one that says whether the bot is well and how many questions wait."""

    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] != HEALTH_PATH:
            return slack(environ, start)
        try:
            well = workers.are_well()
            status = "200 OK" if well else "503 Service Unavailable"
            body = {"status": "ok" if well else "workers have stopped", "waiting": records.queue.waiting()}
        except Exception as error:  # whatever the database says, the answer is that it is not well
            _log.error("health: %s", type(error).__name__)
            status, body = "503 Service Unavailable", {"status": "records cannot be read"}
        start(status, [("Content-Type", "application/json")])
        return [json.dumps(body).encode()]

    return application
