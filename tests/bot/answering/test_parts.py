"""What is looked up one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.parts import question_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("early help cuts, Milton Keynes vs Bedford", ("early help cuts, Milton Keynes", "early help cuts, Bedford")),
        (
            "Is care dearer in Leeds than in Kent?",
            ("Is care dearer in Leeds than in ?", "Is care dearer in than in Kent?"),
        ),
        (
            "What did telecare cost in Kent, and how many falls did clinics prevent?",
            ("What did telecare cost in Kent", "and how many falls did clinics prevent?"),
        ),
        (
            "What did telecare cost, and did it prevent many falls?",
            ("What did telecare cost, and did it prevent many falls?",),
        ),
        ("What did telecare cost in Kent?", ("What did telecare cost in Kent?",)),
        ("How many started, and how many left?", ("How many started, and how many left?",)),
        ("Leeds, Kent and Wigan compared", ("Leeds, Kent and Wigan compared",)),
        ("", ("",)),
    ],
)
def test_comparisons_and_double_questions_have_two_parts(question: str, parts: tuple[str, ...]) -> None:
    assert question_parts(question) == parts


@given(st.text(max_size=80))
def test_any_question_has_a_part(question: str) -> None:
    assert 1 <= len(question_parts(question)) <= 2
