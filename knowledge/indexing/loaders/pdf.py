"""PDF: paragraphs with their page. The home of pdfplumber."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.split import Block

_HEADING_RATIO = 1.15
"""A line this much larger than the document's usual letters is a heading."""
_GAP_RATIO = 1.6
"""A gap this many times the usual line distance parts two paragraphs."""


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
    if not any(pages):
        raise UnreadableDocument("no text layer: it is empty or a scan")
    return Loaded({}, title if isinstance(title, str) and title.strip() else None, list(_blocks(pages)))


def _lines(page: Any) -> list[dict[str, Any]]:
    lines = page.extract_text_lines(return_chars=True, strip=True)
    return [
        {
            "text": " ".join(line["text"].split()),
            "top": line["top"],
            "bottom": line["bottom"],
            "size": max(char["size"] for char in line["chars"]),
        }
        for line in lines
        if line["text"].strip()
    ]


def _blocks(pages: list[list[dict[str, Any]]]) -> Iterator[Block]:
    usual = _median([line["size"] for lines in pages for line in lines for _ in line["text"]])
    headings: tuple[str, ...] = ()
    heading_size = 0.0
    for number, lines in enumerate(pages, start=1):
        paragraph: list[str] = []
        distance = _median([after["top"] - before["top"] for before, after in _pairs(lines)])
        for position, line in enumerate(lines):
            is_heading = line["size"] > usual * _HEADING_RATIO and len(line["text"]) < 200
            far = position > 0 and line["top"] - lines[position - 1]["top"] > distance * _GAP_RATIO
            if paragraph and (is_heading or far):
                yield Block(_joined(paragraph), headings, f"p. {number}")
                paragraph = []
            if is_heading:
                continues = position > 0 and lines[position - 1]["size"] == line["size"] and not far
                headings = _under(headings, line["text"], line["size"], heading_size, continues)
                heading_size = line["size"]
            else:
                paragraph.append(line["text"])
        if paragraph:
            yield Block(_joined(paragraph), headings, f"p. {number}")


def _under(headings: tuple[str, ...], text: str, size: float, previous: float, continues: bool) -> tuple[str, ...]:
    """The heading path after one more heading line: the largest is kept, smaller ones go below it."""
    if continues and headings:
        return (*headings[:-1], f"{headings[-1]} {text}")
    if headings and size < previous:
        return (headings[0], text)
    return (headings[0], text) if len(headings) > 1 and size == previous else (text,)


def _joined(lines: list[str]) -> str:
    """Lines as running text; a word divided at a line's end becomes whole again."""
    text = lines[0]
    for line in lines[1:]:
        divided = text.endswith("-") and text[-2:-1].isalpha() and line[:1].islower()
        text = text[:-1] + line if divided else f"{text} {line}"
    return text


def _pairs(lines: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return list(itertools.pairwise(lines))


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0
