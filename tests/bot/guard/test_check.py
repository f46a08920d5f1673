"""The first step of a question: it goes on clean, or it stops with words that help and repeat nothing."""

from __future__ import annotations

import json

import pytest

from bot.guard.check import check_question
from bot.guard.configuration import load_guard
from bot.vocabulary import Answer, AnswerStatus, Question, Role, Turn
from evals.guard import PersonalDataCase, personal_data_cases

GUARD = load_guard(None)


def stopped(text: str) -> Answer:
    """The answer that stops a question."""
    answer = check_question(Question("q1", text), GUARD)
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    "case", [case for case in personal_data_cases("tuning") if case.identifiers], ids=lambda case: case.id
)
def test_no_part_of_the_answer_repeats_the_data(case: PersonalDataCase) -> None:
    answer = stopped(case.message)
    said = json.dumps(answer.as_json(), ensure_ascii=False)
    assert answer.status is AnswerStatus.BLOCKED_PERSONAL_DATA
    assert not [identifier.text for identifier in case.identifiers if identifier.text in said]


def test_the_officer_is_told_what_was_found_and_offered_the_question_without_it() -> None:
    answer = stopped("does telecare help dob 14/02/1931 at 14 Larkspur Road, ring 07700 900123")
    assert "a date of birth, an address and a phone number" in answer.text
    assert answer.question == "does telecare help … at …, …"
    assert answer.text.endswith(answer.question)


def test_danger_comes_before_personal_data() -> None:
    answer = stopped("she has just taken an overdose, ring 07700 900123")
    assert answer.status is AnswerStatus.URGENT_SAFEGUARDING
    assert "999" in answer.text
    assert "116 123" in answer.text
    assert "nobody has been told" in answer.text
    assert "07700" not in json.dumps(answer.as_json())


def test_a_clean_question_goes_on_unchanged() -> None:
    question = Question("q1", "does telecare help?", (Turn(Role.USER, "what is telecare?"),))
    assert check_question(question, GUARD) == question


def test_personal_data_of_earlier_turns_is_cut_out() -> None:
    history = (Turn(Role.USER, "for nan@example.org: what is telecare?"), Turn(Role.ASSISTANT, "An alarm."))
    checked = check_question(Question("q1", "does it help?", history), GUARD)
    assert isinstance(checked, Question)
    assert checked.history == (Turn(Role.USER, "for …: what is telecare?"), Turn(Role.ASSISTANT, "An alarm."))
