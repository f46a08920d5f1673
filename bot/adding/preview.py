"""What was understood of a document before anybody sees it, and what publishing it would change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.adding.changes import Change
from bot.guard.documents import scan_chunks
from bot.guard.instructions import instruction_like
from knowledge.catalogue.history import VersionSummary
from knowledge.indexing.publish import PreparedDocument
from knowledge.metadata import DocumentMetadata
from knowledge.opening import Library
from knowledge.similarity import near_pairs, sketch
from knowledge.vocabulary import Audience, Passage

_HEADINGS = 15
_PASSAGES = 3
_THIS = ""
"""Stands for the document itself: sorts before every id, and is none."""


@dataclass(frozen=True, slots=True)
class Near:
    """A document of the library that says nearly the same; ``resemblance`` is the share of their wording in common."""

    document_id: str
    title: str
    audience: Audience
    resemblance: float


@dataclass(frozen=True, slots=True)
class Preview:
    """A document as it was read. ``replaces`` are the versions that would leave the search with its publication."""

    document_id: str
    version: int
    metadata: DocumentMetadata
    extent: str
    """From the first locator to the last, such as 'p. 1 to p. 12'."""
    passages: int
    headings: tuple[str, ...]
    first: tuple[Passage, ...]
    replaces: tuple[VersionSummary, ...]
    near: tuple[Near, ...]
    warnings: tuple[str, ...]
    """What was left out when the file was read, personal data, text that speaks to machines: a sentence each."""

    def as_json(self) -> dict[str, Any]:
        """The preview as plain data."""
        return {
            "document_id": self.document_id,
            "version": self.version,
            "metadata": self.metadata.model_dump(mode="json"),
            "extent": self.extent,
            "passages": self.passages,
            "headings": list(self.headings),
            "first": [asdict(passage) for passage in self.first],
            "replaces": [{"document_id": old.document_id, "version": old.number} for old in self.replaces],
            "near_duplicates": [asdict(near) for near in self.near],
            "warnings": list(self.warnings),
        }


def preview(library: Library, document: PreparedDocument, patterns: Sequence[re.Pattern[str]]) -> Preview:
    """Look through a document that was read and not yet published."""
    versions = library.history.versions(document.document_id)
    replaced = [found for found in versions if found.is_published]
    other = document.metadata.supersedes
    if other is not None and other != document.document_id:
        replaced += [found for found in library.history.versions(other) if found.is_published]
    passages = document.passages
    return Preview(
        document_id=document.document_id,
        version=max((found.number for found in versions), default=0) + 1,
        metadata=document.metadata,
        extent=_extent(passages),
        passages=len(passages),
        headings=_headings(document),
        first=tuple(passages[:_PASSAGES]),
        replaces=tuple(replaced),
        near=_near(library, document, {found.document_id for found in replaced}),
        warnings=(*document.warnings, *_warnings(library, document, patterns)),
    )


def change_as_json(change: Change) -> dict[str, Any]:
    """A changed answer as plain data."""
    return {
        "question": change.asked.question.text,
        "suite": change.asked.suite,
        "before": {"status": change.before.status, "text": change.before.text},
        "after": {"status": change.after.status, "text": change.after.text},
    }


def _headings(document: PreparedDocument) -> tuple[str, ...]:
    """Each heading with those above it, but for the title, which stands above them all."""
    title = document.metadata.title.casefold()
    paths = ([heading for heading in found.headings if heading.casefold() != title] for found in document.passages)
    return tuple(dict.fromkeys(" › ".join(path) for path in paths if path))[:_HEADINGS]


def _extent(passages: Sequence[Passage]) -> str:
    if not passages:
        return "nothing"
    first, last = passages[0].locator, passages[-1].locator
    return first if first == last else f"{first} to {last}"


def _near(library: Library, document: PreparedDocument, replaced: set[str]) -> tuple[Near, ...]:
    made = sketch(passage.text for passage in document.passages)
    sketches = {name: other for name, other in library.history.sketches().items() if name not in replaced}
    sketches[_THIS] = made
    shares = {max(one, other): share for one, other, share in near_pairs(sketches, [_THIS])}
    published = library.history.newest(shares)
    return tuple(
        Near(name, published[name].metadata.title, published[name].metadata.audience, round(share, 2))
        for name, share in sorted(shares.items(), key=lambda pair: -pair[1])
    )


def _warnings(library: Library, document: PreparedDocument, patterns: Sequence[re.Pattern[str]]) -> list[str]:
    found = []
    for locator, kinds in scan_chunks(document.passages, patterns).items():
        found.append(f"personal data? {', '.join(kind.replace('_', ' ') for kind in kinds)} in {locator}")
    if places := instruction_like(document.passages):
        found.append(f"reads like an instruction to a machine: {', '.join(places[:5])}")
    if not document.passages:
        found.append("no text was found in it")
    about = document.metadata
    if "audience" not in about.model_fields_set:
        found.append("nobody said for whom it is: internal until somebody does")
    lacking = [name for name in ("publisher", "year", "licence", "owner", "review_by") if getattr(about, name) is None]
    if lacking:
        found.append(f"not stated: {', '.join(lacking)}")
    if about.supersedes is not None and not library.history.versions(about.supersedes):
        found.append(f"supersedes {about.supersedes!r}, which the library does not hold")
    return found
