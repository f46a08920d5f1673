"""PDF: paragraphs with their page. The home of pdfplumber."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.split import Block

_HEADING_RATIO = 1.15
"""A line this much larger than the document's usual letters is a heading."""
_LONGEST_HEADING = 200
_GAP_RATIO = 1.6
"""A gap this many times the usual line distance parts two paragraphs."""
_SMALLEST_READABLE = 2.0
"""Points. Smaller letters are not meant to be seen."""
_SENTENCE_ENDS = (".", "!", "?", ":", ";", "”", '"')


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page: its text, letter size in points, and distance from the line above (None for the first)."""

    text: str
    size: float
    top: float
    page: int
    gap: float | None


def load_pdf(path: Path) -> Loaded:
    """Read a PDF's text layer page by page. Raises UnreadableDocument for encrypted, damaged or scanned files."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(path) as pdf:
            pages = [_lines(page) for page in pdf.pages]
            title = (pdf.metadata or {}).get("Title")
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise UnreadableDocument("encrypted: save a copy without a password") from error
        raise UnreadableDocument("damaged or not a PDF") from error
    except Exception as error:  # pdfminer raises whatever a malformed file makes it trip over
        raise UnreadableDocument(f"damaged PDF ({type(error).__name__})") from error
    lines = [line for page in pages for line in page]
    if not lines:
        raise UnreadableDocument("no text layer: it is empty or a scan")
    return Loaded({}, title if isinstance(title, str) and title.strip() else None, list(_blocks(lines)))


def _lines(page: Any) -> list[_Line]:
    dark = _filled_shapes(page)
    seen = page.filter(lambda item: item["object_type"] != "char" or _is_seen(item, page, dark))
    found = [line for line in seen.extract_text_lines(return_chars=True, strip=True) if line["text"].strip()]
    gaps = [after["top"] - before["top"] for before, after in itertools.pairwise(found)]
    return [
        _Line(
            text=" ".join(line["text"].split()),
            size=max(char["size"] for char in line["chars"]),
            top=line["top"],
            page=page.page_number,
            gap=gap,
        )
        for line, gap in zip(found, [None, *gaps], strict=False)
    ]


def _is_seen(char: dict[str, Any], page: Any, dark: Sequence[tuple[float, float, float, float]]) -> bool:
    """Whether a reader sees a letter: large enough, on the page, and not white on white."""
    middle = ((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2)
    if char["size"] < _SMALLEST_READABLE or not _inside(middle, page.bbox):
        return False
    return not _is_white(char.get("non_stroking_color")) or any(_inside(middle, shape) for shape in dark)


def _filled_shapes(page: Any) -> list[tuple[float, float, float, float]]:
    """Rectangles and pictures that white letters can stand on."""
    shapes = [shape for shape in page.rects + page.curves if shape.get("fill")]
    coloured = [shape for shape in shapes if not _is_white(shape.get("non_stroking_color"))] + page.images
    return [(shape["x0"], shape["top"], shape["x1"], shape["bottom"]) for shape in coloured]


def _inside(point: tuple[float, float], box: Sequence[float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _is_white(colour: object) -> bool:
    """In grey or RGB; CMYK white is no ink at all."""
    if not isinstance(colour, list | tuple) or not colour:
        return False
    return all(part == 0 for part in colour) if len(colour) == 4 else all(part >= 0.99 for part in colour)


def _blocks(lines: Sequence[_Line]) -> Iterator[Block]:
    usual = median([line.size for line in lines for _ in line.text])
    distance = median([line.gap for line in lines if line.gap is not None] or [0.0])
    headings: list[_Line] = []
    said = True  # the last heading has text below it; one that never gets any is kept as a block
    paragraph: list[_Line] = []
    for line in lines:
        is_heading = line.size > usual * _HEADING_RATIO and len(line.text) < _LONGEST_HEADING
        if paragraph and (is_heading or _begins_paragraph(line, paragraph[-1], distance)):
            yield _paragraph(paragraph, headings)
            paragraph = []
        if not is_heading:
            paragraph.append(line)
            said = True
            continue
        if headings and not said and _continues(line, headings[-1], distance):
            last = headings.pop()
            line = _Line(f"{last.text} {line.text}", line.size, line.top, last.page, last.gap)
        elif headings and not said and line.size >= headings[-1].size:
            yield _paragraph([headings[-1]], headings[:-1])
        headings = [*(above for above in headings if above.size > line.size), line]
        said = False
    if paragraph:
        yield _paragraph(paragraph, headings)
    elif headings and not said:
        yield _paragraph([headings[-1]], headings[:-1])


def _begins_paragraph(line: _Line, before: _Line, distance: float) -> bool:
    """A wide gap does; a new page does unless the sentence goes on."""
    if line.gap is None:
        return before.text.endswith(_SENTENCE_ENDS)
    return line.gap > distance * _GAP_RATIO


def _continues(line: _Line, heading: _Line, distance: float) -> bool:
    return line.size == heading.size and line.gap is not None and line.gap <= max(distance, line.size) * _GAP_RATIO


def _paragraph(lines: Sequence[_Line], headings: Sequence[_Line]) -> Block:
    first, last = lines[0].page, lines[-1].page
    locator = f"p. {first}" if first == last else f"p. {first}–{last}"
    return Block(_joined([line.text for line in lines]), tuple(heading.text for heading in headings), locator)


def _joined(lines: Sequence[str]) -> str:
    """Lines as running text; a word divided at a line's end becomes whole again."""
    text = lines[0]
    for line in lines[1:]:
        divided = text.endswith("-") and text[-2:-1].isalpha() and line[:1].islower()
        text = text[:-1] + line if divided else f"{text} {line}"
    return text
