"""What tokens cost."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, RootModel

from bot.yaml_settings import Strict, read_settings

_PRICES = Path(__file__).with_name("prices.yaml")
_MILLION = 1_000_000
_DATED = re.compile(r"-(?:\d{8}|\d{4}-\d\d-\d\d|latest)$")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens in and out, and where that is from."""

    input: float
    output: float
    source: str

    def of(self, input_tokens: int, output_tokens: int) -> float:
        """US dollars for so many tokens."""
        return (input_tokens * self.input + output_tokens * self.output) / _MILLION


class _Listed(Strict):
    provider: str
    model: str
    input: float = Field(ge=0)
    output: float = Field(ge=0)
    read: dt.date
    source: str


class _PriceList(RootModel[list[_Listed]]):
    """The file."""


def known_price(provider: str, model: str, path: Path = _PRICES) -> Price | None:
    """The price of a model, of any dated edition of it too; None when it is not listed."""
    for listed in read_settings(path, _PriceList).root:
        if listed.provider == provider and listed.model in ("*", model, _DATED.sub("", model)):
            return Price(listed.input, listed.output, f"{listed.source}, read {listed.read}")
    return None
