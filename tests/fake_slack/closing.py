"""Ends a connection in Socket Mode without waiting for ever."""

from __future__ import annotations

import contextlib
import socket
import threading

from slack_bolt.adapter.socket_mode import SocketModeHandler

_SECONDS = 10


def close(handler: SocketModeHandler) -> None:
    """Close the handler at once.

    Its client waits up to three seconds for a message that could still come, unless the connection ends; and, on a
    busy machine, sometimes for ever for a thread that does not learn of the end: after ten seconds that is left to
    its daemon threads.
    """
    closing = threading.Thread(target=handler.close, daemon=True)
    closing.start()
    session = handler.client.current_session
    connection = session.sock if session is not None else None
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
    closing.join(_SECONDS)
