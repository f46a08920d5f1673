"""Prevention maps: a block for each row, with its typed values beside its text, and whatever else the file says."""

from __future__ import annotations

from pathlib import Path

from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.workbook import load_workbook
from knowledge.indexing.split import Block
from knowledge.limits import DEFAULT_LIMITS, ReadingLimits
from knowledge.prevention_map.load import load_map
from knowledge.prevention_map.record import to_record
from knowledge.prevention_map.show import row_text
from knowledge.prevention_map.template import HOW_TO


def load_prevention_map(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Loaded:
    """Read a map from an XLSX or CSV file. Raises UnreadableDocument naming sheet, row, column and what is expected."""
    read = load_map(path)
    rows = [
        Block(row_text(row), (row.sheet,) if row.sheet else (), row.locator, whole=True, record=to_record(row))
        for row in read.rows
    ]
    is_row = {row.locator for row in read.rows}
    workbook = None if path.suffix.lower() == ".csv" else load_workbook(path, limits)
    beside = workbook.blocks if workbook else []
    notes = [block for block in beside if block.locator not in is_row and block.headings[0] != HOW_TO]
    return Loaded({}, read.title, [*rows, *notes], workbook.warnings if workbook else ())
