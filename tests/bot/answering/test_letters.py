"""A question of nothing but letters is one for each of them; any other is left as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.letters import letters_asked
from bot.vocabulary import AnswerStatus, Question, Role, Turn
from knowledge.opening import Library
from tests.bot.answering.conftest import Ask
from tests.conftest import Write, sync

EARLIER = (Turn(Role.USER, "how many LAC are there?"),)


def _asked(text: str, history: tuple[Turn, ...] = ()) -> list[str]:
    return [part.split()[4] for part in letters_asked(Question("q", text, history))]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("PEP and VSH - new councillor asking", ["PEP", "VSH"]),
        ("new starter here, sorry: what is CIN?", ["CIN"]),
        ("what's an EHCP?", ["EHCP"]),
        ("whats a lac", ["lac"]),
        ("s17 vs s47", ["s17", "s47"]),
        ("CIN CP LAC difference", ["CIN", "CP", "LAC"]),
        ("difference between CIN and CP please", ["CIN", "CP"]),
        ("FGCs?", ["FGCs"]),
        ("What does C&FA mean?", ["C&FA"]),
        ("LAC, LAC?", ["LAC"]),
        ("CIN or QQXZ?", ["CIN", "QQXZ"]),
        ("WHAT IS AN EHCP?", ["EHCP"]),
    ],
)
def test_each_of_the_letters_is_asked_about(text: str, letters: list[str]) -> None:
    assert _asked(text) == letters


@pytest.mark.parametrize(
    "text",
    [
        "LAC numbers since 2018",
        "LAC - numbers since 2018",
        "DFG - does it delay entry to res care?",
        "CIN and CP: how many, please",
        "what do FGCs cost",
        "what is a family group conference",
        "does reablement work",
        "QQXZ?",
        "DOES FDAC SAVE MONEY?",
        "NFA RATES IN LEEDS",
        "WHAT DOES MST COST PER FAMILY?",
        "MST EVIDENCE?",
        "what next?",
        "step up",
        "what is a specialist",
        "",
    ],
)
def test_what_asks_more_is_left_alone(text: str) -> None:
    assert _asked(text) == []


def test_bare_letters_change_the_subject_of_a_conversation() -> None:
    assert _asked("and CIN?", EARLIER) == []
    assert _asked("and what does CIN mean?", EARLIER) == ["CIN"]


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert all(part.endswith("stand for?") for part in letters_asked(Question("q", text)))


PEP = "PEP stands for personal education plan: a plan for a looked-after child's schooling."
VSH = "VSH stands for virtual school head, as every PEP says."
NEAR = "A PEP is the acronym that stands beside every other plan, for what it is worth."


@pytest.fixture
def glossary(library: Library, write: Write, folder: Path) -> None:
    """Two of the glossary's terms explained, and a sentence that shares more words with the question."""
    write("glossary", "\n\n".join([NEAR, VSH, PEP]))
    sync(library, folder)


@pytest.mark.usefixtures("glossary")
def test_the_sentences_that_explain_them_answer(ask: Ask) -> None:
    answer = ask("PEP and VSH - new councillor asking")
    assert (answer.status, [claim.text for claim in answer.claims]) == (AnswerStatus.ANSWERED, [PEP, VSH])


@pytest.mark.usefixtures("glossary")
def test_letters_that_nothing_explains_are_named_as_missing(ask: Ask) -> None:
    answer = ask("PEP and QQXZ?")
    assert (answer.status, [claim.text for claim in answer.claims]) == (AnswerStatus.PARTIAL, [PEP])
    assert any("QQXZ" in notice for notice in answer.notices)
