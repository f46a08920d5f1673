"""Plain text: paragraphs between blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.decode import decode_file
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.signature import check_text
from knowledge.indexing.split import Block
from knowledge.limits import DEFAULT_LIMITS, ReadingLimits

_BLANK_LINES = re.compile(r"\n\s*\n")


def load_text(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Loaded:
    """Read a plain text file. Raises UnreadableDocument."""
    check_text(path, "plain text")
    text, warnings = decode_file(path)
    blocks = list(paragraphs(text))
    if not blocks:
        raise UnreadableDocument("no text")
    return Loaded({}, None, blocks, warnings)


def paragraphs(text: str, headings: tuple[str, ...] = ()) -> Iterator[Block]:
    """The paragraphs of a plain text, each on one line."""
    parts = [" ".join(part.split()) for part in _BLANK_LINES.split(text.replace("\r\n", "\n").replace("\r", "\n"))]
    for number, part in enumerate(filter(None, parts), start=1):
        yield Block(part, headings, f"paragraph {number}")
