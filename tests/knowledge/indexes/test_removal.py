"""Removing a document removes it: no text, word or vector of it is left in any file of the data directory."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import tantivy

from knowledge.indexes.terms import terms
from knowledge.indexing.remove import remove_document
from knowledge.opening import Library
from knowledge.reading import embedded_text
from knowledge.vocabulary import PUBLIC
from tests.conftest import Write, sync
from tests.knowledge.indexes.conftest import WriteSections, fail_at
from tests.knowledge.indexes.finding import faults, texts_by_document
from tests.knowledge.indexes.other_process import OtherProcess

MANY = 1100
"""Passages after which Chroma has written its graph to files: below a thousand it keeps a log only."""

CANARIES = ["Zanzibarings", "Quoxotications", "Vlimbering", "Brundlewicks", "Snorfletted", "Yabbersome"]
"""Words nobody else writes: in the old text, the new text, the old title, the new title, a heading, the sources."""


@pytest.fixture
def write_canaries(write: Write, write_sections: WriteSections, folder: Path, library: Library) -> None:
    """A document with two versions, each holding canaries, published together with one that stays."""
    old_text, new_text, old_title, new_title, heading, source = CANARIES
    for text, title in ((old_text, old_title), (new_text, new_title)):
        write_sections("stays", f"with{text[:4]}".lower())
        write(
            "canary",
            f"## About {heading}\n\nThe {text} were counted.\n\n## Sources\n\n- {source}, 2014.",
            title=f"A report on {title}",
            publisher=f"The {title} Trust",
        )
        sync(library, folder)


def spellings(word: str) -> set[bytes]:
    """A word as written, in capitals, in lower case, and its stem, in the encodings of text files."""
    forms = {word, word.lower(), word.upper(), *terms(word)}
    return {form.encode(encoding) for form in forms for encoding in ("utf-8", "utf-16-le", "utf-16-be")}


def files_holding(home: Path, needles: set[bytes]) -> list[str]:
    """Every file below ``home`` that holds one of ``needles`` anywhere."""
    return [
        str(path.relative_to(home))
        for path in sorted(home.rglob("*"))
        if path.is_file() and any(needle in path.read_bytes() for needle in needles)
    ]


def indexed_words(home: Path) -> set[str]:
    """The canaries in the dictionaries of the keyword index, those of deleted chunks too.

    A dictionary is compressed, so that reading its bytes would find no word.
    """
    found = set()
    for folder in (home / "indexes" / "words").glob("*"):
        searcher = tantivy.Index.open(str(folder)).searcher()
        for stem in {stem for word in CANARIES for stem in terms(word)}:
            found |= {stem for field in ("title", "headings", "text") if searcher.doc_freq(field, stem)}
    return found


def forgotten_files(home: Path) -> list[str]:
    """Files of the keyword index that belong to no segment in use: what they hold cannot be asked for."""
    forgotten = []
    for folder in (home / "indexes" / "words").glob("*"):
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        segments = {segment["segment_id"].replace("-", "") for segment in meta["segments"]}
        names = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
        forgotten += [name for name in names if name != "meta.json" and name.partition(".")[0] not in segments]
    return forgotten


def canaries_left(home: Path) -> dict[str, object]:
    """Where canaries are still found; empty when all are gone."""
    files = {word: files_holding(home, spellings(word)) for word in CANARIES}
    found: dict[str, object] = {word: names for word, names in files.items() if names}
    if words := indexed_words(home):
        found["words of the keyword index"] = words
    if files_left := forgotten_files(home):
        found["forgotten files of the keyword index"] = files_left
    return found


def vectors_of(library: Library, document_id: str) -> np.ndarray:
    """The vectors of some of a published document's chunks."""
    chunks = library.catalogue.chunks_of(document_id)[:5]
    return library.embedder.embed([embedded_text(chunk.title, chunk.headings, chunk.text) for chunk in chunks])


def files_holding_vectors(home: Path, vectors: np.ndarray) -> list[str]:
    """Every file below ``home`` that holds one of ``vectors``, be it rounded otherwise, anywhere."""
    files = [path for path in sorted(home.rglob("*")) if path.is_file()]
    contents = {str(path.relative_to(home)): path.read_bytes() for path in files}
    return [name for name, content in contents.items() if any(_holds(content, vector) for vector in vectors)]


def _holds(content: bytes, vector: np.ndarray) -> bool:
    peaks = np.argsort(vector)[-6:]
    for offset in range(4):
        numbers = np.frombuffer(content[offset : len(content) - (len(content) - offset) % 4], np.float32)
        starts = len(numbers) - len(vector) + 1
        if starts < 1:
            continue
        possible = np.ones(starts, bool)
        with np.errstate(all="ignore"):  # most of a file is no numbers
            for peak in peaks:
                possible &= np.abs(numbers[peak : peak + starts] - vector[peak]) < 1e-5
        if any(
            np.allclose(numbers[start : start + len(vector)], vector, atol=1e-5) for start in np.flatnonzero(possible)
        ):
            return True
    return False


@pytest.mark.usefixtures("write_canaries")
def test_no_word_of_a_removed_document_is_left_in_any_file(library: Library, home: Path) -> None:
    stays = texts_by_document(library)["stays"]
    assert set(CANARIES) <= set(canaries_left(home)), "the search for canaries sees them where they are"
    assert indexed_words(home), "the search for canaries sees the words of the keyword index"

    remove_document(library, "canary", "tester")

    assert canaries_left(home) == {}
    library.indexes.vectors.close()
    assert canaries_left(home) == {}
    assert texts_by_document(library) == {"stays": stays}
    assert faults(library) == []


@pytest.mark.usefixtures("write_canaries")
def test_no_word_of_a_document_removed_after_its_withdrawal_is_left(library: Library, home: Path, folder: Path) -> None:
    (folder / "canary.md").unlink()
    sync(library, folder)
    assert set(CANARIES) <= set(canaries_left(home)), "a withdrawn document keeps its text"

    remove_document(library, "canary", "tester")

    assert canaries_left(home) == {}


def test_no_word_of_earlier_versions_for_other_audiences_is_left(
    library: Library, home: Path, folder: Path, write: Write
) -> None:
    for audience, word in (("public", CANARIES[0]), ("client:a", CANARIES[1]), ("internal", CANARIES[2])):
        write("stays", f"The {audience} text that stays.", audience=audience)
        write("canary", f"The {word} were counted.", audience=audience)
        sync(library, folder)

    remove_document(library, "canary", "tester")

    assert canaries_left(home) == {}
    assert library.indexes.disagreements() == []


@pytest.mark.usefixtures("write_canaries")
def test_no_word_of_the_last_document_is_left(library: Library, home: Path) -> None:
    remove_document(library, "stays", "tester")

    remove_document(library, "canary", "tester")

    assert canaries_left(home) == {}
    assert texts_by_document(library) == {}


@pytest.mark.usefixtures("write_canaries")
def test_nothing_is_left_while_a_bot_in_another_process_holds_the_library_open(
    library: Library, home: Path, other: OtherProcess
) -> None:
    library.indexes.vectors.close()
    searching = other.start("search", home, query="counted", stop=["after VectorStore.search"])
    assert "at" in searching

    remove_document(library, "canary", "tester")

    assert canaries_left(home) == {}
    shown = other.go_on()["result"]
    assert not any(word in text for word in CANARIES for text in shown), "found a moment ago, removed since"
    assert canaries_left(home) == {}


@pytest.mark.parametrize("passages", [3, MANY])
def test_no_vector_of_a_removed_document_is_left_in_any_file(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, passages: int
) -> None:
    """A vector tells much of what its text said."""
    write_sections("stays", "stays", passages)
    write_sections("canary", "canary", passages)
    sync(library, folder)
    vectors = vectors_of(library, "canary")
    assert files_holding_vectors(home / "indexes", vectors), "the search for vectors sees them where they are"

    remove_document(library, "canary", "tester")

    library.indexes.vectors.close()
    assert files_holding_vectors(home, vectors) == []


REMOVAL_STEPS = [
    "before catalogue.erase_freed_space",
    "after Catalogue.remove",
    "after VectorStore.wipe",
    "after KeywordIndex.wipe",
    "before KeywordIndex.add",
    "after IndexSet.rebuild",
]


@pytest.mark.usefixtures("write_canaries")
@pytest.mark.parametrize("step", REMOVAL_STEPS)
def test_a_removal_that_was_cut_short_is_finished_by_the_next_change_or_can_be_repeated(
    library: Library, home: Path, folder: Path, other: OtherProcess, step: str
) -> None:
    """Who removes a document must be able to rely on it, whatever happened to the first attempt."""
    stays = texts_by_document(library)["stays"]
    library.indexes.vectors.close()
    fail_at(step, other, "remove", home, document="canary")

    other.start("remove", home, document="canary")
    (folder / "canary.md").unlink()
    other.do("sync", home, folder=folder)

    assert canaries_left(home) == {}
    assert other.do("examine", home) == {"disagreements": [], "unfindable": [], "texts": {"stays": stays}}


@pytest.mark.usefixtures("write_canaries")
def test_how_rare_a_removed_word_is_is_forgotten_too(library: Library) -> None:
    [stem] = terms(CANARIES[1])

    def rarity(word: str) -> float:
        return library.indexes.words.rarity([PUBLIC], [word])[word]

    assert rarity(stem) < rarity("unheard")

    remove_document(library, "canary", "tester")

    assert rarity(stem) == rarity("unheard")
