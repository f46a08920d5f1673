"""Ends a connection in Socket Mode without waiting for ever."""

from __future__ import annotations

import threading

from slack_bolt.adapter.socket_mode import SocketModeHandler

_SECONDS = 10


def close(handler: SocketModeHandler) -> None:
    """Close the handler; what slack_sdk has not ended after ten seconds is left to its daemon threads.

    Its client waits for a thread that, on a busy machine, sometimes does not learn that the connection is gone.
    """
    closing = threading.Thread(target=handler.close, daemon=True)
    closing.start()
    closing.join(_SECONDS)
