"""A follow-up searched with the questions it leans on, and with no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.standalone import standalone
from bot.vocabulary import Question, Role, Turn

FIRST = "How much does reablement after a hospital stay cost in Kent?"
REPLY = Turn(Role.ASSISTANT, "A typical episode cost £2,088. [1]")


def _after(text: str, *history: Turn) -> str:
    return standalone(Question("q1", text, history))


def _user(text: str) -> Turn:
    return Turn(Role.USER, text)


@pytest.mark.parametrize(
    "follow_up",
    [
        "And in Dorset?",
        "What about adults?",
        "how about the longer term results in England",
        "Is it cost-effective compared with usual home care?",
        "Do they say anything about people with dementia?",
        "Why?",
        "And Dorset",
        "Which one lasted longest after the funding ended?",
        "Same for Dorset please",
        "Dorset?",
    ],
)
def test_a_follow_up_is_searched_with_the_question_before_it(follow_up: str) -> None:
    text = _after(follow_up, _user(FIRST), REPLY)
    assert text.startswith(FIRST.partition(" in Kent")[0])
    assert text.endswith(follow_up)


@pytest.mark.parametrize(
    ("first", "follow_up", "searched"),
    [
        ("How much is spent in Kent?", "And in Dorset?", "How much is spent in ? And in Dorset?"),
        ("Did falls go down in 2018?", "what about 2019", "Did falls go down in ? what about 2019"),
        ("What is owed to children?", "what about adults?", "What is owed to ? what about adults?"),
        ("How many children in Kent in 2018?", "and why?", "How many children in Kent in 2018? and why?"),
    ],
)
def test_what_a_follow_up_names_takes_the_place_of_what_was_named_before(
    first: str, follow_up: str, searched: str
) -> None:
    assert _after(follow_up, _user(first)) == searched


@pytest.mark.parametrize(
    "question",
    [
        "What did the evaluation of Housing First find about tenancies?",
        "How many children were looked after in England in March 2024?",
        "Does multisystemic therapy keep teenagers out of care in England?",
        "What share of council spending goes on adult social care?",
    ],
)
def test_a_question_on_another_subject_is_searched_alone(question: str) -> None:
    assert _after(question, _user(FIRST), REPLY) == question


def test_a_chain_of_follow_ups_reaches_back_to_the_question_they_all_lean_on() -> None:
    text = _after("And over there?", _user("About wombats and zebras in Perth"), _user(FIRST), _user("And adults?"))
    assert text == f"{FIRST} And adults? And over there?"


def test_what_the_bot_said_is_never_searched_for() -> None:
    assert "2,088" not in _after("And in Dorset?", _user(FIRST), REPLY)


def test_a_follow_up_with_nothing_before_it_stands_alone() -> None:
    assert _after("And in Dorset?") == "And in Dorset?"
    assert _after("And in Dorset?", REPLY) == "And in Dorset?"


TURNS = st.lists(st.builds(Turn, st.sampled_from(Role), st.sampled_from([FIRST, "And adults?", "Why?", "£2,088 [1]"])))


@given(text=st.text(max_size=40), history=TURNS)
def test_the_question_itself_always_comes_last_and_entire(text: str, history: list[Turn]) -> None:
    searched = _after(text, *history)
    assert searched.endswith(text)
    before = searched.removesuffix(text).strip()
    said = " ".join(turn.text for turn in history if turn.role is Role.USER)
    assert set(before.split()) <= set(said.split()) | {"?"}


@given(text=st.text(max_size=40))
def test_without_a_conversation_a_question_is_searched_as_it_is(text: str) -> None:
    assert _after(text) == text


def test_a_short_question_that_says_enough_is_searched_alone() -> None:
    earlier = (Turn(Role.USER, "Did family group conferences keep children out of care?"),)
    assert standalone(Question("1", "Does telecare save money?", earlier)) == "Does telecare save money?"


@pytest.mark.parametrize(
    ("message", "searched"),
    [
        ("different topic. how many older people fall each year?", "how many older people fall each year?"),
        ("OK, new question: does it pay?", "does it pay?"),
        ("changing the subject, what is a MASH?", "what is a MASH?"),
    ],
)
def test_a_question_that_says_it_is_new_leaves_the_earlier_one_behind(message: str, searched: str) -> None:
    assert _after(message, _user(FIRST), REPLY) == searched


def test_a_new_subject_without_a_question_is_searched_as_it_is() -> None:
    assert _after("Different topic.", _user(FIRST), REPLY) == "Different topic."


def test_asking_about_different_things_is_no_new_subject() -> None:
    assert _after("and in different places?", _user(FIRST), REPLY) != "and in different places?"
