"""Every check fires on a map that has its fault, with the rows behind it, and is silent on one that has not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.prevention_map.load import load_map
from knowledge.prevention_map.review import Check, Score, Verdict, review_map
from knowledge.prevention_map.rows import (
    EvidenceDirection,
    MapRow,
    Overlap,
    Tier,
    WhoseBehaviour,
)
from knowledge.vocabulary import Cohort
from tests.knowledge.prevention_map.made_maps import map_of, row

TODAY = dt.date(2026, 11, 23)
LIBRARY = Path(__file__).parents[3] / "knowledge" / "library"


def sound(identifier: str, subject: str) -> MapRow:
    """A row without any fault."""
    return row(
        identifier,
        place="Anytown",
        need=(f"Need for {subject}",),
        driver=(f"Cause of {subject}",),
        cohort=Cohort.CHILDREN,
        tier=(Tier.TARGETED,),
        whose_behaviour=(WhoseBehaviour.PARENTS,),
        owner="Early Help Manager",
        annual_spend=Decimal(1000),
        reach=100,
        overlap=Overlap(Decimal(5), True),
        outcome_measure=("Re-referrals",),
        baseline="9 in 100",
        evidence_direction=EvidenceDirection.POSITIVE,
        grant_end_date=dt.date(2028, 3, 31),
        nfa_rate=Decimal(20),
    )


A, B, C = sound("P01", "falls"), sound("P02", "conflict"), sound("P03", "school")


def score(check: Check, *rows: MapRow) -> Score:
    """How one check comes out over these rows."""
    return next(one for one in review_map(map_of(*rows), TODAY).scores if one.check is check)


def test_a_map_without_fault_is_clear_in_every_check() -> None:
    review = review_map(map_of(A, B, C), TODAY)
    assert [one.check for one in review.scores] == list(Check)
    assert {one.verdict for one in review.scores} == {Verdict.CLEAR}
    assert all(not one.findings and not one.rows for one in review.scores)


FAULTS: list[tuple[Check, list[MapRow], list[str], str]] = [
    (
        Check.COORDINATION,
        [
            replace(A, driver=("Debt",)),
            replace(B, driver=("debt",), owner="Head of Housing"),
            replace(C, driver=("Debt",)),
        ],
        ["P01", "P02", "P03"],
        "3 interventions for children share the driver 'debt', under 2 owners; together they spend £3,000 a year.",
    ),
    (
        Check.DUPLICATION,
        [A, replace(B, need=A.need, driver=("Other", *A.driver)), C],
        ["P01", "P02"],
        "2 targeted interventions for children share the need 'Need for falls' and the driver 'Cause of falls'",
    ),
    (
        Check.DUPLICATION,
        [replace(A, overlap=Overlap(Decimal(20), False)), B],
        ["P01"],
        "20% of those reached by Service P01 also receive other interventions.",
    ),
    (
        Check.MEASUREMENT,
        [replace(A, outcome_measure=()), B],
        ["P01"],
        "1 intervention has no outcome measure; it spends £1,000",
    ),
    (
        Check.MEASUREMENT,
        [A, replace(B, baseline=None)],
        ["P02"],
        "1 intervention has an outcome measure and no baseline",
    ),
    (
        Check.MEASUREMENT,
        [A, replace(B, evidence_direction=EvidenceDirection.NULL)],
        ["P02"],
        "£1,000 a year goes to interventions with null evidence (1 row).",
    ),
    (
        Check.TARGETING,
        [A, replace(B, annual_spend=None)],
        ["P02"],
        "Nothing is stated to be spent on the driver 'cause of conflict'.",
    ),
    (
        Check.TARGETING,
        [replace(A, annual_spend=Decimal(100)), replace(B, whose_behaviour=(WhoseBehaviour.AGENCIES,))],
        ["P01", "P02"],
        "9.1% of the spend on children aims at the behaviour of parents (£100 of £1,100).",
    ),
    (
        Check.ACCOUNTABILITY,
        [A, replace(B, owner=None)],
        ["P02"],
        "1 intervention has no owner; it spends £1,000 a year.",
    ),
    (
        Check.GRANTS,
        [A, replace(B, grant_end_date=dt.date(2027, 11, 23))],
        ["P02"],
        "The grant for Service P02 ends on 23 November 2027; it spends £1,000 a year.",
    ),
    (
        Check.GRANTS,
        [A, replace(B, grant_end_date=dt.date(2026, 11, 22))],
        ["P02"],
        "The grant for Service P02 ended on 22 November 2026",
    ),
    (
        Check.FRONT_DOOR,
        [A, replace(B, nfa_rate=Decimal(50))],
        ["P02"],
        "50% of referrals to Service P02 end in no further action.",
    ),
]


@pytest.mark.parametrize(
    ("check", "rows", "behind", "said"), FAULTS, ids=[f"{one[0]}-{at}" for at, one in enumerate(FAULTS)]
)
def test_a_check_fires_with_the_rows_behind_it_and_others_stay_silent(
    check: Check, rows: list[MapRow], behind: list[str], said: str
) -> None:
    found = score(check, *rows)
    assert found.verdict is Verdict.FOUND
    assert any(finding.text.startswith(said) for finding in found.findings), found.findings
    assert sorted(one.id for one in found.rows) == behind
    others = [one.check for one in review_map(map_of(*rows), TODAY).scores if one.verdict is Verdict.FOUND]
    assert others == [check]


@pytest.mark.parametrize(
    ("check", "rows"),
    [
        (Check.COORDINATION, [replace(one, driver=("Debt",)) for one in (A, B, C)]),
        (Check.COORDINATION, [replace(A, driver=("Debt",)), replace(B, driver=("Debt",), owner=None), C]),
        (Check.DUPLICATION, [A, replace(B, need=A.need, driver=A.driver, tier=(Tier.UNIVERSAL,))]),
        (Check.DUPLICATION, [A, replace(B, need=A.need, driver=A.driver, cohort=None)]),
        (
            Check.MEASUREMENT,
            [A, replace(B, evidence_direction=EvidenceDirection.NULL, annual_spend=None, driver=A.driver)],
        ),
        (Check.GRANTS, [A, replace(B, grant_end_date=dt.date(2027, 11, 24))]),
        (Check.FRONT_DOOR, [A, replace(B, nfa_rate=Decimal(49))]),
        (Check.TARGETING, [A, replace(B, driver=A.driver, annual_spend=None)]),
    ],
)
def test_a_check_is_silent_just_below_its_mark(check: Check, rows: list[MapRow]) -> None:
    assert score(check, *rows).verdict is Verdict.CLEAR


def test_the_national_map_skips_what_it_does_not_state_and_says_so() -> None:
    review = review_map(load_map(LIBRARY / "prevention-map" / "prevention-map.xlsx"), TODAY)
    verdicts = {one.check: one.verdict for one in review.scores}
    for check in (Check.TARGETING, Check.ACCOUNTABILITY, Check.GRANTS, Check.FRONT_DOOR):
        assert verdicts[check] is Verdict.NOT_STATED
        (skipped,) = next(one for one in review.scores if one.check is check).measures
        assert skipped.text.startswith("Skipped:")
    assert not any("£" in finding.text for one in review.scores for finding in one.findings)


def test_the_worked_example_has_every_fault() -> None:
    review = review_map(load_map(LIBRARY / "examples" / "example-c-prevention-map.xlsx"), TODAY)
    assert {one.verdict for one in review.scores} == {Verdict.FOUND}


def test_the_worked_example_says_everywhere_that_it_is_one() -> None:
    example = load_map(LIBRARY / "examples" / "example-c-prevention-map.xlsx")
    assert "Worked example" in example.title
    assert "not real" in example.title
    assert {(one.sheet, one.place, one.notes) for one in example.rows} == {
        ("Example (not real)", "Example Council C (not real)", "Invented for illustration")
    }
