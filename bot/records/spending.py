"""What calls of language models cost, day by day. Nothing here tells who asked what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot.records.tables import SpendingRow
from bot.vocabulary import Usage


@dataclass(frozen=True, slots=True)
class DaySpending:
    """The calls of one model on one day (UTC). ``unpriced`` of them have no known price and are not in ``cost_usd``."""

    day: dt.date
    model: str
    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float
    unpriced: int


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
        query = select(func.coalesce(func.sum(SpendingRow.cost_usd), 0.0)).where(SpendingRow.day == _today())
        with Session(self._engine) as session:
            return float(session.scalars(query).one())

    def by_day(self) -> list[DaySpending]:
        """Every day and model, newest first."""
        query = (
            select(
                SpendingRow.day,
                SpendingRow.model,
                func.count(),
                func.sum(SpendingRow.input_tokens),
                func.sum(SpendingRow.output_tokens),
                func.coalesce(func.sum(SpendingRow.cost_usd), 0.0),
                func.count() - func.count(SpendingRow.cost_usd),
            )
            .group_by(SpendingRow.day, SpendingRow.model)
            .order_by(SpendingRow.day.desc(), SpendingRow.model)
        )
        with Session(self._engine) as session:
            return [DaySpending(dt.date.fromisoformat(day), *rest) for day, *rest in session.execute(query)]


def _today() -> str:
    return dt.datetime.now(dt.UTC).date().isoformat()
