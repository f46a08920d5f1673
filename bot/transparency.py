"""The algorithmic transparency record of an installation, written from its settings and its library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.access.policy import Policy
from bot.answering.generate.prompt import ANSWER
from bot.guard.finding import DataKind
from bot.settings import Settings
from knowledge.catalogue.entries import DocumentSummary
from knowledge.embedding import DEFAULT_MODEL, DEFAULT_WEIGHTS_SHA256
from knowledge.retrieval.confidence import ConfidenceModel

_QUOTED = "sentences quoted verbatim from the documents; no generative model"
_ANSWER = "sentences written by the language model {model}; where it fails, sentences quoted verbatim"
_CHECKED = (
    "; each sentence of the model is compared with the passages it cites (numbers, dates, names, places, direction, "
    "negation, support), and left out when they do not prove it"
)
_RECORD = Path(__file__).with_suffix(".md")


def transparency_record(
    settings: Settings,
    documents: Sequence[DocumentSummary],
    confidence: ConfidenceModel,
    policy: Policy | None,
) -> str:
    """The record as Markdown."""
    counts = Counter((document.metadata.kind, document.metadata.audience) for document in documents)
    sources = (f"| {kind.replace('_', ' ')} | {audience} | {count} |" for (kind, audience), count in counts.items())
    return _RECORD.read_text(encoding="utf-8").format(
        access=_access(policy),
        kinds=", ".join(kind.replace("_", " ") for kind in DataKind),
        embedding=_embedding(settings),
        threshold=confidence.threshold,
        leaves=_servers(settings),
        answer=_ANSWER.format(model=settings.model) if settings.model else _QUOTED,
        prompt=f"{ANSWER}, in the folder prompts" if settings.model else "none",
        checked=_CHECKED if settings.model else "",
        documents=len(documents),
        sources="\n".join(sorted(sources)),
        days=settings.records_days,
    )


def _access(policy: Policy | None) -> str:
    if policy is None:
        return "no policy is set: people of the bot's own workspace see public documents, others nothing"
    return f"a written policy for {len(policy.teams)} workspaces; in a channel, what everyone who can read it may see"


def _embedding(settings: Settings) -> str:
    if settings.embedding_model != DEFAULT_MODEL:
        return settings.embedding_model
    return f"{DEFAULT_MODEL}, run on the machine, weights with SHA-256 {DEFAULT_WEIGHTS_SHA256[:16]}... checked"


def _servers(settings: Settings) -> str:
    named = [
        ("the database that DATABASE_URL names", settings.database_url),
        ("the vector server that CHROMA_URL names (as a vector)", settings.chroma_url),
        (f"the provider of {settings.model} (with the passages found)", settings.model),
    ]
    return " and ".join(["Slack, where it was asked", *(what for what, value in named if value)])
