"""Who is compared with whom."""

from __future__ import annotations

import pytest

from bot.answering.checking.checker import CHECKS
from tests.bot.answering.checking.told import told

ENGAGED = "Mothers engaged more than fathers."
PLACED = "Boys were placed more often than girls in Leeds."
CHEAPER = "Extra care housing cost less than residential care."
OLDER = "Children in kinship homes did better at school than children in foster homes."
COMPARED = "Compared with rural councils, urban councils had higher spending."
LONGER = "In Kent, waits were longer than in Surrey, where homes were dearer."

PAIRS = [
    (ENGAGED, "Mothers took part more than fathers did.", "Fathers engaged more than mothers."),
    (ENGAGED, "Fathers engaged less than mothers.", "Fathers took part more than mothers did."),
    (ENGAGED, "Compared with fathers, mothers engaged more.", "Compared with mothers, fathers engaged more."),
    (PLACED, "In Leeds boys were more often placed than girls.", "Girls were placed more often than boys."),
    (PLACED, "Girls in Leeds were placed less often than boys.", "In Leeds girls were placed more often than boys."),
    (PLACED, "More boys than girls were placed in Leeds.", "More girls than boys were placed in Leeds."),
    (CHEAPER, "Residential care cost more than extra care housing.",
     "Residential care cost less than extra care housing."),
    (OLDER, "Children in kinship homes did better than those in foster homes.",
     "Children in foster homes did better than those in kinship homes."),
    (COMPARED, "Urban councils had higher spending than rural councils.",
     "Rural councils had higher spending than urban councils."),
    (LONGER, "Waits in Kent were longer than in Surrey.", "Waits in Surrey were longer than in Kent."),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "true", "false"), PAIRS)
def test_the_two_sides_keep_their_places(sentence: str, true: str, false: str) -> None:
    assert CHECKS["comparisons"](true, told(true, sentence)) == []
    assert CHECKS["comparisons"](false, told(false, sentence))


@pytest.mark.parametrize("claim", ["Fathers engaged more than mothers.", "Girls were placed more often than boys."])
def test_changed_places_are_seen_in_a_passage_of_several_sentences(claim: str) -> None:
    assert CHECKS["comparisons"](claim, told(claim, ENGAGED, PLACED, "Fathers were placed second, mothers first."))


@pytest.mark.parametrize(
    "claim",
    ["Fathers rather than mothers engaged.", "Fathers met more than 46 mothers.", "Mothers engaged; fathers did, too."],
)
def test_what_compares_nothing_is_let_pass(claim: str) -> None:
    assert CHECKS["comparisons"](claim, told(claim, ENGAGED)) == []
