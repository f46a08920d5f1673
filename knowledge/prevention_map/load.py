"""A prevention map from a workbook or a CSV file: every row typed, or every fault named."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from knowledge.errors import UnreadableDocument
from knowledge.prevention_map.cells import Cell
from knowledge.prevention_map.columns import COLUMNS, REQUIRED, Column
from knowledge.prevention_map.identifiers import find_identifier, is_identifying_heading
from knowledge.prevention_map.rows import MapRow, PreventionMap
from knowledge.prevention_map.sheets import Sheet, open_sheets

_HEADER_WITHIN = 20
"""Rows from the top in which a sheet's headings are looked for."""
_PENNY = Decimal("0.01")
_ABOUT_A_POUND = Decimal(1)
_TOTAL = re.compile(r"(?:grand |sub[- ]?)?totals?", re.IGNORECASE)
_ERROR = re.compile(r"#(?:REF|DIV/0|N/A|NAME|NULL|NUM|VALUE|SPILL|CALC)[!?]?")
_MAY_HOLD_KEYS = ("fact_ids",)

_BY_NAME = {
    re.sub(r"\W+", " ", name.replace("_", " ").casefold()).strip(): column
    for column in COLUMNS
    for name in (column.heading, column.field, *column.also_called)
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a map cannot be read as it is, and where. Sheet and column are empty where there is none."""

    sheet: str
    row: int | None
    column: str
    problem: str

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row else ""
        sheet = f"sheet {self.sheet}" if self.sheet else ""
        column = f"column {self.column}" if self.column else ""
        where = ", ".join(part for part in (sheet, row, column) if part)
        return f"{where}: {self.problem}" if where else self.problem


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: its title, the rows that are in order, and every fault."""

    title: str | None
    rows: tuple[MapRow, ...]
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class _Found:
    """What has been read so far."""

    rows: list[MapRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    sheets: int = 0


def load_map(path: Path) -> PreventionMap:
    """The map in an XLSX or CSV file. Raises UnreadableDocument that names sheet, row, column and what is expected."""
    reading = read_map(path)
    if reading.faults:
        first, *others = reading.faults
        more = f" (and {len(others)} more: `insights map check --map FILE` lists all)" if others else ""
        raise UnreadableDocument(f"{first}{more}")
    return PreventionMap(str(path), reading.title or path.stem.replace("-", " ").replace("_", " "), reading.rows)


def read_map(path: Path) -> Reading:
    """The rows of a file and all its faults. Raises UnreadableDocument when it is no workbook or CSV file at all."""
    found = _Found()
    with open_sheets(path) as (title, sheets):
        for sheet in sheets:
            _read_sheet(sheet, found)
    if not found.sheets:
        found.faults.append(
            Fault("", None, "", "no sheet has a row of headings with Id and Intervention: see `insights map template`")
        )
    elif not found.rows and not found.faults:
        found.faults.append(Fault("", None, "", "there is no row below the headings"))
    found.faults.extend(_repeated_ids(found.rows))
    return Reading(title, tuple(found.rows), tuple(found.faults))


def _read_sheet(sheet: Sheet, found: _Found) -> None:
    """Rows and faults of a sheet; a sheet without the headings of a map is notes, and left alone."""
    rows = iter(sheet.rows)
    header = _header(rows)
    if header is None:
        return
    number, headings = header
    found.sheets += 1
    columns, faults = _columns(sheet.name, number, headings)
    faults += _layout_faults(sheet, number, columns)
    if faults:
        found.faults.extend(faults)
        return
    for number, cells in rows:
        if any(cell.value is not None for cell in cells) or number in sheet.layout.hidden_rows:
            _read_row(sheet, number, cells, columns, found)


def _header(rows: Iterator[tuple[int, Sequence[Cell]]]) -> tuple[int, Sequence[str]] | None:
    for number, cells in rows:
        headings = [cell.text for cell in cells]
        if {_column(heading) for heading in headings} & {"id", "intervention"}:
            known = sum(_column(heading) is not None for heading in headings)
            if known > 1:
                return number, headings
        if number == _HEADER_WITHIN:
            return None
    return None


def _column(heading: str) -> str | None:
    column = _BY_NAME.get(_plain(heading))
    return column.field if column else None


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", " ", heading.casefold()).strip()


def _columns(sheet: str, number: int, headings: Sequence[str]) -> tuple[dict[int, Column], list[Fault]]:
    """The column of the table that each cell of a row belongs to, by its place, counted from 0."""
    columns: dict[int, Column] = {}
    faults: list[Fault] = []
    for at, heading in enumerate(headings):
        column = _BY_NAME.get(_plain(heading))
        if column is None:
            if heading:
                faults.append(Fault(sheet, number, f"{heading} ({_letter(at)})", _unknown(heading)))
        elif column in columns.values():
            faults.append(Fault(sheet, number, f"{heading} ({_letter(at)})", "this column is there twice"))
        else:
            columns[at] = column
    missing = [column.heading for column in COLUMNS if column.field in REQUIRED and column not in columns.values()]
    faults.extend(Fault(sheet, number, "", f"there is no column {heading}") for heading in missing)
    return columns, faults


def _unknown(heading: str) -> str:
    if is_identifying_heading(heading):
        return (
            "identifiers of families or people, hashed or not, do not belong in a map: delete this column; "
            "'Overlap estimate' takes a number or a share"
        )
    near = difflib.get_close_matches(_plain(heading), _BY_NAME, n=1, cutoff=0.7)
    hint = f"did you mean {_BY_NAME[near[0]].heading!r}?" if near else "put it under 'Notes' or delete it"
    return f"a map has no such column: {hint}"


def _layout_faults(sheet: Sheet, header: int, columns: Mapping[int, Column]) -> list[Fault]:
    """Whatever could make a reader of the sheet and a reader of its rows see different things."""
    if sheet.is_hidden:
        return [Fault(sheet.name, None, "", "this sheet is hidden: show it, or delete it if it should not count")]
    faults = [
        Fault(sheet.name, None, "", f"cells {merged} are merged: unmerge them and write the value in each row")
        for merged in sheet.layout.merged
        if _last_row(merged) > header
    ]
    hidden = sorted(number for number in sheet.layout.hidden_rows if number > header)
    if hidden:
        problem = "hidden: show them (a filter may be on), or delete them if they should not count"
        faults.append(Fault(sheet.name, None, "", f"rows {_spans(hidden)} are {problem}"))
    faults.extend(
        Fault(sheet.name, None, f"{column.heading} ({_letter(at)})", "this column is hidden: show it, or delete it")
        for at, column in columns.items()
        if at + 1 in sheet.layout.hidden_columns
    )
    return faults


def _last_row(merged: str) -> int:
    return int(re.sub(r"\D", "", merged.split(":")[-1]) or 0)


def _read_row(sheet: Sheet, number: int, cells: Sequence[Cell], columns: Mapping[int, Column], found: _Found) -> None:
    fields: dict[str, Any] = {}
    faults: list[Fault] = []
    for at, cell in enumerate(cells):
        if cell.value is None and not sheet.layout.formulas_without_result:
            continue
        reference = f"{_letter(at)}{number}"
        column = columns.get(at)
        is_uncalculated = reference in sheet.layout.formulas_without_result
        if column is None and (cell.value is not None or is_uncalculated):
            faults.append(Fault(sheet.name, number, _letter(at), f"{cell.text!r} stands below no heading"))
        elif column is not None and is_uncalculated:
            problem = "a formula without a result: open the file in Excel or LibreOffice, save it and try again"
            faults.append(Fault(sheet.name, number, f"{column.heading} ({reference})", problem))
        elif column is not None and cell.value is not None:
            try:
                fields[column.field] = _read_cell(column, cell)
            except ValueError as error:
                faults.append(Fault(sheet.name, number, f"{column.heading} ({reference})", str(error)))
    faults.extend(_row_faults(sheet.name, number, fields, faults))
    if faults:
        found.faults.extend(faults)
        return
    found.rows.append(MapRow(**_with_unit_cost(fields), sheet=sheet.name, number=number))


def _read_cell(column: Column, cell: Cell) -> object:
    """Raises ValueError saying what is expected and what was found."""
    if isinstance(cell.value, str) and _ERROR.fullmatch(cell.value.strip()):
        raise ValueError(f"the formula gives {cell.text}: mend it")
    try:
        value = column.read(cell)
    except ValueError:
        raise ValueError(f"expected {column.expected}, found {cell.text!r}") from None
    if isinstance(cell.value, str) and column.field not in _MAY_HOLD_KEYS and (key := find_identifier(cell.text)):
        raise ValueError(f"{key!r} looks like the identifier of a family or person, which a map must not hold")
    return value


def _row_faults(sheet: str, number: int, fields: Mapping[str, Any], faults: Sequence[Fault]) -> Iterator[Fault]:
    """What is wrong with a row as a whole."""
    if any(_TOTAL.fullmatch(str(fields.get(name, ""))) for name in (*REQUIRED, "place", "need")):
        yield Fault(sheet, number, "", "this is a total: delete the row, for totals are worked out")
        return
    for column in COLUMNS:
        if column.field in REQUIRED and not fields.get(column.field) and not _named_in(faults, column):
            yield Fault(sheet, number, column.heading, "blank: every row needs it")
    stated, worked_out = fields.get("unit_cost"), _unit_cost(fields)
    if stated is not None and worked_out is not None and abs(stated - worked_out) >= _ABOUT_A_POUND:
        problem = f"£{stated:,} is not spend divided by reach (£{worked_out:,}): leave it blank, it is worked out"
        yield Fault(sheet, number, "Unit cost", problem)


def _named_in(faults: Sequence[Fault], column: Column) -> bool:
    return any(fault.column.startswith(f"{column.heading} (") for fault in faults)


def _with_unit_cost(fields: dict[str, Any]) -> dict[str, Any]:
    worked_out = _unit_cost(fields)
    return fields if worked_out is None else {**fields, "unit_cost": worked_out}


def _unit_cost(fields: Mapping[str, Any]) -> Decimal | None:
    spend, reach = fields.get("annual_spend"), fields.get("reach")
    return (spend / reach).quantize(_PENNY) if spend is not None and reach else None


def _repeated_ids(rows: Sequence[MapRow]) -> Iterator[Fault]:
    first: dict[str, MapRow] = {}
    for row in rows:
        earlier = first.setdefault(row.id, row)
        if earlier is not row:
            problem = f"{row.id!r} is also the Id of {earlier.locator}: each row needs its own"
            yield Fault(row.sheet, row.number, "Id", problem)


def _spans(numbers: Sequence[int]) -> str:
    """'5, 7–9'."""
    spans = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        span = [number for _, number in group]
        spans.append(str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}")
    return ", ".join(spans)


@cache
def _letter(at: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
