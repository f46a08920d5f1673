"""Ruled tables of a PDF page, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.indexing.loaders.rows import named_row

_MOST_EDGES = 3_000
"""A page with more is a drawing; looking for tables in it takes minutes."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its place in points and its rows of cells, empty ones included."""

    left: float
    top: float
    right: float
    bottom: float
    page: int
    number: int
    rows: tuple[tuple[str, ...], ...]

    def holds(self, character: dict[str, Any]) -> bool:
        """Whether a letter stands in the table."""
        across, down = (character["x0"] + character["x1"]) / 2, (character["top"] + character["bottom"]) / 2
        return bool(self.left <= across <= self.right and self.top <= down <= self.bottom)

    def named_rows(self) -> list[tuple[int, str]]:
        """Row numbers and rows as text, under the column names of the first row."""
        columns = self.rows[0] if len(self.rows) > 1 else ()
        first = 2 if columns else 1
        rows = self.rows[1:] if columns else self.rows
        return [(number, text) for number, row in enumerate(rows, start=first) if (text := named_row(columns, row))]


def tables_of(page: Any, characters: Sequence[dict[str, Any]]) -> list[Table]:
    """The tables of a page that have two rows and two columns or more; a frame around text is none."""
    if not characters or len(page.edges) > _MOST_EDGES or not page.edges:
        return []
    tables: list[Table] = []
    for found in page.find_tables():
        rows = tuple(tuple(_cell(cell, characters) for cell in row.cells) for row in found.rows)
        filled = [row for row in rows if any(row)]
        if len(filled) > 1 and max(sum(map(bool, row)) for row in filled) > 1:
            left, top, right, bottom = found.bbox
            tables.append(Table(left, top, right, bottom, page.page_number, len(tables) + 1, tuple(filled)))
    return tables


def _cell(box: tuple[float, float, float, float] | None, characters: Sequence[dict[str, Any]]) -> str:
    from pdfplumber.utils.text import extract_text

    if box is None:
        return ""
    left, top, right, bottom = box
    inside = [
        held
        for held in characters
        if left <= (held["x0"] + held["x1"]) / 2 < right and top <= (held["top"] + held["bottom"]) / 2 < bottom
    ]
    return " ".join(extract_text(inside).split()) if inside else ""
