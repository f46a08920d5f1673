"""What every loader promises, whatever the format. A new format joins by one entry in WRITERS."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.by_suffix import LOADERS, load
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.split import Block
from knowledge.limits import ReadingLimits
from tests.knowledge.indexing.source_files import (
    Line,
    one_line,
    write_csv,
    write_mail,
    write_page,
    write_pdf,
    write_slides,
    write_word,
    write_workbook,
)

SENTENCES = [
    "In 2014 the council spent £1.2bn, e.g. on homes & schools.",
    "Its “edge of care” team – 12 people – kept 85% of children at home.",
    "Naïve counting (p. 4) put the saving at £3,500 a week; audits halved it.",
    "Nothing else was measured in any of the years since then (see p. 9).",
]
LOCATORS = {
    ".md": r"paragraph \d+",
    ".markdown": r"paragraph \d+",
    ".txt": r"paragraph \d+",
    ".pdf": r"p\. \d+",
    ".docx": r"paragraph \d+",
    ".pptx": r"slide \d+",
    ".xlsx": r"sheet Findings, row \d+",
    ".csv": r"row \d+",
    ".tsv": r"row \d+",
    ".html": r"paragraph \d+",
    ".htm": r"paragraph \d+",
    ".eml": r"message header|paragraph \d+",
}


def write_markdown(path: Path, sentences: Sequence[str]) -> Path:
    """A paragraph for each sentence."""
    path.write_text("# Findings\n\n" + "\n\n".join(sentences) + "\n", encoding="utf-8")
    return path


def write_pages(path: Path, sentences: Sequence[str]) -> Path:
    """A paragraph of several lines for each sentence, two paragraphs on a page."""
    pages: list[list[str | Line]] = []
    for number, sentence in enumerate(sentences):
        if number % 2 == 0:
            pages.append([])
        first, *rest = textwrap.wrap(sentence, 30)
        pages[-1] += [Line(first, above=20), *rest]
    return write_pdf(path, pages)


def write_rows(path: Path, sentences: Sequence[str]) -> Path:
    """A row for each sentence."""
    rows = [(f"R{number}", text) for number, text in enumerate(sentences, start=1)]
    if path.suffix == ".xlsx":
        return write_workbook(path, Findings=[("Name", "Finding"), *rows])
    return write_csv(path, [("Name", "Finding"), *rows], delimiter="\t" if path.suffix == ".tsv" else ",")


WRITERS: dict[str, Callable[[Path, Sequence[str]], Path]] = {
    ".md": write_markdown,
    ".markdown": write_markdown,
    ".txt": lambda path, sentences: write_text(path, "\n\n".join(sentences)),
    ".pdf": write_pages,
    ".docx": write_word,
    ".pptx": lambda path, sentences: write_slides(path, [("Findings", sentences[:2]), ("More", sentences[2:])]),
    ".xlsx": write_rows,
    ".csv": write_rows,
    ".tsv": write_rows,
    ".html": write_page,
    ".htm": write_page,
    ".eml": lambda path, sentences: write_mail(path, "\n\n".join(sentences)),
}
EMPTY: dict[str, Callable[[Path], Path]] = {
    ".md": lambda path: write_text(path, "---\ntitle: Nothing yet\n---\n\n"),
    ".markdown": lambda path: write_text(path, "\n\n"),
    ".txt": lambda path: write_text(path, " \n\n\t\n"),
    ".pdf": lambda path: write_pdf(path, [[], []]),
    ".docx": lambda path: write_word(path, ["", " "], heading=""),
    ".pptx": lambda path: write_slides(path, [("", [""])]),
    ".xlsx": lambda path: write_workbook(path, Findings=[]),
    ".csv": lambda path: write_csv(path, [("Name", "Finding")]),
    ".tsv": lambda path: write_csv(path, [("", ""), ("", "")]),
    ".html": lambda path: write_text(path, "<html><body><main></main></body></html>"),
    ".htm": lambda path: write_text(path, "<!DOCTYPE html><title>Nothing</title>"),
    ".eml": lambda path: write_text(path, "From: a@example.org\n\n\n"),
}


def write_text(path: Path, text: str) -> Path:
    """A file of text."""
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(params=sorted(LOADERS))
def suffix(request: pytest.FixtureRequest) -> str:
    """The ending of each format in turn."""
    return str(request.param)


@pytest.fixture
def path(tmp_path: Path, suffix: str) -> Path:
    """Where a test may write its document."""
    return tmp_path / f"document{suffix}"


@pytest.fixture
def loaded(path: Path, suffix: str) -> Loaded:
    """The four sentences, written and read again."""
    return load(WRITERS[suffix](path, SENTENCES), ReadingLimits())


@pytest.fixture
def whole(path: Path, suffix: str) -> bytes:
    """The four sentences as a file's bytes."""
    return WRITERS[suffix](path, SENTENCES).read_bytes()


def said(loaded: Loaded) -> list[Block]:
    """The blocks without the line about the sender of an e-mail."""
    return [block for block in loaded.blocks if block.locator != "message header"]


def complaint(path: Path) -> str:
    """What is said about a file that cannot be read; any other exception fails the test."""
    with pytest.raises(UnreadableDocument) as caught:
        load(path, ReadingLimits())
    return str(caught.value)


def test_text_is_verbatim_and_in_reading_order(loaded: Loaded) -> None:
    text = "\n".join(block.text for block in loaded.blocks)
    places = [text.find(sentence) for sentence in SENTENCES]
    assert -1 not in places
    assert places == sorted(places)
    assert all(text.count(sentence) == 1 for sentence in SENTENCES)


def test_every_block_says_where_it_stands(loaded: Loaded, suffix: str) -> None:
    assert all(re.fullmatch(LOCATORS[suffix], block.locator) for block in loaded.blocks)
    numbers = [int(re.findall(r"\d+", block.locator)[-1]) for block in said(loaded)]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) > 1


def test_no_block_is_empty_or_has_stray_white_space(loaded: Loaded) -> None:
    assert len(said(loaded)) == len(SENTENCES)
    assert all(block.text and block.text == " ".join(block.text.split()) for block in loaded.blocks)
    assert all(heading.strip() for block in loaded.blocks for heading in block.headings)


def test_reading_twice_gives_the_same(path: Path, suffix: str, loaded: Loaded) -> None:
    assert load(path, ReadingLimits()) == loaded


def test_a_format_read_under_an_ending_in_capitals_is_the_same(path: Path, suffix: str, loaded: Loaded) -> None:
    capitals = path.rename(path.with_suffix(suffix.upper()))
    assert load(capitals, ReadingLimits()).blocks == loaded.blocks


def test_an_empty_file_is_unreadable_in_one_clear_line(path: Path) -> None:
    path.write_bytes(b"")
    assert one_line(complaint(path))


def test_a_file_of_something_else_is_unreadable_in_one_clear_line(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00\x01 this is none of the formats \x80\x81" * 20)
    assert one_line(complaint(path))


def test_a_document_without_any_text_is_unreadable_in_one_clear_line(path: Path, suffix: str) -> None:
    EMPTY[suffix](path)
    assert one_line(complaint(path))


PER_MILLE = st.integers(0, 999)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=PER_MILLE | st.just(1000), places=st.lists(st.tuples(PER_MILLE, st.integers(0, 255)), max_size=4))
def test_a_damaged_file_is_read_or_refused_but_never_anything_else(
    path: Path, suffix: str, whole: bytes, kept: int, places: list[tuple[int, int]]
) -> None:
    damaged = bytearray(whole[: len(whole) * kept // 1000])
    for place, byte in places if damaged else []:
        damaged[len(damaged) * place // 1000] = byte
    path.write_bytes(damaged)
    said = "read"
    try:
        load(path, ReadingLimits())
    except UnreadableDocument as fault:
        said = str(fault)
    assert one_line(said)
