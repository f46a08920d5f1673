"""What letters stand for is quoted to whoever asks that, and to nobody else."""

from __future__ import annotations

import pytest

from bot.answering.meanings import adds_only_meaning, explains_what_is_asked

MASH = "MASH stands for multi-agency safeguarding hub: a joint team, often the front door, that replaced single desks."


@pytest.mark.parametrize(
    "question",
    [
        "MASH?",
        "whats a MASH",
        "what does MASH stand for",
        "MASH in full, jargon to me",
        "MASH vs CASS??",
        "which joint team replaced single desks?",
    ],
)
def test_it_is_quoted_where_meaning_is_asked_or_the_sentence_holds_the_question(question: str) -> None:
    assert not adds_only_meaning(MASH, question)


@pytest.mark.parametrize(
    "question",
    [
        "does everyone have a MASH now",
        "average wait for a MASH decision",
        "how many MASH teams at the last count?",
    ],
)
def test_it_is_not_quoted_where_the_letters_are_only_used(question: str) -> None:
    assert adds_only_meaning(MASH, question)


@pytest.mark.parametrize(
    "sentence",
    ["The council stands for better outcomes.", "Nobody remembers what MASH stands for.", "MASH grew."],
)
def test_any_other_sentence_is_left_alone(sentence: str) -> None:
    assert not adds_only_meaning(sentence, "does everyone have a MASH now")


@pytest.mark.parametrize(
    ("sentence", "explains"),
    [
        (MASH, True),
        ("MASH can also stand for a vat of grain.", True),
        ("MASHes stand alone.", False),
        ("MARAC stands for a conference that a MASH may call.", False),
    ],
)
def test_only_what_begins_with_the_letters_explains_them(sentence: str, explains: bool) -> None:
    assert explains_what_is_asked(sentence, "what does the acronym MASH stand for?") is explains
    assert not explains_what_is_asked(sentence, "does everyone have a MASH now")
