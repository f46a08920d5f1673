"""Which questions ask what letters stand for, and which sentences say so."""

from __future__ import annotations

import pytest

from bot.answering.meanings import asks_meaning, is_expansion


@pytest.mark.parametrize(
    "question",
    [
        "MASH?",
        "whats a MASH",
        "what does MASH stand for",
        "who is the VSH",
        "MASH in full, jargon to me",
        "NCTR and DToC",
    ],
)
def test_a_question_of_bare_letters_or_about_meaning_asks_for_it(question: str) -> None:
    assert asks_meaning(question)


@pytest.mark.parametrize(
    "question",
    ["does everyone have a MASH now", "average wait for a CAMHS appointment", "how many CiC nationally at last count?"],
)
def test_a_question_that_only_uses_the_letters_does_not(question: str) -> None:
    assert not asks_meaning(question)


def test_only_a_sentence_that_begins_with_the_letters_says_what_they_stand_for() -> None:
    assert is_expansion("MASH stands for multi-agency safeguarding hub.")
    assert is_expansion("LAC (adults) is short for local area coordination.")
    assert not is_expansion("The council stands for better outcomes.")
    assert not is_expansion("Nobody remembers what MASH stands for.")
