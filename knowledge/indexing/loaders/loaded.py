"""What every loader returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.indexing.split import Block


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's own metadata fields, a title found in its text, and its blocks in reading order."""

    fields: dict[str, Any]
    title: str | None
    blocks: Sequence[Block]
