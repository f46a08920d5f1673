"""An installation with a small library about twelve councils, and suites to ask it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings
from evals.runs.ask import Answers, RunOptions, ask_suites
from evals.suite import read_suite
from knowledge.opening import Library
from knowledge.retrieval.confidence import ConfidenceModel
from tests.conftest import WordEmbedder, Write, sync

PLACES = (
    ("Kent", 12),
    ("Leeds", 15),
    ("Dorset", 18),
    ("Devon", 21),
    ("Bury", 24),
    ("Wigan", 27),
    ("Essex", 30),
    ("Torbay", 33),
    ("Camden", 36),
    ("Poole", 39),
    ("Luton", 42),
    ("Derby", 45),
)
"""Councils with the share of visits that each one's telecare saved: an example."""
SURE = ConfidenceModel(intercept=-5.0, weights={"sentence_meaning": 10.0}, threshold=0.5)

Ask = Callable[..., Path]


@pytest.fixture
def settings(
    home: Path, folder: Path, library: Library, write: Write, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Settings of an installation whose library holds one document for each of PLACES and one secret."""
    monkeypatch.setattr("bot.assembly.SentenceTransformerEmbedder", lambda name: embedder)
    monkeypatch.setattr("bot.assembly.load_confidence", lambda: SURE)
    monkeypatch.setenv("INSIGHTS_HOME", str(home))
    monkeypatch.setenv("INSIGHTS_LIBRARY", str(folder))
    for place, share in PLACES:
        write(place.lower(), f"Telecare in {place} saved {share}% of visits.", title=f"Telecare in {place}")
    write("secret", "Borchester lost 11 of 48 telecare alarms.", title="Borchester review", audience="client:b")
    sync(library, folder)
    return Settings()


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """One question for each of PLACES, and what is not covered or withheld."""
    cases: list[dict[str, Any]] = [
        {
            "id": place.lower(),
            "question": f"How much did telecare in {place} save of visits?",
            "documents": [place.lower()],
            "key_facts": [{"say": "the share", "any": [f"{share}%"]}],
            "figures": [{"value": share, "unit": "%"}],
            "tags": ["figures"],
        }
        for place, share in PLACES
    ]
    cases += [
        {"id": "moon", "question": "Who first walked upon the moon?", "expect": ["not_covered", "out_of_scope"]},
        {
            "id": "borchester",
            "question": "How many telecare alarms were lost in Borchester?",
            "expect": ["not_covered", "answered"],
            "withheld": ["secret"],
            "forbidden": ["11 of 48"],
            "tags": ["access"],
        },
    ]
    path = tmp_path / "suites" / "councils.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(cases), encoding="utf-8")
    return path


@pytest.fixture
def ask(settings: Settings, suite: Path, tmp_path: Path) -> Ask:
    """Asks the suite: ``ask("name")`` gives the folder of the run."""

    def ask_suite(
        name: str = "run", options: RunOptions | None = None, assistant: Callable[..., Answers] | None = None
    ) -> Path:
        run = tmp_path / "runs" / name
        chosen = {"assistant": assistant} if assistant else {}
        ask_suites([read_suite(suite)], run, options or RunOptions(), settings, lambda done, total: None, **chosen)
        return run

    return ask_suite
