"""Deletes once a day what need not be kept."""

from __future__ import annotations

import logging

from bot.records.person import MACHINE, Person
from bot.records.retention import Retention
from bot.slack.loop import Loop
from knowledge.errors import InsightsError

_log = logging.getLogger(__name__)

_DAY = 86_400.0
BOT = Person(MACHINE, "bot")


class DailyPurge:
    """A thread that purges the records when the bot starts, and every day after."""

    def __init__(self, retention: Retention, days: int) -> None:
        self._retention = retention
        self._days = days
        self._loop = Loop("daily-purge", self._purge, _DAY)

    def start(self) -> None:
        """Begin."""
        self._loop.start()

    def finish(self) -> None:
        """End before the next day."""
        self._loop.finish()

    def _purge(self) -> None:
        try:
            gone = self._retention.purge(self._days, BOT)
        except InsightsError as error:
            _log.error("purge: %s", error)
        else:
            _log.info("purged: %d questions, %d answers older than %d days", gone.questions, gone.answers, self._days)
