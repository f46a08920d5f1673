"""What of a gap somebody may see."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.access.policy import Audiences
from bot.gaps.overview import GapView, may_read, overview
from bot.records.gaps import Gap, Shortfall
from bot.records.person import Person
from bot.records.tables import GapState
from knowledge.vocabulary import INTERNAL, PUBLIC, SUBSCRIBERS
from tests.bot.gaps.shortfalls import CLIENT, DAY, NOW, gap, shortfall

audiences = st.frozensets(st.sampled_from([PUBLIC, SUBSCRIBERS, INTERNAL, CLIENT]))
PSEUDONYMS = {"T1": "aa11", "T2": "bb22"}


def seen(
    shortfalls: list[Shortfall], reader: Audiences = frozenset({PUBLIC}), gaps: list[Gap] | None = None, **titles: str
) -> list[GapView]:
    return overview(gaps or [gap()], shortfalls, reader, titles, PSEUDONYMS, NOW)


@given(st.none() | audiences, audiences)
def test_a_question_is_read_only_by_those_who_hold_everything_its_place_holds(
    asked_from: Audiences | None, reader: Audiences
) -> None:
    marked = shortfall("canary canary", audiences=asked_from)
    (view,) = seen([marked], reader)
    told = json.dumps(view.as_json())
    allowed = asked_from is not None and asked_from.issubset(reader)
    assert may_read(asked_from, reader) is allowed
    assert ("canary" in told) is allowed
    assert (view.questions, view.hidden) == (1, 0 if allowed else 1)


@given(audiences)
def test_words_come_only_from_questions_the_reader_may_read(reader: Audiences) -> None:
    asked = [shortfall("Borchester merger", user, audiences=frozenset({PUBLIC, CLIENT})) for user in ("U1", "U2")]
    (view,) = seen(asked, reader)
    assert bool(view.words) is ({PUBLIC, CLIENT} <= reader)


def test_words_of_one_person_alone_never_name_a_gap() -> None:
    (view,) = seen([shortfall("Borchester merger"), shortfall("Borchester merger")])
    assert view.name == "Fostering"
    (view,) = seen([shortfall("Borchester merger"), shortfall("Borchester floods", "U2")])
    assert view.name == "Fostering: borchester"


def test_documents_the_reader_may_not_see_are_not_named_as_near() -> None:
    asked = [shortfall(near=("secret", "open")), shortfall(near=("secret",))]
    (view,) = seen(asked, open="Open report")
    assert [document.document_id for document in view.nearest] == ["open"]


def test_councils_go_by_pseudonym_and_nobody_is_named() -> None:
    asked = [shortfall(), shortfall(asker=Person("T2", "U9")), shortfall(asker=Person("T2", "U8"))]
    (view,) = seen(asked)
    assert view.councils == (("bb22", 2), ("aa11", 1))
    assert view.people == 3
    told = json.dumps(view.as_json())
    assert not any(identifier in told for identifier in ("T1", "T2", "U8", "U9"))


def test_weeks_are_counted_and_the_busiest_unfinished_gap_comes_first() -> None:
    gaps = [gap(1), gap(2), gap(3, GapState.CLOSED)]
    asked = [
        shortfall(asked_at=NOW - 8 * DAY),
        shortfall(asked_at=NOW - 1 * DAY),
        shortfall(gap=2),
        shortfall(gap=2),
        *(shortfall(gap=3) for _ in range(3)),
        shortfall(gap=None),
    ]
    views = seen(asked, gaps=gaps)
    assert [(view.gap.number, view.this_week, view.week_before) for view in views] == [(2, 2, 0), (1, 1, 1), (3, 3, 0)]


def test_a_gap_none_of_whose_questions_is_kept_is_not_shown() -> None:
    assert seen([]) == []
