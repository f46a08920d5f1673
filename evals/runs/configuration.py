"""What answers depend on, written down."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from bot.assembly import configuration_digests
from bot.settings import Settings
from evals.case import EvalCase
from evals.metrics.metric import HeldDocument
from evals.runs.record import Configuration, SuiteRecord
from evals.suite import Suite
from knowledge.opening import Library
from knowledge.retrieval.confidence import COEFFICIENTS

_LIBRARIES = ("torch", "sentence-transformers", "chromadb", "tantivy", "langchain", "numpy")
_PROMPTS = Path(__file__).parents[2] / "prompts"


def describe_configuration(
    suites: Sequence[Suite],
    cases: Mapping[str, Sequence[EvalCase]],
    libraries: Mapping[str, Mapping[str, HeldDocument]],
    library_of: Mapping[str, str],
    settings: Settings,
    half: str | None,
    sample: int | None,
) -> Configuration:
    """The configuration of a run of ``cases`` by suite, each asked of the library named in ``library_of``."""
    return Configuration(
        suites=[
            SuiteRecord(
                name=suite.name,
                sha256=_digest(suite.path),
                cases=len(cases[suite.name]),
                drafts=suite.drafts,
                library=library_of[suite.name],
            )
            for suite in suites
        ],
        half=half,
        sample=sample,
        model=settings.model or "extractive",
        embedding_model=settings.embedding_model,
        reranker_model=settings.reranker_model,
        digests=configuration_digests(settings) | _digests(),
        versions={"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES},
        libraries={name: dict(documents) for name, documents in libraries.items()},
    )


def held_documents(library: Library) -> dict[str, HeldDocument]:
    """Every published document."""
    return {
        document.id: HeldDocument(
            document.metadata.title, document.metadata.audience, document.version, document.sha256
        )
        for document in library.catalogue.documents()
    }


def _digests() -> dict[str, str | None]:
    files = [COEFFICIENTS, *sorted(path for path in _PROMPTS.rglob("*") if path.is_file() and path.name[0] != ".")]
    return {path.name: _digest(path) for path in files}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
