"""Work that goes on in the background, whatever goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from bot.slack.loop import Loop

LONG = 600.0


@contextmanager
def running(work: Callable[[], object], pause: float = LONG) -> Iterator[Loop]:
    loop = Loop("test", work, pause)
    loop.start()
    try:
        yield loop
    finally:
        loop.finish()


def test_it_goes_on_without_a_pause_while_there_is_more_to_do() -> None:
    left, done = iter([True, True, False]), threading.Event()

    def work() -> bool:
        more = next(left)
        if not more:
            done.set()
        return more

    with running(work):
        assert done.wait(10)


def test_a_ring_during_the_work_is_not_lost() -> None:
    begun, rung, second = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        if begun.is_set():
            second.set()
        begun.set()
        rung.wait(10)

    with running(work) as loop:
        assert begun.wait(10)
        loop.ring()
        rung.set()
        assert second.wait(10)


def test_a_fault_is_logged_without_its_words_and_the_next_turn_comes(caplog: pytest.LogCaptureFixture) -> None:
    turns, third, words = [0], threading.Event(), " ".join(["what", "the", "officer", "asked"])

    def work() -> None:
        turns[0] += 1
        if turns[0] == 3:
            third.set()
        raise ValueError(words)

    with running(work, pause=0.01):
        assert third.wait(10)
    assert "test: ValueError" in caplog.text
    assert words not in caplog.text


def test_after_finishing_nothing_is_begun() -> None:
    turns, begun = [0], threading.Event()

    def work() -> None:
        turns[0] += 1
        begun.set()

    with running(work) as loop:
        assert begun.wait(10)
        loop.finish()
        loop.ring()
        assert loop.is_finishing
    threading.Event().wait(0.05)
    assert turns == [1]
