"""The sheets of a workbook or CSV file as rows of cells, with what would make their reading unsafe."""

from __future__ import annotations

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers.expat import ParserCreate

from knowledge.errors import InsightsError, UnreadableDocument
from knowledge.prevention_map.cells import Cell
from knowledge.text_files import read_text

_LITERAL = re.compile(r'"[^"]*"|\\.')
"""Parts of a number format that are shown as they stand: 0"%" shows 35 as 35%, where 0% shows 0.35 so."""

Rows = Iterable[tuple[int, Sequence[Cell]]]


@dataclass(slots=True)
class Layout:
    """What a sheet's values alone do not tell. Rows are numbered from 1, columns too."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    """Ranges such as D4:D6."""
    formulas_without_result: set[str] = field(default_factory=set)
    """Cells such as Q5 whose formula nobody has calculated yet."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name (empty for a CSV file), its rows by number, and its layout."""

    name: str
    rows: Rows
    layout: Layout
    is_hidden: bool = False


@contextmanager
def open_sheets(path: Path) -> Iterator[tuple[str | None, Sequence[Sheet]]]:
    """The file's title and its sheets; rows are read as they are asked for. Raises UnreadableDocument."""
    suffix = path.suffix.lower()
    if suffix == ".csv":
        yield None, [Sheet("", _csv_rows(path), Layout())]
    elif suffix == ".xlsx":
        with _workbook(path) as opened:
            yield opened
    else:
        raise UnreadableDocument(f"a map is an .xlsx or .csv file, not {suffix or 'a file without an ending'}")


def _csv_rows(path: Path) -> Iterator[tuple[int, list[Cell]]]:
    try:
        for number, row in enumerate(csv.reader(io.StringIO(read_text(path), newline=""), strict=True), start=1):
            yield number, [Cell(text.strip() or None) for text in row]
    except csv.Error as error:
        raise UnreadableDocument(f"not a CSV file with commas: {error}") from error
    except InsightsError as error:
        raise UnreadableDocument(str(error)) from error


@contextmanager
def _workbook(path: Path) -> Iterator[tuple[str | None, Sequence[Sheet]]]:
    import openpyxl

    if not path.is_file():
        raise UnreadableDocument(f"no file {path}")
    try:
        workbook = openpyxl.load_workbook(path, data_only=True, read_only=True)
        layouts = _layouts(path)
    except Exception as error:  # a malformed part makes the zip, XML or style code trip in many ways
        raise UnreadableDocument(f"damaged, encrypted or not an XLSX workbook ({type(error).__name__})") from error
    try:
        sheets = [
            Sheet(sheet.title, _sheet_rows(sheet), layouts.get(sheet.title, Layout()), sheet.sheet_state != "visible")
            for sheet in workbook.worksheets
        ]
        yield workbook.properties.title or None, sheets
    finally:
        workbook.close()


def _sheet_rows(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    sheet.reset_dimensions()  # programs that write a sheet may leave a size in it that is too small
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [_cell(cell) for cell in row]


def _cell(cell: Any) -> Cell:
    value = cell.value
    if isinstance(value, str) and not value.strip():
        value = None
    return Cell(value, isinstance(value, int | float) and "%" in _LITERAL.sub("", cell.number_format or ""))


def _layouts(path: Path) -> dict[str, Layout]:
    """The layout of each sheet by name, from the workbook's XML, which openpyxl's reading of large files leaves out."""
    with zipfile.ZipFile(path) as archive:
        return {name: _layout(archive, part) for name, part in _sheet_parts(archive)}


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if _tag(element) == "sheet":
            relation = next(value for key, value in element.attrib.items() if key.endswith("}id"))
            yield element.get("name", ""), posixpath.normpath(posixpath.join("xl", targets[relation])).lstrip("/")


def _layout(archive: zipfile.ZipFile, part: str) -> Layout:
    reader = _LayoutReader()
    if part in archive.namelist():
        with archive.open(part) as file:
            reader.parser.ParseFile(file)
    return reader.layout


class _LayoutReader:
    """Takes down what a sheet's XML says of its layout; a tree of 50,000 rows would take minutes."""

    def __init__(self) -> None:
        self.layout = Layout()
        self.parser = ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._cell: dict[str, str] = {}
        self._has_formula = self._in_value = self._has_result = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self._cell = attributes
            self._has_formula, self._has_result = False, attributes.get("t") == "str"
        elif tag == "f":
            self._has_formula = True
        elif tag == "v":
            self._in_value = True
        elif tag == "row" and _is_on(attributes.get("hidden")):
            self.layout.hidden_rows.add(int(attributes.get("r", "0")))
        elif tag == "col" and _is_on(attributes.get("hidden")):
            first, last = int(attributes.get("min", "0")), int(attributes.get("max", "0"))
            self.layout.hidden_columns.update(range(first, last + 1))
        elif tag == "mergeCell":
            self.layout.merged.append(attributes.get("ref", ""))

    def _text(self, _: str) -> None:
        self._has_result = self._has_result or self._in_value

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "v":
            self._in_value = False
        elif tag == "c" and self._has_formula and not self._has_result:
            self.layout.formulas_without_result.add(self._cell.get("r", ""))


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_on(flag: str | None) -> bool:
    return flag in ("1", "true")
