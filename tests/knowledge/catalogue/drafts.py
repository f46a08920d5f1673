"""Document versions to put into a catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.entries import DraftVersion, Embedded, EmbeddedPassage
from knowledge.metadata import DocumentMetadata
from knowledge.vocabulary import PUBLIC, Audience, Passage


def fingerprint_of(text: str) -> str:
    """What identifies the vector of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def vector_of(text: str) -> np.ndarray:
    """A vector that no other text has."""
    return np.frombuffer(hashlib.sha256(text.encode()).digest(), dtype=np.uint8).astype(np.float32)


def made_of(text: str) -> Embedded:
    """What a model might have made of a text, and of no other."""
    return Embedded(vector_of(text), text[::-1].encode())


def embedded(passage: Passage) -> EmbeddedPassage:
    """A passage with its fingerprint, and what the model made of it where it is searched."""
    made = made_of(passage.text) if passage.searched else None
    return EmbeddedPassage(passage, fingerprint_of(passage.text), made)


def draft(
    document_id: str,
    texts: Sequence[str | Passage],
    audience: Audience = PUBLIC,
    title: str = "A title",
    pipeline: str = "split 1, words",
) -> DraftVersion:
    """A version of a document with the given passages."""
    passages = [
        text if isinstance(text, Passage) else Passage(text, ("Heading",), f"paragraph {number}")
        for number, text in enumerate(texts, start=1)
    ]
    return DraftVersion(
        document_id=document_id,
        origin="/library",
        source_path=f"/library/{document_id}.md",
        sha256=fingerprint_of(document_id + "".join(passage.text for passage in passages)),
        pipeline=pipeline,
        added_by="tester",
        metadata=DocumentMetadata(title=title, audience=audience),
        passages=[embedded(passage) for passage in passages],
    )


def published(catalogue: Catalogue, *drafts: DraftVersion) -> dict[Audience, list[str]]:
    """Stage and publish; returns the chunk ids that left the search."""
    return catalogue.publish(catalogue.stage(drafts))


def unsearched(text: str) -> Passage:
    """A passage that is shown and never searched, such as a list of references."""
    return replace(Passage(text, ("Sources",), "paragraph 9"), searched=False)
