"""What is shipped: licences a council can accept, every package and data file, exact versions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from email.message import Message
from fnmatch import fnmatch
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, cast

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

REPOSITORY = Path(__file__).parent.parent
PRODUCT = "insights-bot"


@cache
def project() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def pins() -> dict[str, str]:
    """The versions of constraints.txt by name."""
    return {canonicalize_name(name): version for name, version in (line.split("==") for line in _constraint_lines())}


def _constraint_lines() -> list[str]:
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def needed() -> frozenset[str]:
    """The distributions that a default installation brings, the product itself included."""
    # The product's own needs are read from pyproject.toml: an editable installation may remember older ones.
    waiting = [(requirement.name, requirement.extras) for requirement in map(Requirement, _direct())]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, extras = waiting.pop()
        key = (canonicalize_name(name), frozenset(extras))
        if key not in seen:
            seen.add(key)
            waiting += [(found.name, found.extras) for found in _requirements(*key)]
    return frozenset({PRODUCT, *(name for name, _ in seen)})


def _direct() -> list[str]:
    dependencies: list[str] = project()["project"]["dependencies"]
    return dependencies


def _requirements(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    for text in metadata.distribution(name).requires or []:
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement


# -- licences ----------------------------------------------------------------------------------------------------

UNKNOWN: dict[str, str] = {}
"""Distributions that state no licence, with where it was found and why it may be used."""

_COPYLEFT = re.compile(r"\bA?GPL|\bGNU (Affero )?General Public", re.IGNORECASE)
_LESSER = re.compile(r"\bLGPL|\bLesser|\bLibrary General Public", re.IGNORECASE)
_STATEMENT = 200
"""Characters. A longer License field is the licence's whole text, which names other licences too."""


def statements(about: Message) -> list[str]:
    """What a distribution says of its licence: its expression, or else its classifiers and its short statement."""
    expression = about.get("License-Expression")
    if expression:
        return [expression]
    classifiers = [
        line.split(" :: ")[-1]
        for line in about.get_all("Classifier") or []
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    text = (about.get("License") or "").strip()
    if text.upper() in {"", "UNKNOWN"}:
        return classifiers
    return [*classifiers, text if len(text) <= _STATEMENT else text.splitlines()[0]]


def is_copyleft(statement: str) -> bool:
    """Whether a statement leaves no choice but the GPL or AGPL. The LGPL is fine, and so is a choice of another."""
    tokens = re.findall(r"\(|\)|\bAND\b|\bOR\b|(?:(?!\bAND\b|\bOR\b)[^()])+", statement)
    return _either([token.strip() for token in tokens if token.strip()])


def _either(tokens: list[str]) -> bool:
    """Copyleft only if every alternative is."""
    bound = [_both(tokens)]
    while tokens and tokens[0] == "OR":
        tokens.pop(0)
        bound.append(_both(tokens))
    return all(bound)


def _both(tokens: list[str]) -> bool:
    bound = [_one(tokens)]
    while tokens and tokens[0] not in {"OR", ")"}:
        if tokens[0] == "AND":
            tokens.pop(0)
        bound.append(_one(tokens))
    return any(bound)


def _one(tokens: list[str]) -> bool:
    token = tokens.pop(0)
    if token == "(":
        inside = _either(tokens)
        tokens.pop(0)
        return inside
    return bool(_COPYLEFT.search(token)) and not _LESSER.search(token)


@pytest.mark.parametrize(
    ("statement", "copyleft"),
    [
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("GPLv2", True),
        ("GNU Affero General Public License v3", True),
        ("GNU General Public License v2 or later (GPLv2+)", True),
        ("MIT AND GPL-3.0-only", True),
        ("GPL-3.0-only AND (MIT OR Apache-2.0)", True),
        ("AGPL-3.0-only OR GPL-2.0-only", True),
        ("MIT OR GPL-3.0-only", False),
        ("(MIT OR GPL-3.0-only) AND BSD-3-Clause", False),
        ("LGPL-2.1-or-later", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("GNU Library or Lesser General Public License (LGPL)", False),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", False),
        ("Apache-2.0 WITH LLVM-exception", False),
        ("BSD-3-Clause, Apache-2.0, dependency licenses", False),
    ],
)
def test_copyleft_is_told_from_other_licences(statement: str, copyleft: bool) -> None:
    assert is_copyleft(statement) == copyleft


def test_the_walk_reaches_what_is_needed_indirectly_and_no_tools() -> None:
    assert {"torch", "chromadb", "sentence-transformers", "transformers", "numpy", PRODUCT} <= needed()
    assert len(needed()) > 50
    assert needed() & {"pytest", "mypy", "ruff", "import-linter", "hypothesis"} == set()


def test_nothing_that_is_needed_is_under_the_gpl_or_agpl() -> None:
    stated = {name: statements(_about(name)) for name in needed()}
    assert {name: found for name, found in stated.items() if any(map(is_copyleft, found))} == {}


def test_everything_that_is_needed_states_its_licence_or_is_a_known_exception() -> None:
    silent = {name for name in needed() if not statements(_about(name))}
    assert silent == set(UNKNOWN)
    assert all(UNKNOWN.values())


def _about(name: str) -> Message:
    return cast(Message, metadata.metadata(name))


# -- what is in the package --------------------------------------------------------------------------------------


def test_every_package_is_shipped() -> None:
    found = {
        ".".join(path.parent.relative_to(REPOSITORY).parts)
        for top in ("bot", "knowledge", "evals")
        for path in (REPOSITORY / top).rglob("__init__.py")
    }
    assert sorted(project()["tool"]["setuptools"]["packages"]) == sorted(found | {"prompts"})


def test_every_module_is_in_a_package() -> None:
    packages = set(project()["tool"]["setuptools"]["packages"])
    for top in ("bot", "knowledge", "evals"):
        for path in (REPOSITORY / top).rglob("*.py"):
            assert ".".join(path.parent.relative_to(REPOSITORY).parts) in packages, path


def test_every_data_file_is_shipped() -> None:
    patterns = project()["tool"]["setuptools"]["package-data"]
    for top in ("bot", "knowledge", "evals", "prompts"):
        for path in (REPOSITORY / top).rglob("*"):
            if path.is_file() and path.suffix not in {".py", ".pyc"}:
                inside = path.relative_to(REPOSITORY / top).as_posix()
                wanted = [pattern.replace("**/*", "*") for pattern in patterns.get(top, [])]
                assert any(fnmatch(inside, pattern) for pattern in wanted), path


def test_the_files_that_the_project_names_exist() -> None:
    named = [project()["project"]["readme"], *project()["project"]["license-files"]]
    assert [name for name in named if not (REPOSITORY / name).is_file()] == []


def test_the_command_that_is_installed_exists() -> None:
    (command,) = metadata.entry_points(group="console_scripts", name="insights")
    assert command.value == project()["project"]["scripts"]["insights"]
    assert callable(command.load())


# -- versions ----------------------------------------------------------------------------------------------------

NOT_PINNED = {
    PRODUCT: "the product itself",
    "setuptools": "comes with the virtual environment's tools; 'pip freeze' leaves it out",
}


def test_every_pin_is_exact() -> None:
    exact = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][A-Za-z0-9.!+]*")
    assert _constraint_lines()
    assert [line for line in _constraint_lines() if not exact.fullmatch(line)] == []
    assert all(Version(version) for version in pins().values())


def test_nothing_is_pinned_twice() -> None:
    assert len(pins()) == len(_constraint_lines())


def test_torch_is_the_version_that_was_agreed() -> None:
    assert pins()["torch"] == "2.13.0"
    assert "torch==2.13.0" in _direct()


def test_all_that_is_needed_is_pinned() -> None:
    assert needed() - set(pins()) - set(NOT_PINNED) == set()


def test_every_requirement_of_the_project_allows_its_pin() -> None:
    extras = project()["project"]["optional-dependencies"].values()
    for requirement in map(Requirement, [*_direct(), *(text for some in extras for text in some)]):
        name = canonicalize_name(requirement.name)
        if name != PRODUCT:
            assert pins()[name] in requirement.specifier, requirement


def test_the_tests_run_with_the_versions_that_are_pinned() -> None:
    installed = {name: metadata.version(name).partition("+")[0] for name in needed() - set(NOT_PINNED)}
    assert {name: version for name, version in installed.items() if Version(pins()[name]) != Version(version)} == {}
