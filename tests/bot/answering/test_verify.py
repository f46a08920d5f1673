"""No citation, no answer: a claim that its passages do not prove is not shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.verify import verify_claims
from bot.vocabulary import Citation, Claim, ClaimKind, Verdict
from knowledge.indexing.remove import remove_document
from knowledge.opening import Library
from knowledge.vocabulary import INTERNAL, PUBLIC, Audience, Chunk, Evidence, Kind
from tests.bot.answering.conftest import CLIENT_A, CLIENT_B, SECRETS
from tests.conftest import Write, sync

QUOTE = "The Kent telecare trial did not cut admissions."


def _citation(chunk: Chunk, quote: str, number: int = 1) -> Citation:
    return Citation(
        number=number,
        document_id=chunk.document_id,
        version=chunk.version,
        chunk_id=chunk.id,
        title=chunk.title,
        kind=Kind.REPORT,
        publisher=None,
        place=None,
        year=None,
        locator=chunk.locator,
        heading=chunk.heading,
        quote=quote,
        url=None,
        audience=chunk.audience,
        evidence=Evidence.NOT_STATED,
    )


def _claim(text: str, *numbers: int) -> Claim:
    return Claim(text, ClaimKind.QUOTED, numbers or (1,), Verdict.SUPPORTED)


@pytest.fixture
def trial(library: Library, write: Write, folder: Path) -> Chunk:
    """The one chunk of a published document."""
    write("trial", f"{QUOTE} It cost £1.2bn.")
    sync(library, folder)
    (chunk,) = library.catalogue.chunks_of("trial")
    return chunk


def _holds(library: Library, claim: Claim, *citations: Citation, audience: Audience = PUBLIC) -> bool:
    return verify_claims([claim], citations, library.catalogue, {audience}) == [claim]


def test_a_verbatim_quotation_is_shown(library: Library, trial: Chunk) -> None:
    assert _holds(library, _claim(QUOTE), _citation(trial, QUOTE))


@pytest.mark.parametrize(
    "wrong",
    [
        "The Kent telecare trial did cut admissions.",
        "the Kent telecare trial did not cut admissions.",
        "The Kent telecare trial  did not cut admissions.",
        "It cost £1.3bn.",
        "A sentence from elsewhere.",
    ],
)
def test_a_claim_whose_quote_is_not_in_its_chunk_is_not_shown(library: Library, trial: Chunk, wrong: str) -> None:
    assert not _holds(library, _claim(wrong), _citation(trial, wrong))


def test_a_claim_that_says_something_else_than_its_quote_is_not_shown(library: Library, trial: Chunk) -> None:
    assert not _holds(library, _claim("Telecare cuts admissions."), _citation(trial, QUOTE))


def test_a_claim_without_a_citation_is_not_shown(library: Library, trial: Chunk) -> None:
    assert not _holds(library, replace(_claim(QUOTE), citations=()), _citation(trial, QUOTE))


def test_a_claim_that_cites_a_number_nobody_gave_is_not_shown(library: Library, trial: Chunk) -> None:
    assert not _holds(library, _claim(QUOTE, 7), _citation(trial, QUOTE))


def test_every_passage_a_claim_cites_has_to_hold_it(library: Library, trial: Chunk) -> None:
    right, wrong = _citation(trial, QUOTE, 1), _citation(trial, "Not there.", 2)
    assert not _holds(library, _claim(QUOTE, 1, 2), right, wrong)
    assert _holds(library, _claim(QUOTE, 1), right, wrong)


def test_a_computed_figure_does_not_pass_as_a_quotation(library: Library, trial: Chunk) -> None:
    assert not _holds(library, replace(_claim(QUOTE), kind=ClaimKind.COMPUTED), _citation(trial, QUOTE))


def test_a_written_sentence_may_differ_from_its_quotation_which_must_stand_in_its_passage(
    library: Library, trial: Chunk
) -> None:
    written = replace(_claim("Telecare in Kent cut no admissions."), kind=ClaimKind.WRITTEN)
    assert _holds(library, written, _citation(trial, QUOTE))
    assert not _holds(library, written, _citation(trial, "Telecare in Kent cut no admissions."))
    assert not _holds(library, replace(written, kind=ClaimKind.QUOTED), _citation(trial, QUOTE))


@pytest.mark.parametrize("verdict", [Verdict.PARTIALLY_SUPPORTED, Verdict.NOT_SUPPORTED])
def test_what_was_judged_unsupported_is_not_shown(library: Library, trial: Chunk, verdict: Verdict) -> None:
    assert not _holds(library, replace(_claim(QUOTE), verdict=verdict), _citation(trial, QUOTE))


def test_a_chunk_that_does_not_exist_proves_nothing(library: Library, trial: Chunk) -> None:
    assert not _holds(library, _claim(QUOTE), replace(_citation(trial, QUOTE), chunk_id="trial@1#99"))


def test_a_document_withdrawn_since_the_search_is_not_shown(library: Library, trial: Chunk) -> None:
    library.catalogue.withdraw(["trial"], "tester")
    assert not _holds(library, _claim(QUOTE), _citation(trial, QUOTE))


def test_a_document_removed_since_the_search_is_not_shown(library: Library, trial: Chunk) -> None:
    remove_document(library, "trial", "tester")
    assert not _holds(library, _claim(QUOTE), _citation(trial, QUOTE))


def test_a_version_replaced_since_the_search_is_not_shown(
    library: Library, trial: Chunk, write: Write, folder: Path
) -> None:
    write("trial", f"{QUOTE} The figure was corrected.")
    sync(library, folder)
    assert not _holds(library, _claim(QUOTE), _citation(trial, QUOTE))


def test_a_document_moved_to_another_audience_since_the_search_is_not_shown(
    library: Library, trial: Chunk, write: Write, folder: Path
) -> None:
    write("trial", f"{QUOTE} It cost £1.2bn.", audience="internal")
    sync(library, folder)
    assert not _holds(library, _claim(QUOTE), _citation(trial, QUOTE))
    (moved,) = library.catalogue.chunks_of("trial")
    assert not _holds(library, _claim(QUOTE), _citation(moved, QUOTE))
    assert _holds(library, _claim(QUOTE), _citation(moved, QUOTE), audience=INTERNAL)


@pytest.mark.parametrize("asker", sorted(SECRETS))
@pytest.mark.parametrize("owner", sorted(SECRETS))
def test_a_quotation_is_shown_only_to_its_audience(shelf: Library, owner: Audience, asker: Audience) -> None:
    title, text = SECRETS[owner]
    (document,) = [found for found in shelf.catalogue.documents() if found.metadata.title == title]
    (chunk,) = shelf.catalogue.chunks_of(document.id)
    assert _holds(shelf, _claim(text), _citation(chunk, text), audience=asker) == (asker == owner)


def test_claims_that_hold_are_kept_when_others_fall(shelf: Library) -> None:
    documents = shelf.catalogue.documents()
    chunks = {chunk.audience: chunk for document in documents for chunk in shelf.catalogue.chunks_of(document.id)}
    claims, citations = [], []
    for number, (audience, (_, text)) in enumerate(SECRETS.items(), start=1):
        claims.append(_claim(text, number))
        citations.append(_citation(chunks[audience], text, number))
    kept = verify_claims(claims, citations, shelf.catalogue, {CLIENT_A, CLIENT_B})
    assert [claim.text for claim in kept] == [SECRETS[CLIENT_A][1], SECRETS[CLIENT_B][1]]


@given(start=st.integers(0, 60), length=st.integers(1, 60), swap=st.integers(0, 59))
def test_any_part_of_a_chunk_holds_and_a_changed_one_does_not(
    shelf: Library, start: int, length: int, swap: int
) -> None:
    document = next(found for found in shelf.catalogue.documents({PUBLIC}))
    (chunk,) = shelf.catalogue.chunks_of(document.id)
    start %= len(chunk.text)
    part = chunk.text[start : start + length]
    assert _holds(shelf, _claim(part), _citation(chunk, part))
    at = swap % len(part)
    changed = part[:at] + "~" + part[at + 1 :]
    assert not _holds(shelf, _claim(changed), _citation(chunk, changed))
