"""Values of a map in words for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from knowledge.prevention_map.columns import BY_FIELD, COLUMNS
from knowledge.prevention_map.rows import MapRow, Overlap

_POUNDS = ("annual_spend", "unit_cost")
_PERCENT = ("conversion_rate", "nfa_rate")


def pounds(amount: Decimal) -> str:
    """£1,234,567, with pence only where there are any."""
    rounded = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"£{rounded:,.0f}" if rounded == int(rounded) else f"£{rounded:,.2f}"


def percent(share: Decimal) -> str:
    """35% or 35.1%."""
    rounded = share.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:.0f}%" if rounded == int(rounded) else f"{rounded}%"


def day(date: dt.date) -> str:
    """31 March 2027."""
    return f"{date.day} {date:%B %Y}"


def shown(field: str, value: Any) -> str:
    """A value of this field as people write it."""
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, Overlap):
        return percent(value.amount) if value.is_share else f"{value.amount:,}"
    if field in _POUNDS:
        return pounds(value)
    if field in _PERCENT:
        return percent(value)
    return f"{value:,}" if isinstance(value, int | Decimal) else str(value)


def field_name(field: str) -> str:
    """What a field is called within a sentence."""
    heading = BY_FIELD[field].heading
    return heading if heading.startswith("NFA") else heading.lower()


def row_text(row: MapRow) -> str:
    """A row that can be read alone: every cell that is not blank, with its heading."""
    return "; ".join(f"{heading}: {text}" for heading, text in row_cells(row))


def row_cells(row: MapRow) -> Iterator[tuple[str, str]]:
    """Heading and text of every cell that is not blank."""
    for column in COLUMNS:
        value = getattr(row, column.field)
        if value not in (None, ()):
            yield column.heading, shown(column.field, value)
