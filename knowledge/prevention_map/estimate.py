"""What prevention may be worth: an estimate from what a council knows and from assumptions anybody can change.

Per stream (children entering care, adults entering long-term support, referrals without further action) and year t:

    avoided(t) = people * avoidable share * min(1, t / ramp-up years)
    held(t)    = sum over k of avoided(t - k) * persistence^k * min(1, max(0, years of care - k))
    cost avoided(t) = held(t) * annual cost * (1 - cashable share)
    cashable(t)     = held(t) * annual cost * cashable share
    prevention(t)   = people helped * cost of helping one

Nothing is discounted or uprated. Cost avoided and cash are never added up: one is demand that did not come, the other
money that can be taken out of a budget.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from knowledge.errors import InsightsError
from knowledge.prevention_map.assumptions import Case, Range, Unit, load_assumptions

MOST_YEARS = 20
Values = Mapping[str, float]
"""The value of every assumption in one run of the model, by name."""


class Stream(StrEnum):
    """Where demand may be avoided."""

    CHILDREN = "children"
    ADULTS = "adults"
    FRONT_DOOR = "front_door"


class Measure(StrEnum):
    """What a result is looked at for."""

    COST_AVOIDED = "cost_avoided"
    CASH = "cash"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a council knows of itself, a year; None where it was not said. Raises InsightsError when it cannot be.

    ``years`` is how far the estimate looks. Amounts are pounds, and hours those of one referral.
    """

    children_entering: float | None = None
    child_cost: float | None = None
    families_helped: float | None = None
    adults_entering: float | None = None
    adult_cost: float | None = None
    adults_helped: float | None = None
    nfa_referrals: float | None = None
    nfa_hours: float | None = None
    hour_cost: float | None = None
    years: int = 5

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None and not (math.isfinite(value) and 0 <= value <= 1e12):
                raise InsightsError(f"{field.name} is {value}: give a number of 0 or more")
        if not 1 <= self.years <= MOST_YEARS:
            raise InsightsError(f"years is {self.years}: give 1 to {MOST_YEARS}")
        for first, second in _TOGETHER.values():
            if (getattr(self, first) is None) != (getattr(self, second) is None):
                given, missing = (first, second) if getattr(self, second) is None else (second, first)
                raise InsightsError(f"{given} is given without {missing}: give both or neither")
        if not self.streams:
            asked = " or ".join(" and ".join(pair) for pair in _TOGETHER.values())
            raise InsightsError(f"nothing to estimate from: give {asked}")

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The streams that something is known of."""
        return tuple(stream for stream, (first, _) in _TOGETHER.items() if getattr(self, first) is not None)


_TOGETHER = {
    Stream.CHILDREN: ("children_entering", "child_cost"),
    Stream.ADULTS: ("adults_entering", "adult_cost"),
    Stream.FRONT_DOOR: ("nfa_referrals", "nfa_hours"),
}


@dataclass(frozen=True, slots=True)
class InputField:
    """How an input is called."""

    label: str
    unit: Unit


INPUT_FIELDS: Mapping[str, InputField] = {
    "children_entering": InputField("Children entering care a year", Unit.PEOPLE),
    "child_cost": InputField("Average annual cost of a child in care", Unit.POUNDS),
    "families_helped": InputField("Families you would help a year", Unit.PEOPLE),
    "adults_entering": InputField("Adults entering long-term support a year", Unit.PEOPLE),
    "adult_cost": InputField("Average annual cost of an adult in long-term support", Unit.POUNDS),
    "adults_helped": InputField("Adults you would help a year", Unit.PEOPLE),
    "nfa_referrals": InputField("Referrals a year that end in no further action", Unit.PEOPLE),
    "nfa_hours": InputField("Staff hours each of them takes", Unit.HOURS),
    "hour_cost": InputField("Cost of a staff hour", Unit.POUNDS),
    "years": InputField("Years the estimate looks ahead", Unit.YEARS),
}


@dataclass(frozen=True, slots=True)
class Year:
    """One year of one stream.

    ``avoided`` counts entries or referrals, ``held`` years of care not needed or staff hours freed; the rest is pounds.
    """

    number: int
    avoided: float
    held: float
    cost_avoided: float
    cashable: float
    prevention: float


@dataclass(frozen=True, slots=True)
class StreamResult:
    """One stream in one case, year by year, and how many people are helped a year (None: not known)."""

    stream: Stream
    helped: float | None
    years: tuple[Year, ...]

    @property
    def avoided(self) -> float:
        """Entries or referrals avoided in the last year, when the help has been there longest."""
        return self.years[-1].avoided

    @property
    def held(self) -> float:
        """Years of care, or staff hours, over all years."""
        return sum(year.held for year in self.years)

    @property
    def cost_avoided(self) -> float:
        """Pounds of demand that did not come, over all years; not money in hand."""
        return sum(year.cost_avoided for year in self.years)

    @property
    def cashable(self) -> float:
        """Pounds that can be taken out of a budget, over all years."""
        return sum(year.cashable for year in self.years)

    @property
    def prevention(self) -> float:
        """Pounds that the help costs, over all years."""
        return sum(year.prevention for year in self.years)


@dataclass(frozen=True, slots=True)
class Result:
    """All streams in one case."""

    streams: tuple[StreamResult, ...]

    def total(self, measure: Measure) -> float:
        """Pounds over all years: the cost avoided, or the cash that comes in less what the help costs."""
        if measure is Measure.COST_AVOIDED:
            return sum(stream.cost_avoided for stream in self.streams)
        return sum(stream.cashable - stream.prevention for stream in self.streams)


@dataclass(frozen=True, slots=True)
class Swing:
    """What one assumption alone does to a total, all others being at their central case."""

    name: str
    low: float
    high: float

    @property
    def width(self) -> float:
        """How much it matters."""
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The inputs, the range of every assumption, and the result of each case."""

    inputs: Inputs
    ranges: Mapping[str, Range]
    results: Mapping[Case, Result]

    def relevant(self) -> tuple[str, ...]:
        """The names of the assumptions that bear on the streams that something is known of, in reading order."""
        return tuple(name for name in self.ranges if "." not in name or name.split(".")[0] in self.inputs.streams)


def make_estimate(inputs: Inputs, chosen: Mapping[str, Range] | None = None) -> Estimate:
    """The estimate for these inputs; ``chosen`` ranges take the place of the library's."""
    ranges = {name: assumption.range for name, assumption in load_assumptions().items()} | dict(chosen or {})
    plan = planned_help(inputs, ranges)
    results = {case: _run(inputs, plan, {name: found.of(case) for name, found in ranges.items()}) for case in Case}
    return Estimate(inputs, ranges, results)


def sensitivity(estimate: Estimate, measure: Measure) -> tuple[Swing, ...]:
    """Each assumption's swing, widest first; those that make no difference are left out."""
    plan = planned_help(estimate.inputs, estimate.ranges)
    central = {name: found.central for name, found in estimate.ranges.items()}

    def total(name: str, value: float) -> float:
        return _run(estimate.inputs, plan, {**central, name: value}).total(measure)

    swings = [
        Swing(name, total(name, estimate.ranges[name].low), total(name, estimate.ranges[name].high))
        for name in estimate.relevant()
    ]
    return tuple(sorted((swing for swing in swings if swing.width > 0), key=lambda swing: -swing.width))


def planned_help(inputs: Inputs, ranges: Mapping[str, Range]) -> Mapping[Stream, float | None]:
    """How many families and adults are helped a year; None where nobody knows.

    A plan is made before its result is known, so it is the same in every case: what the council says, or for children
    as many as the central case needs.
    """
    families = inputs.families_helped
    if families is None and inputs.children_entering is not None:
        avoided = inputs.children_entering * ranges["children.avoidable_share"].central
        families = avoided * ranges["children.helped_per_entry"].central
    return {Stream.CHILDREN: families, Stream.ADULTS: inputs.adults_helped, Stream.FRONT_DOOR: None}


def _run(inputs: Inputs, plan: Mapping[Stream, float | None], values: Values) -> Result:
    return Result(tuple(_RUNS[stream](inputs, plan[stream], values) for stream in inputs.streams))


def _children(inputs: Inputs, helped: float | None, values: Values) -> StreamResult:
    entering, cost = inputs.children_entering or 0, inputs.child_cost or 0
    return _care(Stream.CHILDREN, inputs.years, entering, cost, helped, values["children.cost_per_family"], values)


def _adults(inputs: Inputs, helped: float | None, values: Values) -> StreamResult:
    entering, cost = inputs.adults_entering or 0, inputs.adult_cost or 0
    return _care(Stream.ADULTS, inputs.years, entering, cost, helped, values["adults.cost_per_person"], values)


def _care(
    stream: Stream,
    years: int,
    entering: float,
    annual_cost: float,
    helped: float | None,
    cost_of_help: float,
    values: Values,
) -> StreamResult:
    avoided = _avoided(entering * values[f"{stream}.avoidable_share"], values["ramp_up_years"], years)
    kept = [
        values[f"{stream}.persistence"] ** later * min(1.0, max(0.0, values[f"{stream}.years"] - later))
        for later in range(years)
    ]
    held = [sum(avoided[year - later] * kept[later] for later in range(year + 1)) for year in range(years)]
    cashable = values[f"{stream}.cashable_share"]
    return StreamResult(stream, helped, _years(avoided, held, annual_cost, cashable, (helped or 0) * cost_of_help))


def _front_door(inputs: Inputs, helped: float | None, values: Values) -> StreamResult:
    share = values["front_door.avoidable_share"]
    avoided = _avoided((inputs.nfa_referrals or 0) * share, values["ramp_up_years"], inputs.years)
    held = [referrals * (inputs.nfa_hours or 0) for referrals in avoided]
    cashable = values["front_door.cashable_share"]
    return StreamResult(Stream.FRONT_DOOR, helped, _years(avoided, held, inputs.hour_cost or 0, cashable, 0))


_RUNS = {Stream.CHILDREN: _children, Stream.ADULTS: _adults, Stream.FRONT_DOOR: _front_door}


def _avoided(in_full: float, ramp_up: float, years: int) -> list[float]:
    return [in_full * min(1.0, year / ramp_up) for year in range(1, years + 1)]


def _years(
    avoided: list[float], held: list[float], unit_cost: float, cashable: float, prevention: float
) -> tuple[Year, ...]:
    return tuple(
        Year(number, count, amount, amount * unit_cost * (1 - cashable), amount * unit_cost * cashable, prevention)
        for number, (count, amount) in enumerate(zip(avoided, held, strict=True), start=1)
    )
