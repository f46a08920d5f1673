"""Prompts are released once, and what they need is what they get."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from bot.answering.generate.prompt import ANSWER, PROMPTS, load_prompt
from knowledge.errors import InsightsError

GOOD = """---
name: answer
version: 7
purpose: A test.
variables: [question]
---
# System

Be brief.

# User

${question}
"""


def test_a_released_prompt_was_never_edited() -> None:
    released = yaml.safe_load((PROMPTS / "released.yaml").read_text(encoding="utf-8"))
    found = {path.stem: sha256(path.read_bytes()).hexdigest() for path in PROMPTS.glob("*-*.md")}
    assert {name: found.get(name) for name in released} == released
    assert ANSWER in released


def test_every_prompt_loads_and_says_what_it_is() -> None:
    for path in PROMPTS.glob("*-*.md"):
        assert load_prompt(path.stem).id == path.stem


def test_the_values_stand_where_the_prompt_has_its_variables(tmp_path: Path) -> None:
    (tmp_path / "answer-7.md").write_text(GOOD, encoding="utf-8")
    messages = load_prompt("answer-7", tmp_path).messages(question="Why ${sources}?")
    assert messages == [("system", "Be brief."), ("user", "Why ${sources}?")]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda text: text.replace("${question}", "${question} ${place}"), "uses place"),
        (lambda text: text.replace("[question]", "[question, year]"), "lists year"),
        (lambda text: text.replace("version: 7", "version: 8"), "front matter is of answer-8"),
        (lambda text: text.replace("# User", "# Person"), "expected the sections"),
        (lambda text: text.replace("purpose: A test.", "purpos: A test."), "purpose"),
        (lambda text: text.replace("---", "", 1), "no front matter"),
    ],
)
def test_what_is_wrong_with_a_prompt_is_said(tmp_path: Path, change: Callable[[str], str], complaint: str) -> None:
    (tmp_path / "answer-7.md").write_text(change(GOOD), encoding="utf-8")
    with pytest.raises(InsightsError, match=complaint):
        load_prompt("answer-7", tmp_path)


def test_a_prompt_that_is_not_there() -> None:
    with pytest.raises(InsightsError, match="there is no prompt"):
        load_prompt("answer-99")
