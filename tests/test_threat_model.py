"""Every threat in docs/threat-model.md names a test, and every test it names exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
MODEL = (REPOSITORY / "docs" / "threat-model.md").read_text(encoding="utf-8")
THREATS = [line for line in MODEL.splitlines() if line.startswith("| ") and not line.startswith("| |")]
NAMED = re.compile(r"`((?:tests|e2e)/[\w/.]+)::(\w+)`")


@cache
def named_in(path: Path) -> frozenset[str]:
    """The names of the tests in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_kind_of_threat_is_thought_of() -> None:
    assert re.findall(r"^\| \*\*(\w)\*\* \|", MODEL, re.MULTILINE) == list("STRIDE")


@pytest.mark.parametrize("threat", THREATS, ids=lambda threat: threat.split("|")[2].strip())
def test_every_threat_names_tests_that_exist(threat: str) -> None:
    named = NAMED.findall(threat)
    assert named
    for path, test in named:
        file = REPOSITORY / path.replace("e2e/", "tests/bot/slack/end_to_end/", 1)
        assert test.startswith("test_")
        assert test in named_in(file), f"{path}::{test}"
