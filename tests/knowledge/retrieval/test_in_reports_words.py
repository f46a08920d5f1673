"""Questions whether something works or pays, and those that only contain the words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.retrieval.in_reports_words import Reworded, in_reports_words


@pytest.mark.parametrize(
    ("question", "read_as"),
    [
        ("does Housing First work?", "is Housing First effective?"),
        ("Do parenting programmes actually work", "is parenting programmes effective"),
        ("but did Troubled Families work in the end?", "but is Troubled Families effective in the end?"),
        ("does MST work with teenagers?", "is MST effective with teenagers?"),
        ("We have been pitched telecare. Does telecare make a difference?", None),
        ("is Pause any good?", "is Pause effective?"),
        ("is there any evidence that early help works?", "is early help effective?"),
        ("what's the evidence on reablement", "is reablement effective"),
        ("evidence base for Sure Start?", "is Sure Start effective?"),
        ("what works to stop falls", "what is effective to stop falls"),
    ],
)
def test_whether_something_works_is_asked_in_the_words_of_reports(question: str, read_as: str | None) -> None:
    read = in_reports_words(question).text
    assert read == read_as if read_as else read.lower().endswith("is telecare effective?")


@pytest.mark.parametrize(
    "question",
    [
        "how does reablement work?",
        "where do family nurses work?",
        "Do children in care work?",
        "do MASH teams all work the same way?",
        "does it work?",
        "did family nurses make a difference to birth weight?",
        "how many social workers work in Leeds",
        "does respite help carers stay in work?",
        "what evidence standard does the EIF ask for",
        "what works councils spend on roads",
        "what is the evidence on keeping children at home when parents drink too much?",
    ],
)
def test_other_questions_stay_as_they_are(question: str) -> None:
    assert in_reports_words(question) == Reworded(question)


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("does Sure Start pay for itself", "Sure Start"),
        ("is Pause worth the money?", "Pause"),
        ("Housing First - what's the ROI", "Housing First"),
        ("what's the business case for reablement?", "reablement"),
        ("MST cost-benefit analysis", "MST"),
        ("is there a financial return on FDAC?", "FDAC"),
        ("does telecare save money?", "telecare"),
        ("We fund Home-Start. Is Home-Start value for money?", "Home-Start"),
    ],
)
def test_whether_something_is_worth_its_money_is_asked_in_the_words_of_reports(question: str, subject: str) -> None:
    read = in_reports_words(question)
    assert f"what does {subject} save and return for every £1 spent" in read.text
    assert read.subject == subject


@pytest.mark.parametrize(
    "question",
    [
        "is it worth it?",
        "how many children return home from care?",
        "what is the return home rate",
        "how do I make the case for prevention",
        "what did the business case for Derby forecast?",
        "Is Sure Start cost effective for the poorest families?",
        "the financial case",
        "Is MST no longer cost-effective?",
        "Is the NHS paying, is it worth the money?",
        "What is the best evidence that family group conferences are effective?",
        "What is it that makes Family Safeguarding effective in Hertfordshire?",
    ],
)
def test_questions_that_only_speak_of_returns_and_cases_stay_as_they_are(question: str) -> None:
    assert in_reports_words(question) == Reworded(question)


@given(st.text(max_size=80))
def test_any_text_can_be_read(question: str) -> None:
    read = in_reports_words(question)
    assert read.subject is None or read.text != question
