"""What is written in one cell, as a value of the kind its column holds.

Every reader takes the cell's value (text, number, date or truth value, never blank) and raises ValueError when it is
not what the column holds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from knowledge.prevention_map.rows import Overlap

Choice = TypeVar("Choice", bound=StrEnum)

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:\s?[-/–]\s?(?:20)?(\d\d))?")
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
_PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as the file holds it; ``is_percent`` where a number is formatted to be shown as percent."""

    value: object
    is_percent: bool = False

    @property
    def text(self) -> str:
        """The value on one line, empty for a blank cell."""
        value = self.value
        if isinstance(value, dt.datetime) and value.time() == dt.time():
            value = value.date()
        return "" if value is None else " ".join(str(value).split())


def read_text(cell: Cell) -> str:
    """Text on one line."""
    return cell.text


def read_list(cell: Cell) -> tuple[str, ...]:
    """Texts between semicolons or on lines of their own."""
    parts = [" ".join(part.split()) for part in re.split(r"[;\n]", str(cell.value))]
    return tuple(dict.fromkeys(part for part in parts if part))


def read_pounds(cell: Cell) -> Decimal:
    """Pounds and pence, not negative."""
    if cell.is_percent:
        raise ValueError
    return _number(cell, "£").quantize(_PENNY)


def read_whole(cell: Cell) -> int:
    """A whole number, not negative."""
    number = _number(cell)
    if cell.is_percent or number != int(number):
        raise ValueError
    return int(number)


def read_percent(cell: Cell) -> Decimal:
    """Percent, 0 to 100. A bare 0.35 is refused: it may mean 35 % or 0.35 %."""
    text = cell.text.rstrip()
    if text.endswith("%"):
        number = _number(Cell(text[:-1].rstrip()))
    elif cell.is_percent:
        number = (_number(cell) * 100).normalize()
    else:
        number = _number(cell)
        if 0 < number < 1:
            raise ValueError
    if number > 100:
        raise ValueError
    return number


def read_overlap(cell: Cell) -> Overlap:
    """A number of families, or a share of them in percent; never a list of which."""
    is_share = cell.is_percent or cell.text.endswith("%")
    return Overlap(read_percent(cell) if is_share else Decimal(read_whole(cell)), is_share)


def read_date(cell: Cell) -> dt.date:
    """A date cell, or a date in words such as 31/03/2027, 31 March 2027 or 2027-03-31."""
    if isinstance(cell.value, dt.datetime):
        return cell.value.date()
    if isinstance(cell.value, dt.date):
        return cell.value
    for form in _DATES:
        try:
            return dt.datetime.strptime(cell.text, form).date()
        except ValueError:
            continue
    raise ValueError


def read_year(cell: Cell) -> str:
    """A year such as 2025, or a financial year such as 2025-26."""
    found = _YEAR.fullmatch(cell.text.removesuffix(".0"))
    if found is None:
        raise ValueError
    return f"{found[1]}-{found[2]}" if found[2] else found[1]


def read_choice(kind: type[Choice]) -> Callable[[Cell], Choice]:
    """A reader of one word from a list of them; capitals, blanks and hyphens do not matter."""
    known = {_bare(choice): choice for choice in kind}

    def read(cell: Cell) -> Choice:
        try:
            return known[_bare(cell.text)]
        except KeyError:
            raise ValueError from None

    return read


def read_choices(kind: type[Choice]) -> Callable[[Cell], tuple[Choice, ...]]:
    """A reader of several words from a list of them, between semicolons or commas."""
    read = read_choice(kind)

    def read_all(cell: Cell) -> tuple[Choice, ...]:
        parts = [part for part in re.split(r"[;,\n]", str(cell.value)) if part.strip()]
        return tuple(dict.fromkeys(read(Cell(part)) for part in parts))

    return read_all


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _number(cell: Cell, unit: str = "") -> Decimal:
    """The number in a cell, or in its text with separators of thousands and perhaps its unit in front."""
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float | str):
        raise ValueError
    text = cell.text.removeprefix(unit).lstrip() if unit else cell.text
    if isinstance(cell.value, float):
        text = format(Decimal(repr(cell.value)), "f")
    if not _NUMBER.fullmatch(text):
        raise ValueError
    return Decimal(text.replace(",", ""))
