"""Search over real indexes: who finds what, in which order, and what is no longer found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.indexing.remove import remove_document
from knowledge.opening import Library, open_library
from knowledge.retrieval.retriever import Retriever, SearchResult
from knowledge.vocabulary import INTERNAL, PUBLIC, SUBSCRIBERS, Audience
from tests.conftest import Write, sync
from tests.knowledge.retrieval.conftest import CLIENT_A, SHELF

AUDIENCES = st.frozensets(st.sampled_from(sorted(SHELF)))
MANY = 1000


def _documents(result: SearchResult) -> list[str]:
    return [scored.chunk.document_id for scored in result.chunks]


def _search(library: Library, query: str, *audiences: Audience) -> SearchResult:
    return Retriever(library).search(query, audiences or (PUBLIC,), MANY)


# -- who finds what ----------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(audiences=AUDIENCES)
def test_a_search_finds_the_documents_of_its_audiences_and_no_other(
    shelf: Library, audiences: frozenset[Audience]
) -> None:
    result = Retriever(shelf).search("reablement", audiences, MANY)
    assert {scored.chunk.audience for scored in result.chunks} == audiences
    assert sorted(_documents(result)) == sorted(SHELF[audience][0] for audience in audiences)


@given(audiences=AUDIENCES, secret=st.sampled_from(sorted(SHELF)))
def test_not_even_its_own_words_find_a_document_of_another_audience(
    shelf: Library, audiences: frozenset[Audience], secret: Audience
) -> None:
    name, text = SHELF[secret]
    found = _documents(Retriever(shelf).search(text, audiences, MANY))
    assert (name in found) == (secret in audiences)


def test_documents_of_other_audiences_change_neither_order_nor_scores(
    library: Library, write: Write, folder: Path
) -> None:
    # Word statistics of what an asker may not see would tell them of it.
    write("kent", "Telecare alarms were tried in Kent.")
    write("cornwall", "Falls clinics were tried in Cornwall.")
    sync(library, folder)
    alone = _search(library, "telecare alarms in Kent")
    for number in range(10):
        write(f"secret-{number}", f"Telecare alarms in Kent failed for reason {number}.", audience="client:a")
    sync(library, folder)
    among_others = _search(library, "telecare alarms in Kent")
    assert among_others.chunks == alone.chunks
    assert among_others.rarity == alone.rarity


def test_without_audiences_nothing_is_found(shelf: Library) -> None:
    assert Retriever(shelf).search("reablement", [], MANY).chunks == ()


def test_an_audience_nobody_has_documents_for_finds_nothing(shelf: Library) -> None:
    assert _search(shelf, "reablement", Audience("client:nobody")).chunks == ()


def test_the_order_and_number_of_times_audiences_are_named_do_not_matter(shelf: Library) -> None:
    once = _search(shelf, "reablement money", PUBLIC, SUBSCRIBERS, CLIENT_A)
    again = _search(shelf, "reablement money", CLIENT_A, PUBLIC, SUBSCRIBERS, PUBLIC)
    assert once.chunks == again.chunks


# -- in which order ----------------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(query=st.text(max_size=60), limit=st.integers(1, 8), per_document=st.none() | st.integers(1, 3))
@example(query='AND OR NOT "(', limit=5, per_document=None)
@example(query="title:reablement^9 [a TO z] *", limit=5, per_document=None)
@example(query="what does section_47 mean", limit=5, per_document=None)
@example(query="", limit=5, per_document=None)
@example(query="\N{GRINNING FACE} ?!", limit=5, per_document=1)
def test_any_text_can_be_searched_for(shelf: Library, query: str, limit: int, per_document: int | None) -> None:
    result = Retriever(shelf).search(query, sorted(SHELF), limit, per_document)
    scores = [scored.score for scored in result.chunks]
    assert len(scores) <= limit
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert len({scored.chunk.id for scored in result.chunks}) == len(scores)


def test_the_document_that_is_about_the_question_comes_first(library: Library, write: Write, folder: Path) -> None:
    write("telecare", "Telecare alarms did not cut admissions to hospital.")
    write("fostering", "Foster carers stayed longer in groups of families.")
    write("courts", "Drug courts returned more children to their parents.")
    sync(library, folder)
    assert _documents(_search(library, "did groups of foster families keep their carers"))[0] == "fostering"


def test_a_weak_match_in_a_partition_of_its_own_does_not_come_first(
    library: Library, write: Write, folder: Path
) -> None:
    # Scores are normalised over all partitions: the best of a poor partition is still poor.
    for number in range(5):
        write(f"telecare-{number}", f"Telecare alarms in trial {number} did not cut admissions to hospital.")
    write("parking", "A note about parking permits near the hospital.", audience="internal")
    sync(library, folder)
    found = _search(library, "telecare alarms and admissions to hospital", PUBLIC, INTERNAL)
    assert _documents(found)[-1] == "parking"


@pytest.mark.parametrize("most", [1, 2, 3])
def test_no_document_crowds_out_the_rest(library: Library, write: Write, folder: Path, most: int) -> None:
    write("long", "\n\n".join(f"## Part {n}\n\nTelecare trial number {n} of telecare." for n in range(8)))
    write("short", "One more telecare document.")
    sync(library, folder)
    found = _documents(Retriever(library).search("telecare trial", [PUBLIC], MANY, per_document=most))
    assert found.count("long") == most
    assert found.count("short") == 1


def test_the_limit_counts_what_is_left_after_the_share_of_each_document(
    library: Library, write: Write, folder: Path
) -> None:
    write("long", "\n\n".join(f"## Part {n}\n\nTelecare trial number {n} of telecare." for n in range(8)))
    write("short", "One more telecare document.")
    sync(library, folder)
    found = _documents(Retriever(library).search("telecare trial", [PUBLIC], 2, per_document=1))
    assert sorted(found) == ["long", "short"]


def test_a_word_is_found_in_its_other_forms(library: Library, write: Write, folder: Path) -> None:
    # The fast embedder knows no word forms: this is the keyword index at work.
    write("a-telecare", "Telecare alarms were tried in Kent.")
    write("b-hospitals", "Hospital patients were admitted within hours.")
    write("c-courts", "Drug courts returned more children.")
    sync(library, folder)
    assert _documents(_search(library, "admitting"))[0] == "b-hospitals"


@pytest.mark.real_model
def test_another_way_of_saying_it_is_found_by_its_meaning(
    home: Path, real_embedder: SentenceTransformerEmbedder, write: Write, folder: Path
) -> None:
    write("a-budgets", "Spending on roads and libraries was cut in many towns.")
    write("b-falls", "Screening older people did not prevent fractures after they stumbled.")
    write("c-fostering", "Foster carers remained with their agency for longer.")
    library = open_library(home, real_embedder)
    sync(library, folder)
    assert _documents(_search(library, "pensioners breaking bones when they trip"))[0] == "b-falls"


# -- what is not found -------------------------------------------------------------------------------------------


def test_a_list_of_sources_is_not_found(library: Library, write: Write, folder: Path) -> None:
    write("report", "Telecare did not cut admissions.\n\n## Sources\n\n- Wombat and Quokka. A Journal, 2014.")
    sync(library, folder)
    texts = [scored.chunk.text for scored in _search(library, "Wombat and Quokka").chunks]
    assert texts
    assert not any("Wombat" in text for text in texts)


def test_a_withdrawn_document_is_not_found(library: Library, write: Write, folder: Path) -> None:
    write("stays", "Telecare alarms were tried in Kent.")
    goes = write("goes", "Telecare alarms were tried in Cornwall.")
    sync(library, folder)
    goes.unlink()
    assert sync(library, folder).removed == ["goes"]
    assert _documents(_search(library, "telecare alarms in Cornwall")) == ["stays"]


def test_a_document_withdrawn_a_moment_ago_is_not_found_though_the_indexes_still_hold_it(
    library: Library, write: Write, folder: Path
) -> None:
    write("stays", "Telecare alarms were tried in Kent.")
    write("goes", "Telecare alarms were tried in Cornwall.")
    sync(library, folder)
    library.catalogue.withdraw(["goes"], "tester")
    assert library.indexes.disagreements()
    assert _documents(_search(library, "telecare alarms in Cornwall")) == ["stays"]


def test_a_removed_document_is_not_found(library: Library, write: Write, folder: Path) -> None:
    write("stays", "Telecare alarms were tried in Kent.")
    write("goes", "Telecare alarms were tried in Cornwall.")
    sync(library, folder)
    remove_document(library, "goes", "tester")
    assert _documents(_search(library, "telecare alarms in Cornwall")) == ["stays"]


def test_only_the_newest_version_is_found(library: Library, write: Write, folder: Path) -> None:
    write("trial", "The telecare trial found nothing in Kent.")
    sync(library, folder)
    write("trial", "The telecare trial found something in Cornwall.")
    sync(library, folder)
    (found,) = _search(library, "telecare trial in Kent").chunks
    assert (found.chunk.version, found.chunk.text) == (2, "The telecare trial found something in Cornwall.")


def test_a_document_moved_to_another_audience_is_found_there_only(library: Library, write: Write, folder: Path) -> None:
    write("review", "The telecare review names its failures.", audience="public")
    sync(library, folder)
    write("review", "The telecare review names its failures.", audience="client:a")
    sync(library, folder)
    assert _documents(_search(library, "telecare review", PUBLIC)) == []
    assert _documents(_search(library, "telecare review", CLIENT_A)) == ["review"]


def test_an_empty_library_finds_nothing(library: Library) -> None:
    assert _search(library, "telecare").chunks == ()
