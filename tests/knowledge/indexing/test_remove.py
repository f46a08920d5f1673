"""Removing for good: afterwards nothing of the document is anywhere under the data directory."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import InsightsError
from knowledge.indexes.terms import terms
from knowledge.indexing.remove import remove_document
from knowledge.opening import Library
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import INTERNAL, PUBLIC, Audience
from tests.conftest import Write, sync

OLD, NEW, KEPT = "Quillfeather", "Zanzibarquartz", "Brambleshire"
STAYS = {"kept@1#1", "kept-too@1#1"}


@pytest.fixture
def filled(library: Library, folder: Path, write: Write) -> Library:
    """One document in its second version, reclassified on the way, and one that stays.

    Each version came together with passages that stay, so that their words were written into the same files.
    """
    write("doomed", f"{OLD} helps families.", audience="internal")
    write("kept", f"{KEPT} helps families.", audience="internal")
    sync(library, folder)
    write("doomed", f"{NEW} helps families.\n\n## Sources\n\nSource{NEW} 2014.")
    write("kept-too", f"{KEPT} helps adults.")
    sync(library, folder)
    return library


def holding(home: Path, content: bytes) -> list[str]:
    """The files under the data directory that hold the bytes, letters in either case."""
    files = sorted(path for path in home.rglob("*") if path.is_file())
    return [str(path.relative_to(home)) for path in files if content.lower() in path.read_bytes().lower()]


def vector_of(library: Library, chunk: str) -> bytes:
    """The vector of a chunk as bytes."""
    ((entry,),) = library.catalogue.entries([chunk])
    return entry.vector.tobytes()


def found(library: Library, query: str) -> set[str]:
    """The ids of what a search gives."""
    result = Retriever(library).search(query, [PUBLIC, INTERNAL], limit=10)
    return {scored.chunk.id for scored in result.chunks}


def test_no_word_of_a_removed_document_stays_in_any_file(filled: Library, home: Path) -> None:
    for word in (OLD, NEW, KEPT):
        assert holding(home, word.encode())
    remove_document(filled, "doomed", "tester")
    for word in (OLD, NEW):
        assert holding(home, word.encode()) == []
    assert holding(home, KEPT.encode())


@pytest.mark.parametrize("word", [OLD, NEW])
def test_the_keyword_index_forgets_the_words_of_a_removed_document(filled: Library, word: str) -> None:
    stem, never, kept = (terms(text)[0] for text in (word, "neverthere", KEPT))
    remove_document(filled, "doomed", "tester")
    for audience in (PUBLIC, INTERNAL):
        rarity = filled.indexes.words.rarity([audience], {stem, never, kept})
        assert rarity[stem] == rarity[never] > rarity[kept]


def test_no_vector_of_a_removed_document_stays_in_any_file(filled: Library, home: Path) -> None:
    vector = vector_of(filled, "doomed@2#1")
    assert holding(home, vector)
    remove_document(filled, "doomed", "tester")
    assert holding(home, vector) == []


def test_a_removed_document_is_not_found_and_the_others_are(filled: Library) -> None:
    assert found(filled, "helps families") == {"doomed@2#1", *STAYS}
    remove_document(filled, "doomed", "tester")
    assert found(filled, "helps families") == STAYS
    assert [document.id for document in filled.catalogue.documents()] == ["kept", "kept-too"]
    assert filled.catalogue.visible_chunks(["doomed@1#1", "doomed@2#1"], [PUBLIC, INTERNAL]) == {}
    assert filled.indexes.disagreements() == []


def test_a_withdrawn_document_can_be_removed_for_good(filled: Library, home: Path, folder: Path) -> None:
    (folder / "doomed.md").unlink()
    sync(filled, folder)
    assert holding(home, NEW.encode())
    remove_document(filled, "doomed", "tester")
    assert holding(home, NEW.encode()) == []
    assert found(filled, "helps families") == STAYS


def test_the_only_document_of_a_library_can_be_removed(
    library: Library, home: Path, folder: Path, write: Write
) -> None:
    write("doomed", f"{NEW} helps families.", audience="client:anytown")
    sync(library, folder)
    remove_document(library, "doomed", "tester")
    assert holding(home, NEW.encode()) == []
    assert library.catalogue.audiences() == []
    assert Retriever(library).search("families", [Audience("client:anytown")], limit=5).chunks == ()


def test_a_removed_document_whose_file_is_still_there_comes_back_with_the_next_sync(
    filled: Library, folder: Path
) -> None:
    remove_document(filled, "doomed", "tester")
    assert sync(filled, folder).added == ["doomed"]
    assert found(filled, "helps families") == {"doomed@1#1", *STAYS}


def test_the_id_of_a_removed_document_is_free_for_another_folder(filled: Library, tmp_path: Path) -> None:
    remove_document(filled, "doomed", "tester")
    other = tmp_path / "other"
    other.mkdir()
    (other / "doomed.md").write_text("Another text.")
    assert sync(filled, other).added == ["doomed"]


def test_an_unknown_id_is_an_error_that_says_where_the_ids_are(filled: Library) -> None:
    with pytest.raises(InsightsError, match=r"no document 'nowhere'.*insights library list"):
        remove_document(filled, "nowhere", "tester")
    assert found(filled, "helps families") == {"doomed@2#1", *STAYS}
