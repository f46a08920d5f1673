"""Quoted sentences as claims with numbered citations."""

from __future__ import annotations

from collections.abc import Sequence

from bot.vocabulary import Citation, Claim, ClaimKind, Verdict
from knowledge.catalogue.catalogue import Catalogue
from knowledge.retrieval.sentences import ScoredSentence


def cite_quotes(sentences: Sequence[ScoredSentence], catalogue: Catalogue) -> tuple[list[Claim], list[Citation]]:
    """One claim and one citation for each sentence, numbered in the order they are read."""
    claims = [
        Claim(sentence.text, ClaimKind.QUOTED, (number,), Verdict.SUPPORTED)
        for number, sentence in enumerate(sentences, start=1)
    ]
    citations = [_citation(number, sentence, catalogue) for number, sentence in enumerate(sentences, start=1)]
    return claims, citations


def with_markers(claims: Sequence[Claim]) -> str:
    """The claims as running text, each followed by the numbers of its citations."""
    return " ".join(f"{claim.text} {''.join(f'[{number}]' for number in claim.citations)}" for claim in claims)


def _citation(number: int, sentence: ScoredSentence, catalogue: Catalogue) -> Citation:
    chunk = sentence.source.chunk
    metadata = catalogue.metadata(chunk.document_id, chunk.version)
    return Citation(
        number=number,
        document_id=chunk.document_id,
        version=chunk.version,
        chunk_id=chunk.id,
        title=metadata.title,
        kind=metadata.kind,
        publisher=metadata.publisher,
        place=metadata.place,
        year=metadata.year,
        locator=chunk.locator,
        heading=chunk.heading,
        quote=sentence.text,
        url=metadata.source_url,
        audience=chunk.audience,
        evidence=metadata.evidence,
    )
