"""Numbers as people in councils write and read them."""

from __future__ import annotations

import math
import re

from knowledge.errors import InsightsError

_NUMBER = re.compile(r"£?\s*(\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)\s*(%|k|m|bn)?", re.IGNORECASE)
_TIMES = {"": 1.0, "%": 0.01, "k": 1e3, "m": 1e6, "bn": 1e9}


def parse_number(text: str) -> float:
    """A number of 0 or more: ``1,250``, ``£62k``, ``1.5m`` or ``30%`` (0.3). Raises InsightsError."""
    found = _NUMBER.fullmatch(text.strip())
    number = float(found[1].replace(",", "")) * _TIMES[(found[2] or "").lower()] if found else math.inf
    if not math.isfinite(number):
        raise InsightsError(f"{text!r} is not a number such as 1,250, £62k, 1.5m or 30%")
    return round(number, 10)


def pounds(amount: float) -> str:
    """An amount to three figures: ``£850``, ``£62,400``, ``£1.25m``; a minus sign goes before the pound sign."""
    size = abs(amount)
    if size < 1:
        return "£0"
    sign = "−" if amount < 0 else ""
    rounded = _to_three_figures(size)
    for times, name in ((1e9, "bn"), (1e6, "m")):
        if rounded >= times:
            return f"{sign}£{_three_figures(rounded / times)}{name}"
    return f"{sign}£{rounded:,.0f}"


def quantity(number: float) -> str:
    """A count to three figures: ``0``, ``6.7``, ``19``, ``1,850``."""
    rounded = _to_three_figures(number)
    return f"{rounded:,.0f}" if rounded >= 20 or rounded == int(rounded) else f"{rounded:.1f}"


def share(number: float) -> str:
    """A share as a percentage: ``19.2%``."""
    return f"{number * 100:.3g}%"


def _to_three_figures(number: float) -> float:
    return float(f"{number:.3g}")


def _three_figures(number: float) -> str:
    """``9.2`` as 9.2, ``10`` as 10: no more noughts than people write."""
    return f"{number:.3g}" if number < 1000 else f"{number:,.0f}"
