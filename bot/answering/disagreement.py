"""Where sources disagree about a figure that an answer gives, both are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.vocabulary import Citation
from knowledge.catalogue.catalogue import Catalogue
from knowledge.retrieval.retriever import SearchResult
from knowledge.retrieval.sentences import ScoredSentence, score_sentences

_FIGURE = re.compile(r"£\d[\d,.]*(?:bn|m)?|\d[\d,.]*(?:%|bn\b|m\b)|\d{1,3}(?:,\d{3})+|\d+\.\d+")
"""With a unit or a thousand: a bare '21' or '24' is not telling enough to be the same figure in two places."""

DISAGREEMENT = "Sources disagree about a figure in this answer: see {numbers}."


def disagreements(chosen: Sequence[ScoredSentence], result: SearchResult, catalogue: Catalogue) -> list[ScoredSentence]:
    """The sentence found that says who disagrees about a figure of ``chosen``, unless one of them says so already.

    Which passages speak of disagreement is said by whoever wrote them: see `knowledge.metadata.SectionMetadata`.
    """
    given = {figure for sentence in chosen for figure in figures(sentence.text)}
    if any(sentence.source.chunk.disagreement for sentence in chosen):
        return []
    found = []
    for scored in result.chunks:
        if scored.chunk.disagreement:
            sentences = score_sentences(replace(result, chunks=(scored,)), catalogue, 1)
            found += [sentence for sentence in sentences if given & figures(sentence.text)][:1]
    return found[:1]


def disagreement_notice(citations: Sequence[Citation], found: Sequence[SearchResult]) -> list[str]:
    """Points at the citations of passages that say that sources disagree."""
    passages = {scored.chunk.id for result in found for scored in result.chunks if scored.chunk.disagreement}
    numbers = [f"[{citation.number}]" for citation in citations if citation.chunk_id in passages]
    return [DISAGREEMENT.format(numbers=" and ".join(numbers))] if numbers else []


def figures(text: str) -> set[str]:
    """The telling figures in a text: amounts, shares and large numbers, not years."""
    return {found.rstrip(".,") for found in _FIGURE.findall(text)}
