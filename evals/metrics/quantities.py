"""Quantities in running text: numbers with the unit they are given in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.metrics.wording import plain

_SCALES = {"k": 1e3, "m": 1e6, "bn": 1e9}
_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_QUANTITY = re.compile(
    rf"(?P<currency>[£$€])?\s?(?<![\w.])(?:(?P<number>\d+(?:\.\d+)?)(?P<scale>(?:bn|m|k)(?![a-z]))?(?P<percent>%)?|(?P<word>{'|'.join(_WORDS)})\b)"
)
_CURRENCIES = "£$€"
_NEAR = 40
"""Characters after a number within which its unit is looked for."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it is meant (1.2m is 1,200,000), its sign '%', '£', '$', '€' or none, and the words after it."""

    value: float
    sign: str
    following: str


def quantities(text: str) -> Iterator[Quantity]:
    """Every quantity of a text. Signs of direction are not read: 'fell by 12%' and '-12%' are both 12."""
    comparable = plain(text)
    for found in _QUANTITY.finditer(comparable):
        number = float(found["number"]) if found["number"] else float(_WORDS.index(found["word"]))
        value = number * _SCALES.get(found["scale"] or "", 1)
        sign = found["percent"] or found["currency"] or ""
        yield Quantity(value, sign, comparable[found.end() : found.end() + _NEAR])


def is_given(value: float, unit: str, tolerance: float, text: str) -> bool:
    """Whether a text gives ``value`` in ``unit``, within the relative ``tolerance``."""
    wanted = plain(unit)
    currency = wanted[0] if wanted[:1] and wanted[0] in _CURRENCIES else ""
    rest = wanted.removeprefix(currency).strip()
    rest = {"thousand": "k", "million": "m", "billion": "bn"}.get(rest, rest)
    meant = value * _SCALES.get(rest, 1)
    noun = "" if rest in {*_SCALES, "%", ""} else rest
    sign = "%" if rest == "%" else currency
    return any(
        abs(found.value - abs(meant)) <= tolerance * abs(meant) + 1e-9
        and found.sign == sign
        and (not noun or noun.removesuffix("s") in found.following)
        for found in quantities(text)
    )
