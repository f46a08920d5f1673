"""Workbooks: every row with its column names, located by sheet and row. The home of openpyxl."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.cell_text import shown
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.package import open_package
from knowledge.indexing.loaders.rows import named_row
from knowledge.indexing.loaders.signature import check_package
from knowledge.indexing.split import Block
from knowledge.limits import DEFAULT_LIMITS, ReadingLimits, too_much

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)>")
_NOT_COMPUTED = re.compile(rb"</(?:\w+:)?f>(?:<(?:\w+:)?v>\s*</(?:\w+:)?v>|<(?:\w+:)?v\s*/>)?</(?:\w+:)?c>")
_AT_ONCE = 1 << 20
_MOST_CELLS = 5_000_000
"""From the first to the last one used: a single value at the far end of a sheet makes it 17 thousand million."""


def load_workbook(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Loaded:
    """Read the visible sheets and rows of an XLSX file. Raises UnreadableDocument."""
    import openpyxl

    check_package(path, "an XLSX workbook")
    not_computed = _look_through(path, limits)
    left_out: Counter[str] = Counter()
    try:
        workbook = openpyxl.load_workbook(path, data_only=True)
        left_out["sheet"] = sum(sheet.sheet_state != "visible" for sheet in workbook.worksheets)
        seen = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        for sheet in seen:
            if sheet.max_row * sheet.max_column > _MOST_CELLS:
                raise UnreadableDocument(f"sheet {sheet.title} is used far off: delete the empty rows and columns")
        blocks = [block for sheet in seen for block in _rows(sheet, left_out)]
    except (MemoryError, UnreadableDocument):
        raise
    except Exception as error:  # a malformed part makes the zip, XML or style code trip in many ways
        raise UnreadableDocument(f"damaged, or not an XLSX workbook ({type(error).__name__})") from error
    if not blocks:
        raise UnreadableDocument("no rows below a header row" + (", but hidden ones" if left_out.total() else ""))
    return Loaded({}, workbook.properties.title or None, blocks, tuple(_warnings(left_out, not_computed)))


def _look_through(path: Path, limits: ReadingLimits) -> int:
    """The number of formulas that were never computed. Raises UnreadableDocument beyond the limits.

    A workbook takes fifty times its size when loaded, so its rows with a value are counted before.
    """
    rows = not_computed = 0
    with open_package(path, limits) as package:
        for name in filter(_SHEET.fullmatch, package.namelist()):
            try:
                with package.open(name) as sheet:
                    rest = b""
                    while part := sheet.read(_AT_ONCE):
                        *whole, rest = _ROW.split(rest[-_AT_ONCE:] + part)
                        rows += sum(_VALUE.search(row) is not None for row in whole)
                        not_computed += len(_NOT_COMPUTED.findall(part))
                    rows += _VALUE.search(rest) is not None
            except Exception as error:  # zlib, CRC and header faults have no common class
                raise UnreadableDocument(f"damaged, or not an XLSX workbook ({type(error).__name__})") from error
    if rows > limits.rows:
        raise too_much(f"{rows:,} rows", f"{limits.rows:,}", "READING_ROWS")
    return not_computed


def _rows(sheet: Any, left_out: Counter[str]) -> Iterator[Block]:
    hidden = _hidden_columns(sheet)
    left_out["column"] += len(hidden)
    columns: Sequence[str] = ()
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if sheet.row_dimensions[number].hidden:
            left_out["row"] += any(cell.value is not None for cell in row)
            continue
        cells = [_text(cell, left_out) for cell in row if cell.column not in hidden]
        if not any(cells):
            continue
        locator = f"sheet {sheet.title}, row {number}"
        if not columns and sum(map(bool, cells)) > 1:
            columns = cells
        elif columns:
            yield Block(named_row(columns, cells), (sheet.title,), locator, whole=True)
        else:
            yield Block(" ".join(filter(None, cells)), (sheet.title,), locator)


def _hidden_columns(sheet: Any) -> set[int]:
    """The numbers of the columns nobody sees; one entry of the sheet can stand for a run of them."""
    return {
        number
        for column in sheet.column_dimensions.values()
        if column.hidden
        for number in range(column.min or 0, min(column.max or 0, sheet.max_column) + 1)
    }


def _text(cell: Any, left_out: Counter[str]) -> str:
    text = shown(cell.value, cell.number_format)
    if text and _is_unseen(cell):
        left_out["cell"] += 1
        return ""
    return text


def _is_unseen(cell: Any) -> bool:
    """White on white, too small, or of a format that shows nothing."""
    if not cell.has_style:
        return False
    white = _is_white(cell.font.color) and (cell.fill.fill_type is None or _is_white(cell.fill.fgColor))
    return white or (cell.font.size or 11) < 2 or cell.number_format == ";;;"


def _is_white(colour: Any) -> bool:
    """Of a colour as written or of the theme's first, the background; what a theme shifts is not white."""
    if colour is None:
        return False
    if colour.type == "rgb":
        return str(colour.rgb)[-6:].upper() == "FFFFFF"
    return bool(colour.type == "theme" and colour.theme == 0 and not colour.tint)


def _warnings(left_out: Counter[str], not_computed: int) -> Iterator[str]:
    found = [f"{count:,} {what}{'s' if count > 1 else ''}" for what, count in left_out.items() if count]
    if found:
        yield f"hidden {', '.join(found)} left out"
    if not_computed:
        yield f"{not_computed:,} formulas hold no result: open the workbook in a spreadsheet program and save it"
