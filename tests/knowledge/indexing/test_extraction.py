"""The same text written to five formats: nearly every word comes back, in order, at the page, slide or row it is on."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pypdfium2
import pytest

from knowledge.indexing.loaders.by_suffix import load
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.limits import ReadingLimits
from knowledge.making.made import MADE
from knowledge.making.office import write_slides, write_word
from knowledge.making.printed import print_pdf
from knowledge.making.source import Section, Source, read_source
from tests.knowledge.indexing.source_files import write_workbook

SHARE = 0.99


def _text() -> Source:
    """Two thousand words of the starter library as one document, without its lists of sources."""
    sources = [read_source(document_id) for document_id in MADE]
    sections = [
        Section(section.heading, section.paragraphs)
        for source in sources
        for section in (Section(source.title, source.opening), *source.sections)
        if section.heading != "Sources" and section.paragraphs
    ]
    return Source("all", "", "What the documents say, put together for this test", (), tuple(sections))


TEXT = _text()
PARAGRAPHS = [paragraph for section in TEXT.sections for paragraph in section.paragraphs]


def write_html(source: Source, path: Path) -> None:
    """A page of headings and paragraphs."""
    body = "".join(
        f"<h2>{section.heading}</h2>" + "".join(f"<p>{text}</p>" for text in section.paragraphs)
        for section in source.sections
    )
    path.write_text(f"<html><body><main><h1>{source.title}</h1>{body}</main></body></html>", encoding="utf-8")


def write_rows(source: Source, path: Path) -> None:
    """A sheet of paragraphs, each with its number."""
    write_workbook(path, Text=[("Number", "Paragraph"), *enumerate(PARAGRAPHS, start=1)])


WRITERS: dict[str, Callable[[Source, Path], None]] = {
    "one-column.pdf": partial(print_pdf, columns=1),
    "two-columns.pdf": partial(print_pdf, columns=2),
    "three-columns.pdf": partial(print_pdf, columns=3),
    "text.docx": write_word,
    "text.pptx": write_slides,
    "text.html": write_html,
    "text.xlsx": write_rows,
}


@pytest.fixture(scope="module", params=WRITERS)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Loaded]:
    """The text in one format, and what was read of it."""
    path = tmp_path_factory.mktemp("extraction") / str(request.param)
    WRITERS[str(request.param)](TEXT, path)
    return path, load(path, ReadingLimits())


def words_of(texts: list[str]) -> list[str]:
    """The words of texts in order."""
    return [word for text in texts for word in text.split()]


def test_nearly_every_word_comes_back_in_order(written: tuple[Path, Loaded]) -> None:
    expected = words_of(PARAGRAPHS)
    assert len(expected) > 2_000
    found = words_of([re.sub(r"^Number: \d+; Paragraph: ", "", block.text) for block in written[1].blocks])
    matched = difflib.SequenceMatcher(None, expected, found, autojunk=False).get_matching_blocks()
    assert sum(match.size for match in matched) >= SHARE * len(expected)
    assert len(found) <= len(expected) / SHARE


def test_paragraphs_stand_under_their_headings(written: tuple[Path, Loaded]) -> None:
    path, loaded = written
    if path.suffix == ".xlsx":
        return
    under = {block.text: block.headings[-1] for block in loaded.blocks}
    expected = [(text, section.heading) for section in TEXT.sections for text in section.paragraphs]
    assert sum(under.get(text) == heading for text, heading in expected) >= SHARE * len(expected)


def test_every_paragraph_is_where_it_says(written: tuple[Path, Loaded]) -> None:
    path, loaded = written
    places = _places(path)
    for block in loaded.blocks:
        if places:
            numbers = [int(number) for number in re.findall(r"\d+", block.locator)]
            assert _beginning(block.text) in places[numbers[0] - 1], block.locator


def _beginning(text: str) -> str:
    return "".join(text.split())[:25]


def _places(path: Path) -> list[str]:
    """The text of every page, slide or row, found by other means; none for formats without such places."""
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as document:
            return ["".join(page.get_textpage().get_text_range().split()) for page in document]
    if path.suffix == ".pptx":
        import pptx

        slides = pptx.Presentation(str(path)).slides
        return ["".join("".join(shape.text_frame.text for shape in slide.shapes).split()) for slide in slides]
    if path.suffix == ".xlsx":
        return ["", *("".join(f"Number: {n}; Paragraph: {text}".split()) for n, text in enumerate(PARAGRAPHS, 1))]
    return []
