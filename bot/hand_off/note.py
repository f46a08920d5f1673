"""An approved answer as a document of the library, and whether what it rests on still stands."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence

from bot.records.approved_answers import ApprovedAnswer, RestsOn
from knowledge.indexing.add import ADDED
from knowledge.indexing.publish import PreparedDocument
from knowledge.indexing.split import Block, split_blocks
from knowledge.metadata import DocumentMetadata
from knowledge.opening import Library
from knowledge.vocabulary import Evidence, Kind

_SOURCES = "Sources"
"""What stands below this heading is kept and shown, and not searched."""
_SOURCE_PATH = "an answer that a consultant approved in Slack"


def approved_note(library: Library, approved: ApprovedAnswer) -> PreparedDocument:
    """The document: the answer's paragraphs below its question, then the titles of what it rests on.

    A paragraph is quoted whole: a sentence torn from it may say what nobody approved.
    """
    proposal = approved.proposal
    paragraphs = [part.strip() for part in proposal.answer.split("\n") if part.strip()]
    blocks = [
        *(
            Block(part, (proposal.question,), f"paragraph {n}", whole=True)
            for n, part in enumerate(paragraphs, start=1)
        ),
        *(
            Block(title, (proposal.question, _SOURCES), f"paragraph {n}")
            for n, title in enumerate(titles_of(library, proposal.rests_on), start=len(paragraphs) + 1)
        ),
    ]
    metadata = DocumentMetadata(
        title=proposal.question,
        kind=Kind.NOTE,
        audience=proposal.audience,
        evidence=Evidence.EXPERT_VIEW,
        owner=proposal.responsible,
        review_by=dt.date.fromisoformat(proposal.review_by),
        approved=dt.datetime.fromtimestamp(approved.approved_at).date(),
    )
    said = json.dumps([metadata.model_dump(mode="json"), [block.text for block in blocks]], sort_keys=True)
    passages = split_blocks(blocks, library.embedder.count_tokens, library.embedder.max_tokens)
    sha256 = hashlib.sha256(said.encode()).hexdigest()
    return PreparedDocument(approved.document_id, ADDED, _SOURCE_PATH, sha256, metadata, passages)


def titles_of(library: Library, rests_on: Sequence[RestsOn]) -> list[str]:
    """The titles of the documents that an answer rests on, each once."""
    newest = library.history.newest({one.document_id for one in rests_on})
    return list(dict.fromkeys(newest[one.document_id].metadata.title for one in rests_on if one.document_id in newest))


def changed_sources(library: Library, rests_on: Sequence[RestsOn]) -> list[str]:
    """The ids of documents that are not as they were: removed, retired, replaced, or with another text or metadata.

    A version that newer software made of the same file is no change.
    """
    newest = library.history.newest({one.document_id for one in rests_on})
    changed = []
    for one in rests_on:
        found = newest.get(one.document_id)
        if found is not None and found.is_published:
            versions = {version.number: version.sha256 for version in library.history.versions(one.document_id)}
            if versions.get(one.version) == found.sha256:
                continue
        changed.append(one.document_id)
    return list(dict.fromkeys(changed))


def has_lapsed(review_by: str, today: dt.date) -> bool:
    """Whether an answer's last day is over."""
    return dt.date.fromisoformat(review_by) < today
