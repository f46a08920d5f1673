"""What reading a question to a map takes and gives, where its words are not understood without a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answering.timing import Timings
from bot.vocabulary import Usage
from knowledge.prevention_map.rows import MapRow
from knowledge.prevention_map.understanding.typed_query import TypedQuery


@dataclass(frozen=True, slots=True)
class MapReading:
    """The query a question was read as, by which prompt, and what that took; no query where it is none to a map."""

    typed: TypedQuery | None
    prompt: str
    usage: Usage | None = None


class MapReader(Protocol):
    """Reads a question in anybody's words as a query to a map."""

    def read(self, question: str, rows: Sequence[MapRow], timings: Timings) -> MapReading:
        """The query, not yet checked. ``rows`` are those of a map that the asker may see. Never raises ModelFault."""
        ...
