"""The algorithmic transparency record says what the installation does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.access.policy import Grant, Policy
from bot.settings import STARTER_LIBRARY, Settings
from bot.transparency import transparency_record
from knowledge.opening import Library
from knowledge.retrieval.confidence import load_confidence
from tests.conftest import Write, sync

PROMPTS = Path(__file__).parents[2] / "prompts"
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


def test_there_are_no_prompts_as_the_record_says() -> None:
    """Whoever adds the first has to name it in bot/transparency.md, and the model it is for."""
    assert "| Prompts | none |" in RECORD.read_text(encoding="utf-8")
    assert [path.name for path in PROMPTS.iterdir()] == ["README.md"]
