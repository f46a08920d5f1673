"""The made documents of the starter library: each says what its source says, and is what the script makes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
import yaml

from bot.settings import STARTER_LIBRARY
from knowledge.indexing.files import find_files
from knowledge.indexing.loaders.by_suffix import load
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.limits import ReadingLimits
from knowledge.making.made import MADE, make_all
from knowledge.making.source import SOURCES


def committed(document_id: str) -> Path:
    """The made file of the starter library."""
    return STARTER_LIBRARY / f"{document_id}{MADE[document_id][0]}"


def read(path: Path) -> Loaded:
    """What its loader makes of a file."""
    return load(path, ReadingLimits())


def links_apart(text: str) -> tuple[str, list[str]]:
    """A text without the addresses in it, and those: a made document has them behind the words."""
    links = re.findall(r"<?(https?://[^\s<>]+)>?", text)
    return " ".join(re.sub(r"<?https?://[^\s<>]+>?", "", text).split()), links


@pytest.mark.parametrize("document_id", MADE)
def test_a_made_document_says_what_its_source_says(document_id: str) -> None:
    source, made = read(SOURCES / f"{document_id}.md"), read(committed(document_id))
    assert [links_apart(block.text) for block in made.blocks] == [links_apart(block.text) for block in source.blocks]
    # A slide stands under its own title, not under that of the whole.
    assert [block.headings[-1] for block in made.blocks] == [block.headings[-1] for block in source.blocks]
    assert (made.title, made.warnings) == (source.title, ())


@pytest.mark.parametrize("document_id", MADE)
def test_a_made_document_has_the_id_and_the_metadata_of_its_source(document_id: str) -> None:
    (file,) = [found for found in find_files(STARTER_LIBRARY).readable if found.document_id == document_id]
    front_matter = (SOURCES / f"{document_id}.md").read_text(encoding="utf-8").split("---\n")[1]
    assert file.path == committed(document_id)
    assert file.outer_fields() == yaml.safe_load(front_matter)


def test_every_source_is_made_and_no_document_stands_twice() -> None:
    sources = {path.relative_to(SOURCES).with_suffix("").as_posix() for path in SOURCES.rglob("*.md")}
    assert sources == set(MADE)
    identifiers = [file.document_id for file in find_files(STARTER_LIBRARY).readable]
    assert len(identifiers) == len(set(identifiers))


def test_the_committed_files_are_what_the_script_makes(tmp_path: Path) -> None:
    make_all(tmp_path)
    for document_id, (suffix, _) in MADE.items():
        made = tmp_path / f"{document_id}{suffix}"
        assert _parts(made) == _parts(committed(document_id)), document_id
        sidecar = made.with_name(f"{made.name}.yaml")
        assert sidecar.read_text() == (STARTER_LIBRARY / sidecar.relative_to(tmp_path)).read_text()


def _parts(path: Path) -> object:
    """A file's parts: how they are compressed depends on the machine."""
    if path.suffix == ".pdf":
        return read(path)
    with zipfile.ZipFile(path) as package:
        return {part.filename: (part.date_time, package.read(part)) for part in package.infolist()}
