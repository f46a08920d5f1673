"""Quoted sentences as claims with numbered citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from bot.vocabulary import Citation, Claim, ClaimKind, Verdict
from knowledge.catalogue.catalogue import Catalogue
from knowledge.metadata import DocumentMetadata
from knowledge.retrieval.sentences import ScoredSentence
from knowledge.vocabulary import Chunk

_LONG_RUN = 3
_WITHIN = str.maketrans("“”", "‘’")
"""Marks within a quotation."""
_MARKER = re.compile(r"\[(\d+)\]")


def cite_quotes(sentences: Sequence[ScoredSentence], catalogue: Catalogue) -> tuple[list[Claim], list[Citation]]:
    """One claim and one citation for each sentence, numbered in the order they are read.

    A sentence whose document was removed since the search is left out.
    """
    claims: list[Claim] = []
    citations: list[Citation] = []
    for sentence in sentences:
        number = len(claims) + 1
        metadata = catalogue.metadata(sentence.source.chunk.document_id, sentence.source.chunk.version)
        if metadata is not None:
            claims.append(Claim(sentence.text, ClaimKind.QUOTED, (number,), Verdict.SUPPORTED))
            own = metadata.for_section(sentence.source.chunk.headings)
            citations.append(citation(number, sentence.source.chunk, sentence.text, own))
    return claims, citations


def with_markers(claims: Sequence[Claim], among_written: bool = False) -> str:
    """The claims as running text, each followed by the numbers of its citations.

    ``among_written``: they follow sentences that a model wrote.
    """
    among_written |= is_written(claims)
    return " ".join(f"{as_read(claim, among_written)} {markers(claim.citations)}" for claim in claims)


def is_written(claims: Sequence[Claim]) -> bool:
    """Whether a model wrote sentences of them, to follow each other; quotations may stand among those."""
    return any(claim.kind is ClaimKind.WRITTEN for claim in claims)


def as_read(claim: Claim, among_written: bool) -> str:
    """A claim's sentence; a quotation among written ones is told by its marks.

    A reference number that a source itself has in square brackets gets round ones, lest it be taken for ours.
    """
    sentence = _MARKER.sub(r"(\1)", claim.text)
    return f"“{sentence.translate(_WITHIN)}”" if among_written and claim.kind is ClaimKind.QUOTED else sentence


def markers(numbers: Sequence[int]) -> str:
    """[1][2][5], and [1]–[9] for a long run: the rows behind a sum are many."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    return "".join(
        f"[{run[0]}]–[{run[-1]}]" if len(run) > _LONG_RUN else "".join(f"[{number}]" for number in run) for run in runs
    )


def citation(number: int, chunk: Chunk, quote: str, metadata: DocumentMetadata) -> Citation:
    """The proof that ``quote`` stands in ``chunk``, a passage of the document with ``metadata``."""
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
        quote=quote,
        url=metadata.source_url,
        audience=chunk.audience,
        evidence=metadata.evidence,
        approved=metadata.approved.isoformat() if metadata.approved else None,
    )
