"""The review of a map: the five faults of prevention spending, and two that hurt soon, each with its rows.

The five are those of the article behind the map ("Prevention and early intervention: the last great untapped
opportunity?", 2014): fragmented, duplicated, badly measured, wrongly aimed, owned by nobody.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from knowledge.prevention_map.conditions import Blank, Names, Stated, select
from knowledge.prevention_map.duplicates import duplicate_groups
from knowledge.prevention_map.query import total_spend
from knowledge.prevention_map.rows import EvidenceDirection, MapRow, PreventionMap, Profile, WhoseBehaviour
from knowledge.prevention_map.show import day, percent, pounds
from knowledge.prevention_map.understanding.conditions import SOON_MONTHS, months_later
from knowledge.vocabulary import Cohort

SHARING_A_DRIVER = 3
"""Interventions on one driver for one cohort from which they are looked at together."""
MUCH_OVERLAP = Decimal(20)
"""Percent of the families reached who also receive other interventions."""
LITTLE_AT_PARENTS = Decimal(20)
"""Percent of the spend on children below which little of it aims at what parents do."""
HIGH_NFA = Decimal(50)
"""Percent of referrals that end in no further action."""
GRANT_MONTHS = SOON_MONTHS
"""Months in which a grant's end is near. These five marks are choices; no source sets them."""


class Check(StrEnum):
    """What is looked for."""

    COORDINATION = "coordination"
    DUPLICATION = "duplication"
    MEASUREMENT = "measurement"
    TARGETING = "targeting"
    ACCOUNTABILITY = "accountability"
    GRANTS = "grants"
    FRONT_DOOR = "front door"


TITLES = {
    Check.COORDINATION: "Coordination: is it fragmented?",
    Check.DUPLICATION: "Duplication: is it done twice?",
    Check.MEASUREMENT: "Measurement: is it known whether it works?",
    Check.TARGETING: "Targeting: is it aimed at what causes the need?",
    Check.ACCOUNTABILITY: "Accountability: does somebody own the outcomes?",
    Check.GRANTS: "Grants: does money end soon?",
    Check.FRONT_DOOR: "Front door: does work lead nowhere?",
}


class Verdict(StrEnum):
    """How a check came out."""

    FOUND = "found"
    CLEAR = "clear"
    NOT_STATED = "not stated"
    """The map does not hold what the check needs."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in a sentence, the rows behind it, and what those that say so spend (pounds a year)."""

    text: str
    rows: tuple[MapRow, ...]

    @property
    def spend(self) -> Decimal:
        """Pounds a year over the rows that state it."""
        return total_spend(self.rows)


@dataclass(frozen=True, slots=True)
class Score:
    """One line of the scorecard. ``measures`` are sentences that are no fault: shares, and what was skipped."""

    check: Check
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    measures: tuple[Finding, ...] = ()

    @property
    def title(self) -> str:
        """The check as a question for people."""
        return TITLES[self.check]

    @property
    def rows(self) -> tuple[MapRow, ...]:
        """Every row behind a finding, once."""
        return tuple({row.id: row for finding in self.findings for row in finding.rows}.values())


@dataclass(frozen=True, slots=True)
class Review:
    """The scorecard of a map on a day."""

    title: str
    profile: Profile
    day: dt.date
    rows: int
    scores: tuple[Score, ...]


def review_map(reviewed: PreventionMap, today: dt.date) -> Review:
    """Run every check over a map."""
    scores = tuple(_score(check, run(reviewed, today)) for check, run in _CHECKS.items())
    return Review(reviewed.title, reviewed.profile, today, len(reviewed.rows), scores)


@dataclass(frozen=True, slots=True)
class _Outcome:
    findings: Sequence[Finding] = ()
    measures: Sequence[Finding] = ()
    is_stated: bool = True


def _score(check: Check, outcome: _Outcome) -> Score:
    findings = tuple(finding for finding in outcome.findings if finding.rows)
    measures = tuple(outcome.measures)
    if findings:
        return Score(check, Verdict.FOUND, findings, measures)
    return Score(check, Verdict.CLEAR if outcome.is_stated else Verdict.NOT_STATED, (), measures)


def _coordination(reviewed: PreventionMap, _: dt.date) -> _Outcome:
    """Several interventions on one driver of one cohort without one owner over them all."""
    together: dict[tuple[str, Cohort], list[MapRow]] = defaultdict(list)
    for row in reviewed.rows:
        for driver in row.driver if row.cohort else ():
            together[driver.casefold(), row.cohort or Cohort.BOTH].append(row)
    return _Outcome(
        [
            Finding(_fragmented(rows, driver, cohort, reviewed.profile), tuple(rows))
            for (driver, cohort), rows in together.items()
            if len(rows) >= SHARING_A_DRIVER and (reviewed.profile is Profile.NATIONAL or _is_unled(rows))
        ]
    )


def _is_unled(rows: Sequence[MapRow]) -> bool:
    return len({row.owner.casefold() if row.owner else row.id for row in rows}) > 1


def _fragmented(rows: Sequence[MapRow], driver: str, cohort: Cohort, profile: Profile) -> str:
    text = f"{len(rows)} interventions for {_said(cohort)} share the driver '{driver}'"
    if profile is Profile.NATIONAL:
        return f"{text}."
    owners = len({row.owner.casefold() for row in rows if row.owner})
    without = sum(row.owner is None for row in rows)
    owned = f"{owners} owner{'s' if owners != 1 else ''}" if owners else "no owner"
    unowned = f" and {without} with none" if owners and without else ""
    return f"{text}, under {owned}{unowned}{_costing(rows)}."


def _said(cohort: Cohort) -> str:
    return "children and adults" if cohort is Cohort.BOTH else cohort.value


def _duplication(reviewed: PreventionMap, _: dt.date) -> _Outcome:
    """The same need, driver, cohort and tier; or families known to receive several."""
    same = [
        Finding(
            f"{len(group.rows)} {group.tier} interventions for {_said(group.cohort)} share the need '{group.need}' and "
            f"the driver '{group.driver}'{_costing(group.rows)}.",
            group.rows,
        )
        for group in duplicate_groups(reviewed.rows)
    ]
    overlapping = [
        Finding(f"{percent(share)} of those reached by {row.intervention} also receive other interventions.", (row,))
        for row in reviewed.rows
        if (share := _overlap_share(row)) is not None and share >= MUCH_OVERLAP
    ]
    return _Outcome([*same, *overlapping])


def _overlap_share(row: MapRow) -> Decimal | None:
    if row.overlap is None:
        return None
    if row.overlap.is_share:
        return row.overlap.amount
    return 100 * row.overlap.amount / row.reach if row.reach else None


def _measurement(reviewed: PreventionMap, _: dt.date) -> _Outcome:
    """No outcome measure, no baseline, or money for what trials found to make no difference."""
    unmeasured = select(reviewed.rows, [Blank("outcome_measure")])
    findings = [Finding(f"{_count(unmeasured)} no outcome measure{_costing(unmeasured)}.", tuple(unmeasured))]
    if reviewed.profile is Profile.NATIONAL:
        return _Outcome(findings, [_skipped("baselines and what is spent on interventions with null evidence")])
    no_baseline = select(reviewed.rows, [Stated("outcome_measure"), Blank("baseline")])
    null = [
        row
        for row in select(reviewed.rows, [Names("evidence_direction", (EvidenceDirection.NULL,))])
        if row.annual_spend
    ]
    findings.append(
        Finding(f"{_count(no_baseline)} an outcome measure and no baseline{_costing(no_baseline)}.", tuple(no_baseline))
    )
    of_null = f"{pounds(total_spend(null))} a year goes to interventions with null evidence ({_rows(null)})."
    return _Outcome([*findings, Finding(of_null, tuple(null))])


def _targeting(reviewed: PreventionMap, _: dt.date) -> _Outcome:
    """Drivers that nothing is spent on, and how much of the spend on children aims at what parents do."""
    if reviewed.profile is Profile.NATIONAL:
        return _Outcome(measures=[_skipped("spend by driver and the share aimed at parents")], is_stated=False)
    children = select(reviewed.rows, [Names("cohort", (Cohort.CHILDREN,)), Stated("annual_spend")])
    findings = list(_unfunded(reviewed.rows))
    measures = list(_spend_by_driver(reviewed.rows))
    whole = total_spend(children)
    if whole:
        at_parents = select(children, [Names("whose_behaviour", (WhoseBehaviour.PARENTS,))])
        share = 100 * total_spend(at_parents) / whole
        part = f"{pounds(total_spend(at_parents))} of {pounds(whole)}"
        text = f"{percent(share)} of the spend on children aims at the behaviour of parents ({part})."
        (findings if share < LITTLE_AT_PARENTS else measures).append(Finding(text, tuple(children)))
    return _Outcome(findings, measures)


def _unfunded(rows: Sequence[MapRow]) -> Iterator[Finding]:
    """Drivers on which no row states any spend."""
    for driver, named in _by_driver(rows).items():
        if not any(row.annual_spend for row in named):
            yield Finding(f"Nothing is stated to be spent on the driver '{driver}'.", tuple(named))


def _spend_by_driver(rows: Sequence[MapRow]) -> Iterator[Finding]:
    """The three drivers most is spent on."""
    drivers = sorted(_by_driver(rows).items(), key=lambda pair: (-total_spend(pair[1]), pair[0]))
    for driver, named in drivers[:3]:
        spending = select(named, [Stated("annual_spend")])
        if spending:
            text = f"{pounds(total_spend(spending))} a year goes to the driver '{driver}' ({_rows(spending)})."
            yield Finding(text, tuple(spending))


def _by_driver(rows: Sequence[MapRow]) -> dict[str, list[MapRow]]:
    together: dict[str, list[MapRow]] = defaultdict(list)
    for row in rows:
        for driver in dict.fromkeys(driver.casefold() for driver in row.driver):
            together[driver].append(row)
    return together


def _accountability(reviewed: PreventionMap, _: dt.date) -> _Outcome:
    """No owner."""
    if reviewed.profile is Profile.NATIONAL:
        return _Outcome(measures=[_skipped("owners")], is_stated=False)
    unowned = select(reviewed.rows, [Blank("owner")])
    return _Outcome([Finding(f"{_count(unowned)} no owner{_costing(unowned)}.", tuple(unowned))])


def _grants(reviewed: PreventionMap, today: dt.date) -> _Outcome:
    """Money that ends within a year, or has ended."""
    if reviewed.profile is Profile.NATIONAL:
        return _Outcome(measures=[_skipped("grant end dates")], is_stated=False)
    last = months_later(today, GRANT_MONTHS)
    dated = sorted(
        (row for row in reviewed.rows if row.grant_end_date is not None and row.grant_end_date <= last),
        key=lambda row: row.grant_end_date or last,
    )
    findings = [
        Finding(
            f"The grant for {row.intervention} {'ends' if row.grant_end_date >= today else 'ended'} on "
            f"{day(row.grant_end_date)}{_costing([row])}.",
            (row,),
        )
        for row in dated
        if row.grant_end_date
    ]
    return _Outcome(findings)


def _front_door(reviewed: PreventionMap, _: dt.date) -> _Outcome:
    """Routes on which most referrals end in no further action."""
    rated = select(reviewed.rows, [Stated("nfa_rate")])
    findings = [
        Finding(f"{percent(row.nfa_rate)} of referrals to {row.intervention} end in no further action.", (row,))
        for row in rated
        if row.nfa_rate is not None and row.nfa_rate >= HIGH_NFA
    ]
    if not rated:
        return _Outcome(measures=[Finding("Skipped: no row states an NFA rate.", ())], is_stated=False)
    return _Outcome(findings)


_CHECKS: dict[Check, Callable[[PreventionMap, dt.date], _Outcome]] = {
    Check.COORDINATION: _coordination,
    Check.DUPLICATION: _duplication,
    Check.MEASUREMENT: _measurement,
    Check.TARGETING: _targeting,
    Check.ACCOUNTABILITY: _accountability,
    Check.GRANTS: _grants,
    Check.FRONT_DOOR: _front_door,
}


def _skipped(what: str) -> Finding:
    return Finding(f"Skipped: the national map does not state {what}; a council's own map does.", ())


def _count(rows: Sequence[MapRow]) -> str:
    return "1 intervention has" if len(rows) == 1 else f"{len(rows):,} interventions have"


def _rows(rows: Sequence[MapRow]) -> str:
    return "1 row" if len(rows) == 1 else f"{len(rows):,} rows"


def _costing(rows: Sequence[MapRow]) -> str:
    """What the rows that say so spend; nothing where none does."""
    spend = total_spend(rows)
    return f"; {'together they spend' if len(rows) > 1 else 'it spends'} {pounds(spend)} a year" if spend else ""
