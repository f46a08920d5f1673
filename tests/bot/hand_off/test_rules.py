"""Who may read a question, where it goes, and which answers are read first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.access.decision import Access
from bot.access.policy import AccessRole
from bot.hand_off.rules import HandOffRules, Route, may_handle, may_rest_on, offered_audiences
from bot.vocabulary import Answer, AnswerStatus
from knowledge.vocabulary import INTERNAL, PUBLIC, SUBSCRIBERS, Audience

CLIENT = Audience("client:a")
single = st.sampled_from([PUBLIC, SUBSCRIBERS, INTERNAL, CLIENT])
audiences = st.frozensets(single)
roles = st.sampled_from(list(AccessRole))


@given(audiences, audiences, roles)
def test_only_consultants_who_hold_all_of_a_place_read_what_was_asked_there(
    asked: frozenset[Audience], held: frozenset[Audience], role: AccessRole
) -> None:
    may = may_handle(Access(held, role), asked)
    assert may == (role != AccessRole.OFFICER and not asked - held)


@given(audiences, audiences)
def test_an_answer_is_offered_for_nobody_whom_place_or_consultant_does_not_cover(
    asked: frozenset[Audience], held: frozenset[Audience]
) -> None:
    offered = offered_audiences(asked, held)
    assert set(offered) == asked & held
    assert not offered or PUBLIC not in offered or offered[0] == PUBLIC


@given(
    st.sampled_from([PUBLIC, SUBSCRIBERS, INTERNAL, CLIENT]), st.sampled_from([PUBLIC, SUBSCRIBERS, INTERNAL, CLIENT])
)
def test_everybody_who_sees_an_answer_may_open_what_it_rests_on(answer: Audience, passage: Audience) -> None:
    assert may_rest_on(answer, passage) == (passage in {PUBLIC, answer})


def test_the_first_route_that_fits_decides() -> None:
    rules = HandOffRules("C0", (Route("C1", theme="Fostering"), Route("C2", owner="A"), Route("C3", theme="Home care")))
    assert rules.channel_for("Fostering", {"A"}) == "C1"
    assert rules.channel_for("Home care", {"A"}) == "C2"
    assert rules.channel_for("Home care", {"B"}) == "C3"
    assert rules.channel_for(None, set()) == "C0"


def test_answers_are_read_first_by_channel_or_audience_and_consultants_alone_are_spared() -> None:
    rules = HandOffRules("C0", reviewed_channels=frozenset({"C9"}), reviewed_audiences=frozenset({CLIENT}))
    answered = Answer("q", "Why?", AnswerStatus.ANSWERED, "So.")
    officer, consultant = (
        Access(frozenset({PUBLIC}), AccessRole.OFFICER),
        Access(frozenset({CLIENT}), AccessRole.CONSULTANT),
    )
    assert rules.wants_review({"C9"}, officer, False, answered)
    assert not rules.wants_review({"C8"}, officer, False, answered)
    assert rules.wants_review({"C8"}, consultant, False, answered)
    assert not rules.wants_review({"D1"}, consultant, True, answered)
    assert rules.wants_review({"D1"}, Access(frozenset({CLIENT}), AccessRole.OFFICER), True, answered)
    assert not rules.wants_review({"C9"}, officer, False, Answer("q", "Why?", AnswerStatus.NOT_COVERED, "No."))
