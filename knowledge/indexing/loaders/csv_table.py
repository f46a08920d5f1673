"""CSV: every row with its column names."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from knowledge.errors import InsightsError, UnreadableDocument
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.workbook import named
from knowledge.indexing.split import Block
from knowledge.text_files import read_text


def load_csv(path: Path) -> Loaded:
    """Read a CSV file in UTF-8; the first row with two cells or more is its header. Raises UnreadableDocument."""
    try:
        rows = list(csv.reader(io.StringIO(read_text(path), newline=""), strict=True))
    except csv.Error as error:
        raise UnreadableDocument(f"not a CSV file with commas: {error}") from error
    except InsightsError as error:
        raise UnreadableDocument(str(error)) from error
    columns: list[str] = []
    blocks = []
    for number, row in enumerate(rows, start=1):
        cells = [" ".join(cell.split()) for cell in row]
        if not columns and sum(map(bool, cells)) > 1:
            columns = cells
        elif any(cells):
            text = named(columns, cells) if columns else " ".join(filter(None, cells))
            blocks.append(Block(text, (), f"row {number}", whole=bool(columns)))
    if not blocks:
        raise UnreadableDocument("no rows below a header row")
    return Loaded({}, None, blocks)
