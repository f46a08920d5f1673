"""PDF: paragraphs, table rows and footnotes with their page, in reading order. The home of pdfplumber."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.pdf_columns import Placed, in_reading_order
from knowledge.indexing.loaders.pdf_lines import Segment, segments_of
from knowledge.indexing.loaders.pdf_paragraphs import Line, blocks_of, without_running_heads
from knowledge.indexing.loaders.pdf_scans import read_pictures
from knowledge.indexing.loaders.pdf_seen import HiddenText, seen_characters
from knowledge.indexing.loaders.pdf_tables import Table, tables_of
from knowledge.indexing.loaders.signature import held
from knowledge.indexing.split import Block
from knowledge.limits import DEFAULT_LIMITS, ReadingLimits, too_much

_NO_TITLE = re.compile(
    r"untitled|microsoft (?:word|powerpoint|excel)|.*\.(?:docx?|pptx?|xlsx?|indd|pdf)$", re.IGNORECASE
)
_PICTURE_SHARE = 0.3
"""A page without letters that a picture covers so far is taken for a scan."""


@dataclass(slots=True)
class _Read:
    """What has been read of a file so far."""

    pages: list[list[Line | Table]] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    """Numbers of pages that are a picture."""
    left_out: Counter[str] = field(default_factory=Counter)


def load_pdf(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Loaded:
    """Read a PDF's text layer page by page, pages that are pictures through Tesseract where that is installed.

    Raises UnreadableDocument for encrypted and damaged files, and for scans that cannot be read.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    if (found := held(path)) != "a PDF":
        raise UnreadableDocument(f"damaged or not a PDF{f': it is {found}' if found else ''}")
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    read = _Read()
    try:
        with pdfplumber.open(path) as pdf:
            if len(pdf.pages) > limits.pages:
                raise too_much(f"{len(pdf.pages):,} pages", f"{limits.pages:,}", "READING_PAGES")
            if pdf.pages:
                with HiddenText(path) as hidden:
                    for page in pdf.pages:
                        _read_page(page, hidden, read)
            title = (pdf.metadata or {}).get("Title")
    except (MemoryError, UnreadableDocument):
        raise
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise UnreadableDocument("encrypted: save a copy without a password") from error
        raise UnreadableDocument("damaged or not a PDF") from error
    except Exception as error:  # pdfminer raises whatever a malformed file makes it trip over
        raise UnreadableDocument(f"damaged PDF ({type(error).__name__})") from error
    return _loaded(path, title, read)


def _read_page(page: Any, hidden: HiddenText, read: _Read) -> None:
    """Reads one page and forgets what was worked out about it: thousands of pages must not pile up."""
    characters, unseen = seen_characters(page, hidden.areas(page))
    read.left_out["letters that a reader does not see"] += unseen
    upright = [character for character in characters if character.get("upright", True)]
    read.left_out["letters printed sideways"] += len(characters) - len(upright)
    tables = tables_of(page, upright)
    text = [held for held in upright if not any(table.holds(held) for table in tables)]
    placed: list[Placed] = [*segments_of(text, page.hyperlinks), *tables]
    read.pages.append(list(_lines(in_reading_order(placed), page.page_number)))
    if not characters and _is_picture(page):
        read.pictures.append(page.page_number)
    page.close()


def _is_picture(page: Any) -> bool:
    covered = sum(abs(image["width"] * image["height"]) for image in page.images)
    return bool(covered >= page.width * page.height * _PICTURE_SHARE)


def _lines(runs: Sequence[Sequence[Placed]], page: int) -> Iterator[Line | Table]:
    """The lines of a page, each with its distance from the one above in the same column."""
    above: Placed | None = None
    for run in runs:
        for number, placed in enumerate(run):
            if isinstance(placed, Segment):
                follows = isinstance(above, Segment) and placed.top >= above.top
                goes_on = number > 0 or (above is not None and _begins_below(above, placed))
                gap = placed.top - above.top if above and follows and goes_on else None
                yield Line(placed.text, round(placed.size, 1), placed.bold, page, gap, placed.top, placed.link)
            else:
                yield placed
            above = placed


def _begins_below(above: Placed, placed: Segment) -> bool:
    """Whether a run goes on from the one before: a title's last line can be too short to reach over two columns."""
    return abs(above.left - placed.left) < 2 and 0 < placed.top - above.top < placed.size * 2


def _loaded(path: Path, title: object, read: _Read) -> Loaded:
    lines, heads = without_running_heads(read.pages)
    blocks = list(blocks_of(lines))
    pictures, warnings = read_pictures(path, read.pictures, whole=not blocks)
    if not blocks and not pictures:
        raise UnreadableDocument("no text layer: it is empty or a scan")
    if pictures:
        blocks = sorted([*blocks, *pictures], key=lambda block: int(block.locator[3:].split("–")[0].split(",")[0]))
    undecoded = sum(block.text.count("(cid:") for block in blocks)
    found = [f"{count:,} {what} left out" for what, count in read.left_out.items() if count]
    if undecoded:
        found.append(f"{undecoded:,} letters cannot be decoded, for the file does not say what they are")
    if heads:
        found.append(f"running heads left out: {'; '.join(heads)[:200]}")
    return Loaded({}, _title(title, blocks), blocks, (*found, *warnings))


def _title(said: object, blocks: Sequence[Block]) -> str | None:
    """The title in the file's properties, unless a program put it there; else the first heading."""
    if isinstance(said, str) and said.strip() and not _NO_TITLE.match(said.strip()):
        return said.strip()
    return next((block.headings[0] for block in blocks if block.headings), None)
