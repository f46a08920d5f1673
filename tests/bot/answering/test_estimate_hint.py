"""A director who asks what prevention would be worth to them is told where that is worked out."""

from __future__ import annotations

import pytest

from bot.answering.estimate_hint import ESTIMATE, with_estimate_hint
from bot.vocabulary import Answer, AnswerStatus
from knowledge.vocabulary import PUBLIC
from tests.bot.answering.conftest import Ask


def hinted(question: str) -> bool:
    """Whether the note is on the answer."""
    return ESTIMATE in with_estimate_hint(Answer("q", question, AnswerStatus.NOT_COVERED, "No.")).notices


@pytest.mark.parametrize(
    "question",
    [
        "What would avoiding 30 % of entries to care mean for us?",
        "How much would we save if 10% fewer children entered care? What would it be worth to our council?",
        "Could we save by preventing admissions to long-term support?",
        "What would reducing demand for care cost us?",
    ],
)
def test_what_it_means_for_us_is_an_estimate(question: str) -> None:
    assert hinted(question)


@pytest.mark.parametrize(
    "question",
    [
        "How many entries to care are avoidable?",
        "Does telecare save money?",
        "What does 'front door' mean for us?",
        "Can family group conferences keep children out of care?",
    ],
)
def test_a_question_about_evidence_is_none(question: str) -> None:
    assert not hinted(question)


def test_the_answer_itself_stays() -> None:
    answer = Answer(
        "q", "What would fewer entries to care mean for us?", AnswerStatus.ANSWERED, "Text.", notices=("A.",)
    )
    assert with_estimate_hint(answer).text == "Text."
    assert with_estimate_hint(answer).notices == (ESTIMATE, "A.")


def test_the_assistant_says_it(ask: Ask) -> None:
    assert ESTIMATE in ask("What would avoiding 30 % of entries to care mean for us?", PUBLIC).notices
