"""The contract of the vector store, kept by an embedded Chroma and by a Chroma server alike."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.errors import InsightsError
from knowledge.indexes.partitions import partition_name
from knowledge.indexes.vector_store import Connect, VectorStore, embedded, served
from knowledge.vocabulary import INTERNAL, PUBLIC, Audience

COUNCIL = Audience("client:a-council")

EAST = np.array([1, 0, 0], np.float32)
NORTH = np.array([0, 1, 0], np.float32)
NORTH_EAST = np.array([1, 1, 0], np.float32)
WEST = -EAST
UP = np.array([0, 0, 1], np.float32)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server of our own on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/api/v2/heartbeat").close()
            break
        except OSError:
            time.sleep(0.1)
    yield url
    process.kill()
    process.wait()


@pytest.fixture(params=["embedded", "served"])
def chroma(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Connect, Path | None]:
    """Both ways to Chroma, each with the folder of its files if it is ours."""
    if request.param == "embedded":
        return embedded(tmp_path / "vectors"), tmp_path / "vectors"
    return served(request.getfixturevalue("server")), None


@pytest.fixture
def store(chroma: tuple[Connect, Path | None]) -> Iterator[VectorStore]:
    """An empty store."""
    store = VectorStore(*chroma)
    yield store
    store.wipe()
    store.close()


def found(results: list[tuple[str, float]]) -> list[str]:
    return [identifier for identifier, _ in results]


def test_the_nearest_come_first_with_their_cosine_similarity(store: VectorStore) -> None:
    store.add(PUBLIC, ["east", "north-east", "north", "west"], [EAST, NORTH_EAST, NORTH, WEST])

    results = store.search([PUBLIC], EAST * 5, 10)

    assert found(results) == ["east", "north-east", "north", "west"]
    assert [score for _, score in results] == pytest.approx([1, 0.5**0.5, 0, -1], abs=1e-5)


def test_only_as_many_are_found_as_were_asked_for(store: VectorStore) -> None:
    store.add(PUBLIC, ["east", "north-east", "north"], [EAST, NORTH_EAST, NORTH])

    assert found(store.search([PUBLIC], EAST, 2)) == ["east", "north-east"]


def test_the_best_of_several_audiences_are_merged(store: VectorStore) -> None:
    store.add(PUBLIC, ["p-north", "p-west"], [NORTH, WEST])
    store.add(INTERNAL, ["i-north-east", "i-up"], [NORTH_EAST, UP])

    results = store.search([PUBLIC, INTERNAL], NORTH, 2)

    assert found(results)[:2] == ["p-north", "i-north-east"]
    assert {identifier[0] for identifier in found(results)} == {"p", "i"}


def test_a_search_finds_nothing_of_other_audiences(store: VectorStore) -> None:
    store.add(PUBLIC, ["public-west"], [WEST])
    store.add(INTERNAL, ["internal-east"], [EAST])
    store.add(COUNCIL, ["council-east"], [EAST])

    assert found(store.search([PUBLIC], EAST, 10)) == ["public-west"]
    assert found(store.search([COUNCIL], EAST, 10)) == ["council-east"]
    assert store.search([], EAST, 10) == []


class WatchedClient:
    """A Chroma client that notes which collections are asked for."""

    def __init__(self, client: Any, opened: set[str]) -> None:
        self._client = client
        self._opened = opened

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def watched(*given: Any, **named: Any) -> Any:
            self._opened.update(str(value) for value in (*given, *named.values()))
            if name == "list_collections":
                self._opened.add("every collection")
            return method(*given, **named)

        return watched


def test_an_audiences_search_opens_only_its_own_partition(
    chroma: tuple[Connect, Path | None], store: VectorStore
) -> None:
    store.add(PUBLIC, ["public"], [EAST])
    store.add(INTERNAL, ["internal"], [EAST])
    opened: set[str] = set()

    class WatchedConnect:
        def __call__(self) -> Any:
            return WatchedClient(chroma[0](), opened)

    watched = VectorStore(WatchedConnect())
    watched.search([PUBLIC], EAST, 10)
    watched.close()

    names = {partition_name(PUBLIC), partition_name(INTERNAL), "every collection"}
    assert opened & names == {partition_name(PUBLIC)}


def test_an_audience_without_documents_is_an_empty_one(store: VectorStore) -> None:
    store.add(PUBLIC, ["east"], [EAST])

    assert store.search([COUNCIL], EAST, 10) == []
    assert found(store.search([COUNCIL, PUBLIC], EAST, 10)) == ["east"]
    assert store.ids(COUNCIL) == set()
    store.delete(COUNCIL, ["east"])
    assert store.audiences() == [PUBLIC], "asking must not make a partition"


def test_a_vector_added_again_takes_the_place_of_the_old_one(store: VectorStore) -> None:
    store.add(PUBLIC, ["moves", "stays"], [EAST, UP])
    store.add(PUBLIC, ["moves"], [NORTH])

    results = dict(store.search([PUBLIC], NORTH, 10))

    assert set(results) == {"moves", "stays"}
    assert results["moves"] == pytest.approx(1, abs=1e-5)
    assert store.ids(PUBLIC) == {"moves", "stays"}


def test_a_deleted_vector_is_not_found(store: VectorStore) -> None:
    store.add(PUBLIC, ["gone", "stays"], [EAST, NORTH])
    store.add(INTERNAL, ["gone"], [EAST])

    store.delete(PUBLIC, ["gone", "never-there"])

    assert found(store.search([PUBLIC], EAST, 10)) == ["stays"]
    assert store.ids(PUBLIC) == {"stays"}
    assert store.ids(INTERNAL) == {"gone"}, "other audiences' partitions are not touched"


def test_deleting_nothing_and_deleting_everything_are_both_fine(store: VectorStore) -> None:
    store.add(PUBLIC, ["east"], [EAST])
    store.delete(PUBLIC, [])
    assert store.ids(PUBLIC) == {"east"}

    store.delete(PUBLIC, ["east"])

    assert store.ids(PUBLIC) == set()
    assert store.search([PUBLIC], EAST, 10) == []


def test_a_wiped_store_is_empty_and_can_be_filled_again_with_longer_vectors(store: VectorStore) -> None:
    store.add(PUBLIC, ["old"], [EAST])
    store.add(COUNCIL, ["old"], [EAST])
    store.wipe()
    assert store.audiences() == []
    assert store.search([PUBLIC, COUNCIL], EAST, 10) == []

    store.add(PUBLIC, ["new"], [np.ones(5, np.float32)])

    assert found(store.search([PUBLIC], np.ones(5, np.float32), 10)) == ["new"]


def test_files_that_cannot_be_read_can_be_wiped(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "chroma.sqlite3").write_bytes(b"This is not a database. " * 100)
    store = VectorStore(embedded(tmp_path), tmp_path)

    store.wipe()

    store.add(PUBLIC, ["new"], [EAST])
    assert found(store.search([PUBLIC], EAST, 10)) == ["new"]
    store.delete_wiped()
    assert list(tmp_path.rglob("chroma.sqlite3")) == [tmp_path / "2" / "chroma.sqlite3"]
    store.close()


def test_whoever_searches_wiped_files_can_go_on_and_disturbs_nobody(tmp_path: Path) -> None:
    store, reader = (VectorStore(embedded(tmp_path), tmp_path) for _ in range(2))
    store.add(PUBLIC, ["old"], [EAST])
    assert found(reader.search([PUBLIC], EAST, 10)) == ["old"]

    store.wipe()
    for number in range(20):
        store.add(PUBLIC, [f"new{number}"], [NORTH])
        assert found(reader.search([PUBLIC], EAST, 10)) == ["old"]
    store.delete_wiped()

    assert len(store.ids(PUBLIC)) == 20
    assert found(reader.search([PUBLIC], EAST, 10)) == ["old"]
    reader.reopen()
    assert "old" not in reader.ids(PUBLIC)
    reader.close()
    store.close()


def test_everything_is_still_there_after_reopening_and_in_a_new_store(
    chroma: tuple[Connect, Path | None], store: VectorStore
) -> None:
    store.add(PUBLIC, ["east"], [EAST])
    store.add(COUNCIL, ["north"], [NORTH])
    store.add(INTERNAL, ["emptied"], [UP])
    store.delete(INTERNAL, ["emptied"])

    store.reopen()
    assert found(store.search([PUBLIC, COUNCIL, INTERNAL], EAST, 10)) == ["east", "north"]

    store.close()
    again = VectorStore(*chroma)
    assert again.audiences() == sorted([PUBLIC, COUNCIL, INTERNAL])
    assert found(again.search([PUBLIC, COUNCIL], EAST, 10)) == ["east", "north"]
    again.close()


def test_more_vectors_than_fit_in_one_call_are_added_and_deleted(tmp_path: Path) -> None:
    store = VectorStore(embedded(tmp_path))
    ids = [f"chunk-{number}" for number in range(5500)]
    angles = np.linspace(0, np.pi, len(ids))
    store.add(PUBLIC, ids, list(np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)))

    assert store.ids(PUBLIC) == set(ids)
    store.delete(PUBLIC, ids[:-1])

    assert store.ids(PUBLIC) == {ids[-1]}
    assert found(store.search([PUBLIC], np.array([1, 0], np.float32), 10)) == [ids[-1]]
    store.close()


@pytest.mark.parametrize("url", ["chroma.example:8000", "ftp://chroma.example", "http://", ""])
def test_a_wrong_server_address_is_refused_by_the_name_of_its_setting(url: str) -> None:
    with pytest.raises(InsightsError, match="CHROMA_URL"):
        served(url)


def test_a_server_that_does_not_answer_is_a_fault_with_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers here
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(InsightsError, match=f"CHROMA_URL {url}"):
            VectorStore(served(url)).audiences()
