"""The people a claim speaks of."""

from __future__ import annotations

import pytest

from bot.answering.checking.checker import CHECKS
from bot.answering.checking.judgement import Evidence
from bot.answering.checking.source import source_of
from tests.bot.answering.checking.told import told

PLANS = "In Hertfordshire, children on child protection plans fell by 46% between 2015 and 2019."
ADULTS = "The evaluation found no effect on adults' use of mental health services."
CARE = "Children in care were also counted, and adults were interviewed."
EFFECTIVE = "The programme was effective for children under 12."
MOTHERS = "Of mothers in the study, 62% completed the course."
PASSAGE = (PLANS, ADULTS, CARE, EFFECTIVE, MOTHERS)

PAIRS = [
    ("Between 2015 and 2019 {} fell by 46%.", "child protection plans", "adults on protection plans"),
    ("In Hertfordshire {} fell by 46%.", "children on child protection plans", "children in care"),
    ("In Hertfordshire {} fell by 46%.", "the number of children on plans", "the number of looked-after children"),
    ("No effect was found on the use that {} made of mental health services.", "adults", "children"),
    ("The evaluation found no effect on {} use of mental health services.", "adults'", "children's"),
    ("The programme was effective for {}.", "children", "adults"),
    ("The programme was effective for {}.", "young people under 12", "older people"),
    ("In the study 62% of {} completed the course.", "mothers", "fathers"),
    ("In the study 62% of {} completed the course.", "parents", "carers"),
    ("In the study 62% of {} completed the course.", "women", "boys"),
]


@pytest.mark.parametrize(("claim", "true", "false"), PAIRS)
def test_people_are_those_of_the_sentence(claim: str, true: str, false: str) -> None:
    faithful, altered = claim.format(true), claim.format(false)
    assert CHECKS["populations"](faithful, told(faithful, *PASSAGE)) == []
    assert CHECKS["populations"](altered, told(altered, *PASSAGE))


def test_people_may_stand_in_the_title_where_the_sentence_names_no_others() -> None:
    claim = "Falls among older people fell by 12%."
    assert CHECKS["populations"](claim, told(claim, "Falls fell by 12%."))
    assert not CHECKS["populations"](claim, told(claim, "Falls fell by 12%.", about="Safe at home in later life"))
    assert CHECKS["populations"](claim, told(claim, "Falls of children fell by 12%.", about="Falls in later life"))


def test_people_may_stand_in_the_sentence_before_or_after() -> None:
    claim = "Falls among older people fell by 12%."
    sentences = ("The trial was of pensioners in Kent.", "Falls fell by 12%.")
    assert not CHECKS["populations"](claim, told(claim, *sentences))
    assert not CHECKS["populations"](claim, told(claim, *reversed(sentences)))
    assert CHECKS["populations"](claim, told(claim, sentences[1], "Costs rose.", sentences[0]))


def test_people_of_another_passage_are_not_those_of_the_sentence() -> None:
    claim = "Falls among older people fell by 12%."
    falls, costs = Evidence("Falls fell by 12%.", "Kent"), Evidence("Pensioners paid more.", "Later life in Leeds")
    assert CHECKS["populations"](claim, source_of(claim, [falls, costs]))
    assert not CHECKS["populations"](claim, source_of(claim, [Evidence(falls.text, costs.about)]))


def test_an_acronym_names_the_people_it_stands_for() -> None:
    claim = "Numbers of looked-after children fell in Leeds."
    assert not CHECKS["populations"](claim, told(claim, "LAC numbers in Leeds fell."))
    assert CHECKS["populations"](claim, told(claim, "CPP numbers in Leeds fell."))


def test_older_children_are_children() -> None:
    claim = "Older children stayed in school."
    assert not CHECKS["populations"](claim, told(claim, "Children over 12 stayed in school."))
    older = "Older people stayed in work."
    assert CHECKS["populations"](older, told(older, "Older children stayed in school; adults stayed in work."))
