"""Figures equal counting by hand under any condition, and no figure stands without its rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.prevention_map.conditions import (
    AnyOf,
    Between,
    Blank,
    Condition,
    Duplicated,
    Mentions,
    Names,
    Stated,
    select,
)
from knowledge.prevention_map.query import Form, Measure, Query, compute
from knowledge.prevention_map.rows import Cashable, MapRow, PreventionMap, Tier, WhoseBehaviour
from knowledge.prevention_map.statements import state
from knowledge.vocabulary import Cohort
from tests.knowledge.prevention_map.made_maps import OWNERS, SUBJECTS, map_of, maps, row

FIELDS = ("owner", "cohort", "tier", "driver", "need", "whose_behaviour", "evidence_direction", "cashable")
CONDITIONS = st.one_of(
    st.sampled_from(OWNERS).map(lambda owner: Names("owner", (owner,))),
    st.sampled_from(Cohort).map(lambda cohort: Names("cohort", (cohort,))),
    st.sampled_from(Tier).map(lambda tier: Names("tier", (tier,))),
    st.sampled_from(WhoseBehaviour).map(lambda who: Names("whose_behaviour", (who,))),
    st.sampled_from(SUBJECTS).map(Mentions),
    st.lists(st.sampled_from(SUBJECTS).map(Mentions), min_size=2, max_size=2).map(lambda both: AnyOf(tuple(both))),
    st.sampled_from(FIELDS).map(Blank),
    st.sampled_from(FIELDS).map(Stated),
    st.builds(Between, st.just("annual_spend"), st.integers(0, 900_000).map(Decimal), st.none(), st.booleans()),
    st.builds(Between, st.just("nfa_rate"), st.none(), st.integers(0, 100).map(Decimal), st.booleans()),
    st.just(Duplicated()),
)
SEVERAL = st.lists(CONDITIONS, max_size=3).map(tuple)


def by_hand(one: MapRow, condition: Condition, everything: PreventionMap) -> bool:
    """Whether a row is meant, told without the code under test."""
    if isinstance(condition, Duplicated):
        return any(twin(one, other) for other in everything.rows if other.id != one.id)
    if isinstance(condition, Mentions | AnyOf):
        subjects = condition.subjects if isinstance(condition, AnyOf) else (condition,)
        told = [*one.need, *one.driver, one.intervention]
        return any(subject.phrase in told for subject in subjects)
    value: Any = getattr(one, condition.field)
    if isinstance(condition, Blank):
        return value is None or value == ()
    if isinstance(condition, Stated):
        return not (value is None or value == ())
    if isinstance(condition, Names):
        return bool(set(condition.values) & set(value if isinstance(value, tuple) else [value]))
    if value is None:
        return False
    low, high = condition.low, condition.high
    if condition.strict:
        return bool((low is None or value > low) and (high is None or value < high))
    return bool((low is None or value >= low) and (high is None or value <= high))


def twin(one: MapRow, other: MapRow) -> bool:
    """Whether two rows share need, driver, cohort and tier."""
    shared = (set(one.need) & set(other.need), set(one.driver) & set(other.driver), set(one.tier) & set(other.tier))
    return one.cohort is not None and one.cohort == other.cohort and all(shared)


@settings(deadline=None)
@given(maps(), SEVERAL)
def test_spend_and_reach_equal_the_sum_by_hand_under_any_condition(
    everything: PreventionMap, conditions: tuple[Condition, ...]
) -> None:
    meant = [one for one in everything.rows if all(by_hand(one, each, everything) for each in conditions)]
    for measure, field in ((Measure.SPEND, "annual_spend"), (Measure.REACH, "reach")):
        (figure,) = compute(Query(Form.FIGURES, measure, conditions), everything.rows).figures
        stated = [one for one in meant if getattr(one, field) is not None]
        assert figure.value == sum(getattr(one, field) for one in stated)
        assert [one.id for one in figure.rows] == [one.id for one in stated]
        assert {one.id for one in figure.blank} == {one.id for one in meant} - {one.id for one in stated}
    (count,) = compute(Query(Form.ROWS, conditions=conditions), everything.rows).figures
    assert [one.id for one in count.rows] == [one.id for one in meant]


QUERIES = st.one_of(
    st.builds(
        Query, st.just(Form.FIGURES), st.sampled_from([one for one in Measure if one is not Measure.DISTINCT]), SEVERAL
    ),
    st.builds(Query, st.just(Form.FIGURES), st.just(Measure.DISTINCT), SEVERAL, field=st.sampled_from(FIELDS)),
    st.builds(Query, st.just(Form.ROWS), conditions=SEVERAL),
    st.builds(
        Query,
        st.just(Form.GROUPS),
        st.sampled_from([Measure.COUNT, Measure.SPEND, Measure.REACH]),
        SEVERAL,
        field=st.sampled_from(FIELDS),
        largest=st.booleans(),
        limit=st.none() | st.integers(1, 3),
    ),
    st.builds(
        Query,
        st.just(Form.RANKED),
        conditions=SEVERAL,
        field=st.sampled_from(["annual_spend", "reach", "nfa_rate"]),
        largest=st.booleans(),
        limit=st.none() | st.integers(1, 3),
    ),
    st.builds(Query, st.just(Form.VALUES), conditions=SEVERAL, field=st.sampled_from(FIELDS)),
)


@settings(deadline=None)
@given(maps(), QUERIES)
def test_no_sentence_without_its_rows_and_the_rows_alone_give_it_again(everything: PreventionMap, query: Query) -> None:
    result = compute(query, everything.rows)
    said = state(result)
    assert all(statement.rows for statement in said)
    used = {one.id for one in (*result.considered, *result.blank)}
    cited = {one.id for statement in said for one in statement.rows}
    assert cited <= used
    alone = [one for one in everything.rows if one.id in used]
    assert state(compute(query, alone)) == said


@settings(deadline=None)
@given(maps(), st.sampled_from(FIELDS))
def test_groups_hold_every_row_that_states_the_field(everything: PreventionMap, field: str) -> None:
    result = compute(Query(Form.GROUPS, field=field), everything.rows)
    grouped = {one.id for figure in result.figures for one in figure.rows}
    assert grouped | {one.id for one in result.blank} == {one.id for one in everything.rows}
    assert [figure.value for figure in result.figures] == sorted(
        (figure.value for figure in result.figures), reverse=True
    )


def test_the_last_of_a_ranking_is_not_parted_from_its_equals() -> None:
    rows = [row(f"P{number}", annual_spend=Decimal(spend)) for number, spend in enumerate([5, 9, 5, 1])]
    ranked = compute(Query(Form.RANKED, field="annual_spend", limit=2), rows)
    assert [figure.rows[0].id for figure in ranked.figures] == ["P1", "P0", "P2"]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("falls", "A fall", True),
        ("fall", "Falls at home", True),
        ("families", "Family conflict", True),
        ("conflict", "Family conflict", True),
        ("flict", "Family conflict", False),
        ("family home", "Family conflict at home", False),
        ("children's centre", "Children’s centres", True),
    ],
)
def test_a_subject_is_found_as_whole_words_in_singular_or_plural(phrase: str, text: str, found: bool) -> None:
    assert bool(select([row("P01", need=(text,))], [Mentions(phrase)])) is found


def test_shares_are_of_the_whole_map() -> None:
    rows = map_of(
        row("P01", annual_spend=Decimal(30), cashable=Cashable.CASHABLE),
        row("P02", annual_spend=Decimal(90)),
        row("P03"),
    )
    query = Query(Form.FIGURES, Measure.SHARE_OF_SPEND, (Names("cashable", ("cashable",)),))
    result = compute(query, rows.rows)
    assert result.figures[0].value == 25
    assert [one.id for one in result.considered] == ["P01", "P02"]
