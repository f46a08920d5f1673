"""Workbooks: every row with its column names, located by sheet and row. The home of openpyxl."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.split import Block


def load_workbook(path: Path) -> Loaded:
    """Read the visible sheets and rows of an XLSX file. Raises UnreadableDocument."""
    import openpyxl

    try:
        workbook = openpyxl.load_workbook(path, data_only=True)
        blocks = [block for sheet in workbook.worksheets if sheet.sheet_state == "visible" for block in _rows(sheet)]
    except Exception as error:  # a malformed part makes the zip, XML or style code trip in many ways
        raise UnreadableDocument(f"damaged, encrypted or not an XLSX workbook ({type(error).__name__})") from error
    if not blocks:
        raise UnreadableDocument("no rows below a header row")
    return Loaded({}, workbook.properties.title or None, blocks)


def _rows(sheet: Any) -> Iterator[Block]:
    from openpyxl.utils import get_column_letter

    hidden = [sheet.column_dimensions[get_column_letter(at)].hidden for at in range(1, sheet.max_column + 1)]
    columns: list[str] = []
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if sheet.row_dimensions[number].hidden:
            continue
        cells = [_shown(value) for value, left_out in zip(row, hidden, strict=False) if not left_out]
        if not any(cells):
            continue
        locator = f"sheet {sheet.title}, row {number}"
        if not columns and sum(map(bool, cells)) > 1:
            columns = cells
        elif columns:
            yield Block(named(columns, cells), (sheet.title,), locator, whole=True)
        else:
            yield Block(" ".join(filter(None, cells)), (sheet.title,), locator)


def _shown(value: object) -> str:
    """A cell as text on one line; a date without a time of day is a date."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return "" if value is None else " ".join(str(value).split())


def named(columns: list[str], cells: list[str]) -> str:
    """A row that can be read alone: every cell that is not blank, with its column's name."""
    named = zip([*columns, *[""] * len(cells)], cells, strict=False)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in named if cell)
