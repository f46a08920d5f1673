"""A question about a time is answered with what was so then, or told that nothing found is from that time."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.vocabulary import AnswerStatus
from knowledge.opening import Library
from tests.bot.answering.conftest import Ask
from tests.conftest import Write, sync

OLD = "Children looked after in Kent numbered 1,400 in 2011."
NEW = "Children looked after in Kent numbered 1,900 in 2023."
UNDATED = "Children looked after in Kent numbered more than in Surrey."


@pytest.fixture
def counts(library: Library, write: Write, folder: Path) -> None:
    """Two counts of different years, which share all words with the questions below."""
    write("counts", f"{OLD}\n\n{NEW}", year=2024)
    sync(library, folder)


@pytest.mark.usefixtures("counts")
@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("Children looked after in Kent numbered?", {OLD, NEW}),
        ("Children looked after in Kent numbered how many since 2018?", {NEW}),
        ("Children looked after in Kent numbered how many before 2018?", {OLD}),
        ("Children looked after in Kent numbered how many between 2010 and 2012?", {OLD}),
        ("Children looked after in Kent numbered how many between 2010 and 2024?", {OLD, NEW}),
    ],
)
def test_what_was_so_at_another_time_is_left_out(ask: Ask, question: str, sentences: set[str]) -> None:
    answer = ask(question)
    assert answer.status is AnswerStatus.ANSWERED
    assert {claim.text for claim in answer.claims} == sentences


@pytest.mark.usefixtures("counts")
def test_where_nothing_is_of_the_time_asked_about_the_answer_is_partial_and_says_of_when_it_is(ask: Ask) -> None:
    answer = ask("Children looked after in Kent numbered how many before 2009?")
    assert answer.status is AnswerStatus.PARTIAL
    assert answer.notices[0] == "Nothing found is from the time you asked about; this is from 2011 to 2023."
    assert {claim.text for claim in answer.claims} == {OLD, NEW}


@pytest.mark.parametrize(
    ("heading", "year", "status"),
    [
        ("Counts of 2023", 2024, AnswerStatus.ANSWERED),
        ("Counts of 2011", 2024, AnswerStatus.PARTIAL),
        ("Counts", 2024, AnswerStatus.ANSWERED),
        ("Counts", 2012, AnswerStatus.PARTIAL),
        ("Counts", None, AnswerStatus.ANSWERED),
    ],
)
def test_a_sentence_without_a_date_is_of_the_time_of_its_heading_and_not_later_than_its_document(
    ask: Ask, library: Library, write: Write, folder: Path, heading: str, year: int | None, status: AnswerStatus
) -> None:
    write("counts", f"## {heading}\n\n{UNDATED}", year=year)
    sync(library, folder)
    assert ask("Did children looked after in Kent or Surrey since 2018 number more?").status is status


def test_a_time_of_documents_is_no_time_of_facts(ask: Ask, library: Library, write: Write, folder: Path) -> None:
    write("counts", OLD, year=2024)
    sync(library, folder)
    answer = ask("What do reports since 2018 say: how many children were looked after in Kent numbered?")
    assert answer.status is AnswerStatus.ANSWERED
