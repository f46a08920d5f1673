"""CSV: every row with its column names, located by the row a spreadsheet program shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.decode import decode_file
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.rows import named_row
from knowledge.indexing.loaders.signature import check_text
from knowledge.indexing.split import Block
from knowledge.limits import DEFAULT_LIMITS, ReadingLimits, too_much

_DELIMITERS = (",", ";", "\t", "|")


def load_delimited(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Loaded:
    """Read the rows of a CSV or TSV file. Raises UnreadableDocument."""
    check_text(path, "a CSV file")
    text, warnings = decode_file(path)
    try:
        rows = list(_rows(text, limits))
    except csv.Error as error:
        raise UnreadableDocument(f"not a CSV file, or a quotation mark is never closed ({error})") from error
    blocks = list(_blocks(rows))
    if not blocks:
        raise UnreadableDocument("no rows below a header row")
    return Loaded({}, None, blocks, warnings)


def _rows(text: str, limits: ReadingLimits) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    for number, row in enumerate(reader, start=1):
        if number > limits.rows + 1:
            raise too_much(f"{number + sum(1 for _ in reader):,} rows", f"{limits.rows:,}", "READING_ROWS")
        yield [" ".join(cell.split()) for cell in row]


def _delimiter(text: str) -> str:
    """What most often stands between cells in the first lines; a comma where nothing does."""
    head = "\n".join(text.split("\n", 20)[:20])
    return max(_DELIMITERS, key=head.count)


def _blocks(rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    """The first row with two or more cells is the header; what stands above it is text."""
    columns: Sequence[str] = ()
    for number, cells in enumerate(rows, start=1):
        if not any(cells):
            continue
        if not columns and sum(map(bool, cells)) > 1:
            columns = cells
        elif columns:
            yield Block(named_row(columns, cells), (), f"row {number}", whole=True)
        else:
            yield Block(" ".join(filter(None, cells)), (), f"row {number}")
