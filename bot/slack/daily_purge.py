"""Deletes once a day what need not be kept."""

from __future__ import annotations

import logging
import threading

from bot.records.person import MACHINE, Person
from bot.records.retention import Retention
from knowledge.errors import InsightsError

_log = logging.getLogger(__name__)

_DAY = 86_400.0
BOT = Person(MACHINE, "bot")


class DailyPurge:
    """A thread that purges the records when the bot starts, and every day after."""

    def __init__(self, retention: Retention, days: int) -> None:
        self._retention = retention
        self._days = days
        self._finishing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="daily-purge", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def finish(self) -> None:
        """End before the next day."""
        self._finishing.set()

    def _run(self) -> None:
        while not self._finishing.is_set():
            try:
                gone = self._retention.purge(self._days, BOT)
                _log.info(
                    "purged: %d questions, %d answers older than %d days", gone.questions, gone.answers, self._days
                )
            except InsightsError as error:
                _log.error("purge: %s", error)
            except Exception as error:  # tomorrow may be better
                _log.error("purge: %s", type(error).__name__)
            self._finishing.wait(_DAY)
