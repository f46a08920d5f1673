"""What calls of language models cost, day by day. Nothing here tells who asked what."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot.records.tables import SpendingRow
from bot.vocabulary import Usage


class Spending:
    """Adds up calls for all processes that share these records."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, model: str, usage: Usage) -> None:
        """Note one call, also when its answer is later withdrawn or purged."""
        row = SpendingRow(
            day=_today(),
            model=model,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cost_usd=usage.cost_usd,
        )
        with Session(self._engine) as session, session.begin():
            session.add(row)

    def spent_today(self) -> float:
        """US dollars since midnight UTC, as far as prices are known."""
        query = select(func.sum(SpendingRow.cost_usd)).where(SpendingRow.day == _today())
        with Session(self._engine) as session:
            return session.scalars(query).one() or 0.0


def _today() -> str:
    return dt.datetime.now(dt.UTC).date().isoformat()
