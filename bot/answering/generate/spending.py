"""What the model may cost."""

from __future__ import annotations

from typing import Protocol

from bot.vocabulary import Usage


class Ledger(Protocol):
    """Adds up what calls of models cost, for all who share these records."""

    def add(self, model: str, usage: Usage) -> None:
        """Note one call."""
        ...

    def spent_today(self) -> float:
        """US dollars since midnight UTC, as far as prices are known."""
        ...


class Budget:
    """Holds the calls of a model to what they may cost in a day."""

    def __init__(self, ledger: Ledger, daily_usd: float | None) -> None:
        self._ledger = ledger
        self._daily_usd = daily_usd

    def is_used_up(self) -> bool:
        """Whether today's calls have cost as much as they may."""
        return self._daily_usd is not None and self._ledger.spent_today() >= self._daily_usd

    def add(self, model: str, usage: Usage) -> None:
        """Note one call."""
        self._ledger.add(model, usage)
