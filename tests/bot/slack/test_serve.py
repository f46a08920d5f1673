"""Serving ends when it is told to."""

from __future__ import annotations

import threading
import time

import pytest

from bot.slack.serve import disconnect_within


def test_a_connection_that_never_ends_does_not_keep_the_bot(caplog: pytest.LogCaptureFixture) -> None:
    began, never = time.monotonic(), threading.Event()

    def waiting() -> None:
        never.wait(60)

    disconnect_within(0.2, waiting)
    assert 0.2 <= time.monotonic() - began < 5
    assert "was not closed within" in caplog.text
    never.set()


def test_a_connection_that_ends_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    ended = threading.Event()
    disconnect_within(30, ended.set)
    assert ended.is_set()
    assert caplog.text == ""
