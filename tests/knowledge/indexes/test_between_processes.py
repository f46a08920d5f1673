"""What another process publishes, withdraws, removes or rebuilds is what the next search here finds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.indexes import vector_store
from knowledge.indexing.remove import remove_document
from knowledge.opening import Library
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import INTERNAL, PUBLIC
from tests.conftest import WordEmbedder, sync
from tests.knowledge.indexes.conftest import WriteSections
from tests.knowledge.indexes.finding import faults, texts_by_document, unfindable
from tests.knowledge.indexes.other_process import GRAPH_AFTER, GRAPH_SOON, BackwardWordEmbedder, OtherProcess

MANY = GRAPH_AFTER + 10
"""Passages after which Chroma has written its graph to files; below it keeps a log only."""

Search = Callable[[str], list[str]]


@pytest.fixture(autouse=True)
def _graphs_are_written_soon_here_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vector_store._HNSW, "hnsw", {**vector_store._HNSW["hnsw"], **GRAPH_SOON})


@pytest.fixture
def search(library: Library) -> Search:
    """A search as a running bot does it, again and again with the same retriever."""
    retriever = Retriever(library)

    def search(query: str) -> list[str]:
        return [scored.chunk.text for scored in retriever.search(query, [PUBLIC, INTERNAL], 3).chunks]

    return search


# -- reading -----------------------------------------------------------------------------------------------------


def test_what_another_process_publishes_is_found_at_the_next_search(
    library: Library,
    home: Path,
    folder: Path,
    write_sections: WriteSections,
    other: OtherProcess,
    search: Search,
) -> None:
    assert search("anything") == []

    first = write_sections("first", "first", MANY)
    other.do("sync", home, folder=folder)
    assert search(first[1])[0] == first[1]

    second = write_sections("second", "second", MANY)
    note = write_sections("note", "note", audience="internal")
    other.do("sync", home, folder=folder)
    assert [search(texts[1])[0] for texts in (first, second, note)] == [first[1], second[1], note[1]]
    assert unfindable(library) == []


def test_what_another_process_changes_is_found_as_it_now_is(
    library: Library,
    home: Path,
    folder: Path,
    write_sections: WriteSections,
    other: OtherProcess,
    search: Search,
) -> None:
    old = write_sections("report", "old", MANY)
    other.do("sync", home, folder=folder)
    assert search(old[1])[0] == old[1]

    new = write_sections("report", "new", MANY)
    other.do("sync", home, folder=folder)

    assert search(new[1])[0] == new[1]
    assert not set(search(old[1])) & set(old)
    assert unfindable(library) == []


def test_what_another_process_withdraws_is_not_found_at_the_next_search(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, search: Search
) -> None:
    gone, stays = write_sections("gone", "gone"), write_sections("stays", "stays")
    other.do("sync", home, folder=folder)
    assert search(gone[1])[0] == gone[1]

    (folder / "gone.md").unlink()
    assert other.do("sync", home, folder=folder)["removed"] == ["gone"]

    assert not set(search(gone[1])) & set(gone)
    assert search(stays[1])[0] == stays[1]


def test_what_another_process_removes_is_not_found_at_the_next_search(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, search: Search
) -> None:
    gone, stays = write_sections("gone", "gone"), write_sections("stays", "stays")
    other.do("sync", home, folder=folder)
    assert search(gone[1])[0] == gone[1]

    other.do("remove", home, document="gone")

    assert not set(search(gone[1])) & set(gone)
    assert search(stays[1])[0] == stays[1]
    assert unfindable(library) == []


def test_a_search_goes_on_after_another_process_has_rebuilt_the_indexes(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, search: Search
) -> None:
    texts = write_sections("report", "text")
    other.do("sync", home, folder=folder)
    assert search(texts[1])[0] == texts[1]

    other.do("rebuild", home)

    assert search(texts[1])[0] == texts[1]
    assert unfindable(library) == []


CHANGES = ["stage", "publish", "withdraw", "remove", "replace_vectors"]
STEPS = [
    "after Catalogue.discard_staged",
    *(f"after Catalogue.{change}" for change in CHANGES),
    *(f"after IndexSet.{change}" for change in ("add", "delete", "rebuild")),
]
"""Where a writer can be met that is not changing the files of an index at that moment."""


def test_at_every_step_of_a_sync_elsewhere_each_document_is_old_or_new(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, search: Search
) -> None:
    old, gone = write_sections("report", "old"), write_sections("gone", "gone")
    other.do("sync", home, folder=folder)
    assert search(old[1])[0] == old[1]
    new = write_sections("report", "new")
    (folder / "gone.md").unlink()

    history = []
    message = other.start("sync", home, folder=folder, stop=STEPS)
    while "at" in message:
        texts = texts_by_document(library)
        assert texts["report"] in (old, new)
        assert texts.get("gone", gone) == gone
        current = texts["report"]
        assert search(current[1])[0] == current[1]
        assert not set(search(old[1] + new[1])) & ({*old, *new} - set(current))
        assert ("gone" in texts) == (gone[1] in search(gone[1]))
        history.append((current == new, "gone" in texts))
        message = other.go_on()

    assert "result" in message
    assert history == sorted(history, key=lambda seen: (seen[0], not seen[1])), "nothing comes back"
    assert {seen for seen, _ in history} == {False, True}, "the steps lie on both sides of the publication"
    assert search(new[1])[0] == new[1]
    assert unfindable(library) == []


def test_at_every_step_of_a_removal_elsewhere_the_rest_is_found(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, search: Search
) -> None:
    gone, stays = write_sections("gone", "gone"), write_sections("stays", "stays")
    other.do("sync", home, folder=folder)
    assert search(gone[1])[0] == gone[1]

    message = other.start("remove", home, document="gone", stop=STEPS)
    while "at" in message:
        assert search(stays[1])[0] == stays[1]
        assert bool({*search(gone[1])} & {*gone}) == ("gone" in texts_by_document(library))
        message = other.go_on()

    assert "result" in message
    assert unfindable(library) == []


def test_at_every_step_of_a_rebuild_elsewhere_and_after_it_everything_is_found(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, search: Search
) -> None:
    texts = write_sections("report", "text")
    other.do("sync", home, folder=folder)
    assert search(texts[1])[0] == texts[1]

    message = other.start("rebuild", home, stop=STEPS)
    while "at" in message:
        assert search(texts[1])[0] == texts[1]
        message = other.go_on()

    assert "result" in message
    assert search(texts[1])[0] == texts[1]
    assert unfindable(library) == []


@pytest.mark.parametrize("action", ["rebuild", "remove", "sync"])
def test_a_search_does_not_wait_until_another_process_has_changed_the_indexes(
    home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, search: Search, action: str
) -> None:
    """Making the indexes anew takes minutes in a large library; officers want answers meanwhile."""
    stays = write_sections("stays", "stays")
    write_sections("changes", "changes")
    other.do("sync", home, folder=folder)
    assert search(stays[1])[0] == stays[1]
    write_sections("changes", "changed")
    answers: list[str] = []

    met = other.start(action, home, folder=folder, document="changes", stop=["before KeywordIndex.add"])
    assert met == {"at": "before KeywordIndex.add"}
    asking = threading.Thread(target=lambda: answers.extend(search(stays[1])), daemon=True)
    asking.start()
    asking.join(timeout=5)
    answered = not asking.is_alive()
    while "at" in other.go_on():
        pass
    asking.join()

    assert answered, "the search waited for the writer"
    assert answers[0] == stays[1]
    assert search(stays[1])[0] == stays[1]


def test_a_bot_that_meets_a_repair_elsewhere_finds_everything_after_it(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, search: Search
) -> None:
    texts = write_sections("report", "text")
    other.do("sync", home, folder=folder)
    (home / "indexes" / "reflects").unlink()
    library.indexes.vectors.delete(PUBLIC, list(library.catalogue.searchable_ids(PUBLIC)))
    library.indexes.words.wipe()
    library.indexes.vectors.close()

    assert other.start("write nothing", home, stop=["after Catalogue.discard_staged"]) == {
        "at": "after Catalogue.discard_staged"
    }
    search(texts[1])
    assert "result" in other.go_on()

    assert search(texts[1])[0] == texts[1]
    assert unfindable(library) == []


def test_searches_in_several_threads_go_on_while_another_process_publishes(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, search: Search
) -> None:
    stays = write_sections("stays", "stays")
    other.do("sync", home, folder=folder)
    assert search(stays[1])[0] == stays[1]
    finished = threading.Event()
    answers: list[object] = []

    def ask() -> None:
        while not finished.is_set():
            try:
                answers.append(search(stays[1])[:1] == stays[1:2])
            except Exception as fault:
                answers.append(repr(fault))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(6):
        write_sections("changes", f"mark{number}x", passages=100)
        other.do("sync", home, folder=folder)
    finished.set()
    for thread in threads:
        thread.join()

    assert len(answers) > 10
    assert [answer for answer in answers if answer is not True] == []


# -- writing here and there --------------------------------------------------------------------------------------


@pytest.mark.parametrize("searching", [True, False])
def test_two_processes_that_publish_in_turn_lose_nothing(
    library: Library,
    home: Path,
    folder: Path,
    write_sections: WriteSections,
    other: OtherProcess,
    search: Search,
    searching: bool,
) -> None:
    texts = {"first": write_sections("first", "first", MANY)}
    sync(library, folder)
    for name, here in (("second", False), ("third", True), ("fourth", False)):
        texts[name] = write_sections(name, name, MANY)
        if here:
            sync(library, folder)
        else:
            other.do("sync", home, folder=folder)
        if searching:
            assert search(texts[name][1])[0] == texts[name][1]

    library.indexes.follow()
    assert unfindable(library) == []
    assert other.do("examine", home) == {"disagreements": [], "unfindable": [], "texts": {**texts}}


def test_what_another_process_published_is_found_after_a_change_here(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, search: Search
) -> None:
    gone = write_sections("gone", "gone")
    sync(library, folder)
    search(gone[1])
    there = write_sections("there", "there", MANY)
    other.do("sync", home, folder=folder)

    remove_document(library, "gone", "tester")

    assert search(there[1])[0] == there[1]
    assert unfindable(library) == []


def test_a_second_writer_is_told_that_the_library_is_busy_until_the_first_one_dies(
    library: Library, home: Path, folder: Path, write_sections: WriteSections
) -> None:
    texts = write_sections("report", "text")
    with OtherProcess() as first, OtherProcess() as second:
        assert "at" in first.start("sync", home, folder=folder, stop=["before Catalogue.publish"])

        refused = second.start("write nothing", home)
        assert refused["error"] == "LibraryBusy"
        assert "another process is changing the library" in refused["message"]

        first.kill()
        assert second.start("write nothing", home) == {"result": None}
        second.do("sync", home, folder=folder)
    assert texts_by_document(library) == {"report": texts}


def test_a_writer_waits_for_another_one_that_finishes(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess
) -> None:
    there, here = write_sections("there", "there"), None
    assert "at" in other.start("sync", home, folder=folder, stop=["before Catalogue.publish"])
    released = threading.Timer(0.2, other.go_on)
    here = write_sections("here", "here")
    released.start()

    report = sync(library, folder)
    released.join()

    assert report.added == ["here"]
    assert texts_by_document(library) == {"there": there, "here": here}
    assert faults(library) == []


def test_a_running_bot_is_told_of_an_embedding_model_changed_elsewhere(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, search: Search
) -> None:
    texts = write_sections("report", "text")
    sync(library, folder)
    assert search(texts[1])[0] == texts[1]

    other.do("rebuild", home, model=BackwardWordEmbedder.name)

    with pytest.raises(Exception, match="insights library rebuild"):
        search(texts[1])
    assert other.do("search", home, query=texts[1], model=BackwardWordEmbedder.name)[0] == texts[1]
    other.do("rebuild", home, model=WordEmbedder.name)
    assert search(texts[1])[0] == texts[1]
