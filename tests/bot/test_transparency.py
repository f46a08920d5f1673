"""The algorithmic transparency record says what the installation does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.access.policy import Grant, Policy
from bot.answering.generate.prompt import ANSWER, MAP_QUERY
from bot.settings import STARTER_LIBRARY, Settings
from bot.transparency import transparency_record
from knowledge.opening import Library
from knowledge.retrieval.confidence import load_confidence
from tests.conftest import Write, sync

RECORD = Path(__file__).parents[2] / "docs" / "algorithmic-transparency.md"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The defaults, whatever the machine's environment."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return Settings(_env_file=None)


def test_the_record_in_the_documentation_is_current(library: Library, settings: Settings) -> None:
    sync(library, STARTER_LIBRARY)
    record = transparency_record(settings, library.catalogue.documents(), load_confidence(), None)
    assert RECORD.read_text(encoding="utf-8") == record, f"run `insights records transparency > {RECORD.name}`"


def test_the_record_follows_the_settings_and_the_library(
    library: Library, settings: Settings, write: Write, folder: Path
) -> None:
    write("a", "One sentence.", kind="case_study", audience="client:a")
    write("b", "Another sentence.", kind="case_study", audience="client:a")
    sync(library, folder)
    changed = settings.model_copy(
        update={"records_days": 30, "embedding_model": "some/model", "chroma_url": "http://chroma"}
    )
    policy = Policy(teams={"T1": Grant(), "T2": Grant()})
    record = transparency_record(changed, library.catalogue.documents(), load_confidence(), policy)
    for said in ("| case study | client:a | 2 |", "30 days", "some/model", "CHROMA_URL", "for 2 workspaces"):
        assert said in record
    assert "all-MiniLM" not in record


def test_with_a_model_the_record_names_it_its_prompt_and_who_is_sent_what(settings: Settings) -> None:
    record = transparency_record(
        settings.model_copy(update={"model": "openai:some-model"}), [], load_confidence(), None
    )
    assert "written by the language model openai:some-model" in record
    assert f"| Prompts | {ANSWER} and {MAP_QUERY}, in the folder prompts |" in record
    assert "the provider of openai:some-model (with the passages found, or the names a map uses)" in record
    assert "| Prompts | none |" in RECORD.read_text(encoding="utf-8")
