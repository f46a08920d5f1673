"""An estimate in plain words, with what it rests on and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge.prevention_map.assumptions import Assumption, Case, Unit, load_assumptions
from knowledge.prevention_map.estimate import (
    Estimate,
    Measure,
    Stream,
    StreamResult,
    planned_help,
    sensitivity,
)
from knowledge.prevention_map.facts import Fact, load_facts
from knowledge.prevention_map.numbers import pounds, quantity, share

_CAUTIONS = Path(__file__).parent / "cautions.yaml"

NOT_SOURCED = "not sourced; set it yourself"
OWN_CHOICE = "your own figure"
NOT_ADDED_UP = (
    "Cost avoided is demand that did not come, not money in hand, and is never added to cash. Do not add this to "
    "savings claimed elsewhere: the same avoided placement may be counted by each. Nothing is discounted or uprated."
)

_AVOIDED = {
    Stream.CHILDREN: "fewer entries to care a year",
    Stream.ADULTS: "fewer adults a year entering long-term support",
    Stream.FRONT_DOOR: "fewer referrals a year that end in no further action",
}
NAMES = {
    Stream.CHILDREN: "Children entering care",
    Stream.ADULTS: "Adults entering long-term support",
    Stream.FRONT_DOOR: "Referrals without further action",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence or two, and the facts it rests on."""

    text: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """An estimate in words: sentences whose markers, such as [1], name the references in order."""

    findings: tuple[str, ...]
    cautions: tuple[str, ...]
    assumptions: tuple[str, ...]
    references: tuple[Fact, ...]


def write(estimate: Estimate) -> Written:
    """What the estimate finds, what speaks against it, and what it assumes and why."""
    parts = [
        [*_findings(estimate), *_what_matters(estimate)],
        [*_cautions(estimate.inputs.streams), Said(NOT_ADDED_UP)],
        [*_assumptions(estimate)],
    ]
    cited = list(dict.fromkeys(fact for part in parts for said in part for fact in said.facts))
    numbers = {fact: number for number, fact in enumerate(cited, start=1)}
    findings, cautions, assumptions = (
        tuple(said.text + "".join(f" [{numbers[fact]}]" for fact in said.facts) for said in part) for part in parts
    )
    references = tuple(load_facts()[fact] for fact in cited)
    return Written(findings, cautions, assumptions, references)


def value_in_words(unit: Unit, value: float) -> str:
    """A value as people read it: ``30%``, ``£7,857``, ``3 years``, ``6.7``."""
    if unit is Unit.SHARE:
        return share(value)
    if unit is Unit.POUNDS:
        return f"£{value:,.0f}"
    number = f"{value:,.4g}"
    return f"{number} year{'' if value == 1 else 's'}" if unit is Unit.YEARS else number


def _findings(estimate: Estimate) -> Iterator[Said]:
    """A paragraph for each stream."""
    for number, central in enumerate(estimate.results[Case.CENTRAL].streams):
        low, high = (estimate.results[case].streams[number] for case in (Case.LOW, Case.HIGH))
        sentences = [_finding(estimate, low, central, high)]
        if high.held > 0:
            sentences.append(_cash(low, central, high))
        if central.stream is not Stream.FRONT_DOOR:
            sentences.append(_prevention(estimate, central))
        yield Said(" ".join(sentences))


def _finding(estimate: Estimate, low: StreamResult, central: StreamResult, high: StreamResult) -> str:
    years, name = _period(estimate.inputs.years), NAMES[central.stream]
    fewer = f"{quantity(central.avoided)} {_AVOIDED[central.stream]}"
    by_year = f"by year {estimate.inputs.years}" if estimate.inputs.years > 1 else "in that year"
    if central.stream is Stream.FRONT_DOOR:
        return f"{name}: {_front_door(estimate, low, central, high, years)}"
    return (
        f"{name}: {pounds(central.cost_avoided)} of cost avoided {years} in the central case (low "
        f"{pounds(low.cost_avoided)}, high {pounds(high.cost_avoided)}), from {fewer} {by_year}."
    )


def _front_door(estimate: Estimate, low: StreamResult, central: StreamResult, high: StreamResult, years: str) -> str:
    inputs = estimate.inputs
    hours = (inputs.nfa_referrals or 0) * (inputs.nfa_hours or 0)
    now = f"they take {quantity(hours)} staff hours a year now"
    if inputs.hour_cost is not None:
        now += f", worth {pounds(hours * inputs.hour_cost)}"
    if high.held == 0:
        return f"{now}. None of it is counted as avoidable until you say how much is."
    freed = f"{quantity(central.held)} hours freed {years} in the central case (low {quantity(low.held)}, "
    freed += f"high {quantity(high.held)})"
    if inputs.hour_cost is not None:
        freed += f", which is {pounds(central.cost_avoided)} of cost avoided"
    return f"{now}; {freed}."


def _cash(low: StreamResult, central: StreamResult, high: StreamResult) -> str:
    if high.cashable > 0:
        return (
            f"Money that can be taken out of a budget, on your own figure: {pounds(central.cashable)} in the central "
            f"case (low {pounds(low.cashable)}, high {pounds(high.cashable)}), which is not part of the cost avoided."
        )
    return "None of it is counted as money that can be taken out of a budget."


def _prevention(estimate: Estimate, central: StreamResult) -> str:
    children = central.stream is Stream.CHILDREN
    if central.helped is None:
        return "What the help costs is not counted: say how many adults you would help a year."
    people = "families" if children else "adults"
    name = "children.cost_per_family" if children else "adults.cost_per_person"
    each = value_in_words(Unit.POUNDS, estimate.ranges[name].central)
    planned = " (as many as the central case needs)" if children and estimate.inputs.families_helped is None else ""
    return (
        f"Helping {quantity(central.helped)} {people} a year{planned} costs {pounds(central.prevention)} "
        f"{_period(estimate.inputs.years)} at {each} each, whatever comes of it."
    )


def _what_matters(estimate: Estimate) -> Iterator[Said]:
    swings = sensitivity(estimate, Measure.COST_AVOIDED)
    if swings:
        widest, known = swings[0], load_assumptions()
        yield Said(
            f"What matters most is “{_lower_first(known[widest.name].label)}”: on its own it moves the cost avoided "
            f"from {pounds(widest.low)} to {pounds(widest.high)}."
        )


def _assumptions(estimate: Estimate) -> Iterator[Said]:
    plan = planned_help(estimate.inputs, estimate.ranges)
    for name in estimate.relevant():
        if name == "children.helped_per_entry" and estimate.inputs.families_helped is not None:
            continue
        if name == "adults.cost_per_person" and plan[Stream.ADULTS] is None:
            continue
        yield _assumption(load_assumptions()[name], estimate, name)


def _assumption(assumption: Assumption, estimate: Estimate, name: str) -> Said:
    found = estimate.ranges[name]
    values = [value_in_words(assumption.unit, found.of(case)) for case in Case]
    if found.own:
        return Said(f"{assumption.label}: {' / '.join(dict.fromkeys(values))} ({OWN_CHOICE}).")
    if not assumption.sources:
        return Said(f"{assumption.label}: {reasons(assumption)}.", assumption.about)
    facts = dict.fromkeys(fact for sourced in assumption.sources.values() for fact in sourced.facts)
    return Said(f"{assumption.label}: {reasons(assumption)}. {assumption.caution}", tuple(facts))


def reasons(assumption: Assumption) -> str:
    """The library's value of each case with why it is that, or why there is none."""
    if not assumption.sources:
        return f"{NOT_SOURCED}. {assumption.not_sourced} Until then, {assumption.meaning}"
    said = {
        case: f"{value_in_words(assumption.unit, sourced.value)} ({sourced.because})"
        for case, sourced in assumption.sources.items()
    }
    if len(set(said.values())) == 1:
        return said[Case.CENTRAL]
    return "; ".join(f"{case} {words}" for case, words in said.items())


class _Caution(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str
    facts: tuple[str, ...]


@cache
def load_cautions() -> dict[Stream, tuple[_Caution, ...]]:
    """The evidence against optimism, by stream."""
    told = yaml.safe_load(_CAUTIONS.read_text(encoding="utf-8"))
    return {Stream(name): tuple(_Caution.model_validate(one) for one in some) for name, some in told.items()}


def _cautions(streams: Iterable[Stream]) -> list[Said]:
    return [Said(caution.says, caution.facts) for stream in streams for caution in load_cautions()[stream]]


def _period(years: int) -> str:
    return f"over {years} years" if years > 1 else "in one year"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
