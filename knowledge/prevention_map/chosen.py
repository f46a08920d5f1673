"""What somebody puts in the place of an assumption, as they write it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from knowledge.errors import InsightsError
from knowledge.prevention_map.assumptions import Assumption, Better, Range, Unit, load_assumptions
from knowledge.prevention_map.numbers import parse_number


def chosen_ranges(settings: Iterable[str]) -> dict[str, Range]:
    """The ranges of settings such as ``children.avoidable_share=30%`` or ``...=10%/20%/30%`` (low/central/high).

    Raises InsightsError naming the setting and what is expected of it.
    """
    return dict(_chosen(setting) for setting in settings)


def chosen_range(name: str, text: str) -> Range:
    """The range that ``text`` gives the assumption ``name``: one value, or three. Raises InsightsError."""
    assumption = _known(name)
    values = [parse_number(part) for part in text.split("/")]
    if len(values) not in (1, 3):
        raise InsightsError(f"{name}={text}: give one value, or the low, central and high one such as 10%/20%/30%")
    for value in values:
        _check(name, assumption, value)
    low, central, high = values if len(values) == 3 else values * 3
    in_order = low <= central <= high if assumption.better is Better.MORE else low >= central >= high
    if not in_order:
        words = "smaller" if assumption.better is Better.MORE else "larger"
        raise InsightsError(f"{name}={text}: the low case achieves least, so its value must be the {words}")
    return Range(low, central, high, own=True)


def _chosen(setting: str) -> tuple[str, Range]:
    name, equals, text = setting.partition("=")
    if not equals:
        raise InsightsError(f"{setting!r} is not NAME=VALUE, for example children.avoidable_share=30%")
    return name.strip(), chosen_range(name.strip(), text)


def _known(name: str) -> Assumption:
    known: Mapping[str, Assumption] = load_assumptions()
    if name in known:
        return known[name]
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    raise InsightsError(
        f"unknown assumption {name!r}: " + (f"did you mean {nearest[0]!r}?" if nearest else f"use {', '.join(known)}")
    )


def _check(name: str, assumption: Assumption, value: float) -> None:
    if assumption.unit is Unit.SHARE and value > 1:
        raise InsightsError(f"{name} is a share: write it as a percentage such as 30%, at most 100%")
    if assumption.unit is Unit.YEARS and not 0 < value <= 50:
        raise InsightsError(f"{name} is in years: more than 0 and at most 50")
