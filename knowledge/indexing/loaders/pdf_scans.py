"""Pages of a PDF that are pictures of text, read by Tesseract where it is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.text import paragraphs
from knowledge.indexing.split import Block

_DOTS_PER_INCH = 200
_POINTS_PER_INCH = 72
_MOST_DOTS = 20_000_000
"""Of one page's picture: a page of a hundred metres would take all memory."""
REMEDY = "install Tesseract (Debian: apt-get install tesseract-ocr) and the extra insights-bot[ocr]"


def read_pictures(path: Path, pages: Sequence[int], whole: bool) -> tuple[list[Block], list[str]]:
    """The text of pages that are pictures, and what to warn of; ``whole`` when the file has no other text.

    Raises UnreadableDocument for a scan when Tesseract is not installed.
    """
    if not pages:
        return [], []
    named = ", ".join(map(str, pages[:10])) + (f" and {len(pages) - 10} more" if len(pages) > 10 else "")
    if shutil.which("tesseract") is None or find_spec("pytesseract") is None:
        if whole:
            raise UnreadableDocument(f"no text layer: a scan of {len(pages):,} pages; to have it read, {REMEDY}")
        return [], [f"pages without text, pictures perhaps: {named}; to have them read, {REMEDY}"]
    return list(_read(path, pages)), [f"read from pictures of text, check the figures: page {named}"]


def _read(path: Path, pages: Sequence[int]) -> Iterator[Block]:
    import pypdfium2
    import pytesseract

    document = pypdfium2.PdfDocument(path)
    try:
        for number in pages:
            page = document[number - 1]
            scale = _DOTS_PER_INCH / _POINTS_PER_INCH
            dots = page.get_width() * page.get_height() * scale**2
            picture = page.render(scale=scale * min(1.0, (_MOST_DOTS / dots) ** 0.5)).to_pil()
            page.close()
            for block in paragraphs(pytesseract.image_to_string(picture)):
                yield Block(block.text, (), f"p. {number}")
    finally:
        document.close()
