"""Where sources disagree about a figure, an officer sees both."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.disagreement import figures
from knowledge.opening import Library
from tests.bot.answering.conftest import Ask
from tests.conftest import Write, sync

TRIAL = "The Kent telecare trial randomised 1,511 families in 21 councils."
CONFLICT = "Reports on telecare give 1,511 or 1,471 families."


@pytest.fixture
def told(library: Library, write: Write, folder: Path) -> None:
    """A trial, and a note that says who gives another figure."""
    write("trial", TRIAL)
    write("conflicts", f"## Two counts\n\n{CONFLICT}", sections={"Two counts": {"disagreement": True}})
    sync(library, folder)


@pytest.mark.usefixtures("told")
def test_a_figure_that_sources_disagree_about_is_shown_with_the_other(ask: Ask) -> None:
    answer = ask("How many families did the Kent telecare trial randomise in councils?")
    assert [claim.text for claim in answer.claims] == [TRIAL, CONFLICT]
    assert answer.notices[0] == "Sources disagree about a figure in this answer: see [2]."


@pytest.mark.usefixtures("told")
def test_the_notice_also_comes_when_the_disagreement_is_what_was_asked(ask: Ask) -> None:
    answer = ask("Do reports on telecare give 1,511 or 1,471 families?")
    assert answer.claims[0].text == CONFLICT
    assert "Sources disagree about a figure in this answer: see [1]." in answer.notices


def test_without_a_common_figure_nothing_is_said(ask: Ask, library: Library, write: Write, folder: Path) -> None:
    write("trial", "The Kent telecare trial randomised 302 families in 21 councils.")
    write("conflicts", f"## Two counts\n\n{CONFLICT}", sections={"Two counts": {"disagreement": True}})
    sync(library, folder)
    answer = ask("How many families did the Kent telecare trial randomise in councils?")
    assert len(answer.claims) == 1
    assert not any("disagree" in notice for notice in answer.notices)


def test_figures_are_told_from_years_and_bare_numbers() -> None:
    text = "In 2023-24, 49% of 1,511 families in 21 councils; £13,000, £2.1bn, 8.6 points and 3 of 7."
    assert figures(text) == {"49%", "1,511", "£13,000", "£2.1bn", "8.6"}


@given(st.text())
def test_any_text_has_figures_or_none(text: str) -> None:
    assert all(any(character.isdigit() for character in figure) for figure in figures(text))
