"""The checks of an installation: each fault is found, and each says what to do."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.doctor import Finding, examine
from bot.settings import Settings
from knowledge.opening import Library
from tests.conftest import WordEmbedder, Write, sync

SUBJECTS = [
    "data directory",
    "embedding model",
    "library",
    "indexes",
    "access",
    "guard",
    "consultants",
    "language model",
    "answering",
    "Slack",
]


@pytest.fixture(autouse=True)
def working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a `.env` of the machine's."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def _settings(home: Path, **others: object) -> Settings:
    """Of a library made with the fast embedder: the doctor compares names and loads no model."""
    fields = {"insights_home": home, "embedding_model": WordEmbedder.name, **others}
    return Settings.model_validate(fields)


def _found(settings: Settings) -> dict[str, Finding]:
    findings = examine(settings)
    assert [finding.subject for finding in findings] == SUBJECTS
    assert all(finding.message for finding in findings)
    return {finding.subject: finding for finding in findings}


@pytest.fixture
def stocked(library: Library, write: Write, folder: Path) -> Library:
    """Two documents for two audiences."""
    write("a", "Telecare was tried in Kent.")
    write("b", "Telecare was tried in Dorset.", audience="client:b")
    sync(library, folder)
    return library


def test_a_working_installation_passes_every_check(stocked: Library, home: Path) -> None:
    found = _found(_settings(home))
    assert {subject for subject, finding in found.items() if not finding.ok} == set()
    assert found["library"].message == "2 documents for client:b, public"
    assert str(home) in found["data directory"].message


def test_the_packaged_model_is_checked_to_be_genuine(home: Path) -> None:
    finding = _found(Settings(insights_home=home))["embedding model"]
    assert finding.ok
    assert "genuine" in finding.message


def test_forged_weights_are_found(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"forged")
    monkeypatch.setattr("bot.doctor.packaged_model", lambda: tmp_path)
    finding = _found(Settings(insights_home=home))["embedding model"]
    assert not finding.ok
    assert "reinstall" in finding.message


def test_a_missing_migration_is_found_and_the_other_checks_go_on(tmp_path: Path) -> None:
    found = _found(_settings(tmp_path / "new"))
    assert found["data directory"].ok
    assert not found["library"].ok
    assert "insights migrate" in found["library"].message
    assert not found["indexes"].ok
    assert found["Slack"].ok


def test_an_empty_library_is_found(home: Path) -> None:
    finding = _found(_settings(home))["library"]
    assert not finding.ok
    assert "insights library sync" in finding.message


def test_indexes_of_another_model_are_found(stocked: Library, home: Path) -> None:
    finding = _found(_settings(home, embedding_model="another-model"))["indexes"]
    assert not finding.ok
    assert WordEmbedder.name in finding.message
    assert "another-model" in finding.message
    assert "insights library rebuild" in finding.message


def test_indexes_that_lost_a_chunk_are_found(stocked: Library, home: Path) -> None:
    (document, *_) = stocked.catalogue.documents()
    (chunk,) = stocked.catalogue.chunks_of(document.id)
    stocked.indexes.delete({chunk.audience: [chunk.id]})
    finding = _found(_settings(home))["indexes"]
    assert not finding.ok
    assert "insights library rebuild" in finding.message


def test_a_full_disk_is_found(stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**12, 10**12 - 10**8, 10**8))
    finding = _found(_settings(home))["data directory"]
    assert not finding.ok
    assert "100 MB" in finding.message
    assert "INSIGHTS_HOME" in finding.message


def test_an_unwritable_home_is_found_and_the_other_checks_go_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    found = _found(_settings(tmp_path / "file" / "home"))
    assert not found["data directory"].ok
    assert str(tmp_path / "file" / "home") in found["data directory"].message
    assert found["Slack"].ok


def test_a_damaged_catalogue_is_found_and_the_other_checks_go_on(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_text("This is no database. " * 100, encoding="utf-8")
    found = _found(_settings(tmp_path))
    assert not found["library"].ok
    assert found["Slack"].ok


def test_a_wrong_address_of_a_chroma_server_is_found(home: Path) -> None:
    finding = _found(_settings(home, chroma_url="chroma.example"))["library"]
    assert not finding.ok
    assert "CHROMA_URL" in finding.message


def test_without_slack_tokens_the_bot_runs_at_the_terminal(stocked: Library, home: Path) -> None:
    finding = _found(_settings(home))["Slack"]
    assert finding.ok
    assert "terminal" in finding.message


def test_tokens_are_not_told(stocked: Library, home: Path) -> None:
    secret = SecretStr("xoxb-very-secret")
    findings = examine(_settings(home, slack_bot_token=secret, slack_app_token=secret))
    assert "very-secret" not in repr(findings)
    assert "terminal" not in findings[-1].message
