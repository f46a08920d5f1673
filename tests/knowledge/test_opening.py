"""Opening a library: where its catalogue is, and what is said when it cannot be opened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.catalogue.database import connect, migrate
from knowledge.errors import InsightsError
from knowledge.opening import Library, database_url, open_library
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import PUBLIC
from tests.conftest import WordEmbedder, Write, sync


def test_the_catalogue_is_a_file_in_the_home_unless_a_url_is_given(tmp_path: Path) -> None:
    assert database_url(tmp_path, None) == f"sqlite:///{tmp_path}/catalogue.sqlite"
    assert database_url(tmp_path, "") == f"sqlite:///{tmp_path}/catalogue.sqlite", "an empty setting is no setting"
    assert database_url(tmp_path, "postgresql://host/name") == "postgresql://host/name"


def test_a_home_that_was_never_migrated_says_which_command_to_run(tmp_path: Path) -> None:
    with pytest.raises(InsightsError, match="insights migrate"):
        open_library(tmp_path / "not" / "yet" / "there", WordEmbedder())


def test_a_new_library_holds_nothing_and_finds_nothing(library: Library) -> None:
    assert library.catalogue.documents() == []
    assert Retriever(library).search("anything at all", [PUBLIC], 5).chunks == ()


def test_a_library_opened_again_holds_what_it_held(library: Library, home: Path, folder: Path, write: Write) -> None:
    write("report", "Prevention pays.")
    sync(library, folder)
    library.indexes.vectors.close()

    again = open_library(home, WordEmbedder())

    found = Retriever(again).search("prevention", [PUBLIC], 5).chunks
    assert [scored.chunk.text for scored in found] == ["Prevention pays."]


def test_two_homes_are_two_libraries(library: Library, folder: Path, write: Write, tmp_path: Path) -> None:
    other_home = tmp_path / "other home, with a % in its name"
    other_home.mkdir()
    migrate(connect(database_url(other_home, None)))
    other = open_library(other_home, WordEmbedder())
    write("report", "Prevention pays.")

    sync(library, folder)

    assert other.catalogue.documents() == []
    assert Retriever(other).search("prevention", [PUBLIC], 5).chunks == ()


def test_the_catalogue_can_be_elsewhere_than_the_indexes(
    embedder: WordEmbedder, folder: Path, write: Write, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    migrate(connect(url))
    library = open_library(tmp_path / "home", embedder, url)
    write("report", "Prevention pays.")

    sync(library, folder)

    assert [document.id for document in library.catalogue.documents()] == ["report"]
    assert len(Retriever(library).search("prevention", [PUBLIC], 5).chunks) == 1
    assert not (tmp_path / "home" / "catalogue.sqlite").exists()


def test_a_home_that_is_a_file_is_a_fault_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("Not a folder.")

    with pytest.raises(InsightsError):
        open_library(tmp_path / "home", WordEmbedder())


def test_a_wrong_database_or_server_is_named_by_its_setting(home: Path) -> None:
    with pytest.raises(InsightsError, match="DATABASE_URL"):
        open_library(home, WordEmbedder(), url="not a url")
    with pytest.raises(InsightsError, match="CHROMA_URL"):
        open_library(home, WordEmbedder(), chroma_url="not a url")


def test_opening_loads_no_heavy_library(home: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.opening import open_library
open_library(Path({str(home)!r}), SentenceTransformerEmbedder())
print(*sorted({{"chromadb", "tantivy", "torch", "sentence_transformers", "langchain"}} & set(sys.modules)))
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == ""
