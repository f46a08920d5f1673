"""A cell as the sheet shows it: 0.85 under a percent format is 85%."""

from __future__ import annotations

import datetime as dt
import re

_CURRENCY = re.compile(r'(?:\[\$)?"?([£€$])')
_DECIMALS = re.compile(r"[0#]\.(0+)")


def shown(value: object, number_format: str = "General") -> str:
    """The text of a cell on one line; a date without a time of day is a date."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, number_format.split(";")[0])
    return " ".join(str(value).split())


def _number(value: float, number_format: str) -> str:
    """Percentages and money as their format writes them; other numbers to the 15 digits a sheet computes with."""
    decimals = len(found.group(1)) if (found := _DECIMALS.search(number_format)) else 0
    if "%" in number_format:
        return f"{value * 100:.{decimals}f}%"
    if currency := _CURRENCY.search(number_format):
        return f"{'-' if value < 0 else ''}{currency.group(1)}{abs(value):,.{decimals}f}"
    return str(value) if isinstance(value, int) else f"{value:.15g}"
