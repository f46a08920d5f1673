"""What an organisation tells the guard, and every fault in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.guard.configuration import load_guard
from bot.guard.personal_data import find_personal_data
from knowledge.errors import InsightsError


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "guard.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_file_names_case_systems_and_a_number() -> None:
    guard = load_guard(None)
    assert find_personal_data("mosaic 1284471", guard.patterns)
    assert [contact.number for contact in guard.urgent_contacts] == ["116 123"]


def test_an_own_file_replaces_the_shipped_one(tmp_path: Path) -> None:
    path = _written(tmp_path, "case_systems: [Care Works]\ncase_references: ['bx-\\d{6}']\n")
    guard = load_guard(path)
    assert find_personal_data("careworks id 445190", guard.patterns)
    assert find_personal_data("ref BX-123456", guard.patterns)
    assert not find_personal_data("mosaic 1284471", guard.patterns)
    assert guard.urgent_contacts == ()


def test_an_empty_file_asks_for_the_fixed_kinds_only(tmp_path: Path) -> None:
    guard = load_guard(_written(tmp_path, ""))
    assert find_personal_data("case ref 445190", guard.patterns)
    assert not find_personal_data("mosaic 1284471", guard.patterns)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("case_system: [a]", "unknown key 'case_system': did you mean 'case_systems'?"),
        ("urgent_contacts: [{name: Duty team, phone: '1'}]", "urgent_contacts.0"),
        ("case_references: ['(']", "case_references: '(' is no regular expression"),
        ("case_systems: mosaic", "case_systems: Input should be a valid"),
        ("case_systems: [a", "not valid YAML"),
        ("case_systems: []\ncase_systems: [b]", "line 2: not valid YAML: 'case_systems' is there twice"),
        ("- a", "the file: "),
    ],
)
def test_faults_are_one_line_and_name_the_key(tmp_path: Path, text: str, said: str) -> None:
    path = _written(tmp_path, text)
    with pytest.raises(InsightsError) as fault:
        load_guard(path)
    assert str(path) in str(fault.value)
    assert said in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InsightsError, match=r"no file .*missing\.yaml"):
        load_guard(tmp_path / "missing.yaml")
