"""Sentences as claims with numbered citations."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.cite import cite_quotes, with_markers
from bot.vocabulary import Claim, ClaimKind, Verdict
from knowledge.opening import Library
from knowledge.retrieval.retriever import Retriever
from knowledge.retrieval.sentences import ScoredSentence, score_sentences
from knowledge.vocabulary import PUBLIC
from tests.conftest import Write, sync


def _sentences(library: Library, query: str) -> list[ScoredSentence]:
    return score_sentences(Retriever(library).search(query, [PUBLIC], 10), library.catalogue, 10)


def test_claims_and_citations_are_numbered_as_they_are_read(library: Library, write: Write, folder: Path) -> None:
    write("trial", "The Kent trial found nothing at all. The Dorset trial found a little.", year=2014)
    sync(library, folder)
    sentences = _sentences(library, "the Kent trial")
    claims, citations = cite_quotes(sentences, library.catalogue)
    assert [(claim.text, claim.citations) for claim in claims] == [
        ("The Kent trial found nothing at all.", (1,)),
        ("The Dorset trial found a little.", (2,)),
    ]
    assert [(citation.number, citation.quote) for citation in citations] == [
        (1, "The Kent trial found nothing at all."),
        (2, "The Dorset trial found a little."),
    ]
    assert {claim.kind for claim in claims} == {ClaimKind.QUOTED}


def test_a_citation_is_of_the_version_that_was_read(library: Library, write: Write, folder: Path) -> None:
    write("trial", "The Kent trial found nothing at all.", title="Draft", year=2014)
    sync(library, folder)
    read = _sentences(library, "the Kent trial")
    write("trial", "The Kent trial found nothing at all.", title="Final", year=2016)
    sync(library, folder)
    _, (citation,) = cite_quotes(read, library.catalogue)
    assert (citation.version, citation.title, citation.year) == (1, "Draft", 2014)
    _, (newer,) = cite_quotes(_sentences(library, "the Kent trial"), library.catalogue)
    assert (newer.version, newer.title, newer.year) == (2, "Final", 2016)


def test_nothing_chosen_is_nothing_cited(library: Library) -> None:
    assert cite_quotes([], library.catalogue) == ([], [])


@given(
    claims=st.lists(
        st.builds(
            Claim,
            text=st.sampled_from(["It fell.", "It fell again. Then it rose.", "£1.2bn [sic] was spent."]),
            kind=st.just(ClaimKind.QUOTED),
            citations=st.lists(st.integers(1, 99), min_size=1, max_size=3).map(tuple),
            verdict=st.just(Verdict.SUPPORTED),
        )
    )
)
def test_running_text_holds_every_claim_in_order_with_its_numbers(claims: list[Claim]) -> None:
    text = with_markers(claims)
    assert [int(number) for number in re.findall(r"\[(\d+)\]", text)] == [
        number for claim in claims for number in claim.citations
    ]
    at = 0
    for claim in claims:
        at = text.index(claim.text, at) + len(claim.text)
        assert text[at:].startswith(f" [{claim.citations[0]}]")
