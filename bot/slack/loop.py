"""A thread that does the same thing again and again, whatever goes wrong."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from bot.slack.faults import without_words

_log = logging.getLogger(__name__)


class Loop:
    """Works when a bell is rung and, without a ring, after every pause. A daemon: what it leaves is taken up later."""

    def __init__(self, name: str, work: Callable[[], object], pause: float) -> None:
        """``work`` returns True when there may be more to do at once; ``pause`` is in seconds.

        What it raises is logged without its message, which may quote what somebody wrote, and the next turn is tried.
        """
        self._name = name
        self._work = work
        self._pause = pause
        self._bell = threading.Event()
        self._finishing = threading.Event()

    @property
    def is_finishing(self) -> bool:
        """Whether work begun should come to an early end."""
        return self._finishing.is_set()

    def start(self) -> None:
        """Begin."""
        threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def ring(self) -> None:
        """Say that there is something to do."""
        self._bell.set()

    def finish(self) -> None:
        """Begin nothing more."""
        self._finishing.set()
        self._bell.set()

    def _run(self) -> None:
        while not self._finishing.is_set():
            if self._turn() is not True:
                self._bell.wait(self._pause)
            self._bell.clear()

    def _turn(self) -> object:
        try:
            return self._work()
        except Exception as error:
            _log.error("%s: %s", self._name, type(error).__name__, exc_info=without_words(error))
            return False
