"""No citation, no answer: what is not proved by the text it cites is not shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.vocabulary import Citation, Claim, ClaimKind, Verdict
from knowledge.catalogue.catalogue import Catalogue
from knowledge.vocabulary import Audience, Chunk


def verify_claims(
    claims: Collection[Claim],
    citations: Collection[Citation],
    catalogue: Catalogue,
    audiences: Collection[Audience],
) -> list[Claim]:
    """The claims that hold: each cites at least one passage, still visible to the asker, that contains its quotation.

    A quoted claim is its quotation; a written one has passed its check against the passages (`bot.answering.written`).
    The text is read from the catalogue again, so neither a mistake on the way here nor a document withdrawn
    meanwhile gets through.
    """
    by_number = {citation.number: citation for citation in citations}
    chunks = catalogue.visible_chunks({citation.chunk_id for citation in citations}, audiences)
    return [claim for claim in claims if _holds(claim, by_number, chunks)]


def _holds(claim: Claim, citations: Mapping[int, Citation], chunks: Mapping[str, Chunk]) -> bool:
    if claim.verdict is not Verdict.SUPPORTED or not claim.citations or claim.kind is ClaimKind.COMPUTED:
        return False
    cited = [citations.get(number) for number in claim.citations]
    return all(
        citation is not None
        and citation.chunk_id in chunks
        and citation.quote in chunks[citation.chunk_id].text
        and (claim.kind is ClaimKind.WRITTEN or claim.text == citation.quote)
        for citation in cited
    )
