"""Ends a connection in Socket Mode without waiting for ever."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from slack_bolt.adapter.socket_mode import SocketModeHandler

_SECONDS = 10


def close(handler: SocketModeHandler) -> None:
    """Close the handler; what slack_sdk has not ended after ten seconds is left to its daemon threads.

    Its client waits for a thread that reads from the connection: unless the connection is shut down first, for three
    seconds, and on a busy machine sometimes for ever.
    """
    handler.client.auto_reconnect_enabled = False
    session = getattr(handler.client, "current_session", None)
    if session is not None and session.sock is not None:
        with suppress(OSError):
            session.sock.shutdown(socket.SHUT_RDWR)
    closing = threading.Thread(target=handler.close, daemon=True)
    closing.start()
    closing.join(_SECONDS)
