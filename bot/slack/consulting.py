"""One thread that keeps Slack in step with hand-offs, drafts and approved answers; a crash interrupts nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from http.client import HTTPException
from typing import Any, Protocol

from slack_sdk.errors import SlackApiError

from bot.records.audit import NotRecorded
from bot.records.showing import Showing
from bot.slack.client import refusal
from bot.slack.faults import without_words
from bot.slack.loop import Loop
from bot.slack.owner import is_dead, new_owner
from knowledge.errors import LibraryBusy

_log = logging.getLogger(__name__)

_IDLE = 1.0
_LOOK = 3.0
"""Seconds between looks at what approved answers rest on."""
_LONGEST_WAIT = 300.0
_MOST_FAILURES = 12
_BUSY = 2.0


class Keeper(Protocol):
    """Keeps Slack in step with one table."""

    @property
    def showing(self) -> Showing[Any]:
        """The table's rows."""

    def carry_on(self, key: str) -> tuple[int, float]:
        """Show a row as it is, in a way that a second attempt does not repeat.

        Returns the change shown, and when to look again. Raises what Slack refuses.
        """

    def give_up(self, key: str) -> None:
        """Slack never took it."""


class Consulting:
    """Takes up what is due; what fails is tried again for about half an hour."""

    def __init__(self, keepers: Sequence[Keeper], look: Callable[[], None]) -> None:
        self._keepers = keepers
        self._owner = new_owner()
        self._showing = Loop("consulting", self._work, _IDLE)
        self._looking = Loop("approved-answers", look, _LOOK)

    def start(self) -> None:
        """Take up what a dead process of this machine left, and begin."""
        for keeper in self._keepers:
            for worker in keeper.showing.workers():
                if is_dead(worker):
                    keeper.showing.release(worker)
        self._showing.start()
        self._looking.start()

    def ring(self) -> None:
        """Say that there is something to do."""
        self._showing.ring()

    def finish(self) -> None:
        """Begin nothing more."""
        self._showing.finish()
        self._looking.finish()

    def _work(self) -> bool:
        return any([self._take_up(keeper) for keeper in self._keepers])

    def _take_up(self, keeper: Keeper) -> bool:
        row = keeper.showing.claim(self._owner)
        if row is None:
            return False
        key = keeper.showing.key_of(row)
        try:
            change, due = keeper.carry_on(key)
        except LibraryBusy:
            keeper.showing.postpone(key, _BUSY)
            keeper.showing.note(key, failures=row.failures)
        except (SlackApiError, OSError, HTTPException, NotRecorded) as error:
            self._try_later(keeper, key, row.failures, error)
        except Exception as error:  # a fault of ours is tried again too
            _log.error("consulting %s: %s", key, type(error).__name__, exc_info=without_words(error))
            self._try_later(keeper, key, row.failures, error)
        else:
            keeper.showing.mark_shown(key, change, due)
        return True

    def _try_later(self, keeper: Keeper, key: str, failures: int, error: Exception) -> None:
        reason = refusal(error) if isinstance(error, SlackApiError) else type(error).__name__
        if failures + 1 >= _MOST_FAILURES:
            _log.error("consulting %s given up: %s", key, reason)
            keeper.showing.park(key)
            keeper.give_up(key)
            return
        seconds = min(_LONGEST_WAIT, float(2**failures))
        _log.warning("consulting %s again in %.0f s: %s", key, seconds, reason)
        keeper.showing.postpone(key, seconds)
