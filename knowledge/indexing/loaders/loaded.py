"""What every loader returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.indexing.split import Block


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's own metadata fields, a title found in its text, and its blocks in reading order.

    ``warnings`` say what was left out or may be misread, one line each, for the person who adds the file.
    """

    fields: dict[str, Any]
    title: str | None
    blocks: Sequence[Block]
    warnings: tuple[str, ...] = ()
