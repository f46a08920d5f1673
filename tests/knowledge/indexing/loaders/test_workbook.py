"""Workbooks: every visible row with its column names, located by sheet and row."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.chart import BarChart, Reference

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.workbook import load_workbook
from tests.knowledge.indexing.source_files import damage_part, one_line, write_workbook

ROWS: list[Sequence[object]] = [
    ("Intervention", "Spend", "Note"),
    ("Family hub", 1200, "Open"),
    ("Edge of care", 0.25, None),
    ("Reablement", None, "Closed"),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that each test, and each example of a property test, writes anew."""
    return tmp_path_factory.mktemp("workbook") / "map.xlsx"


def located(loaded: Loaded) -> list[tuple[str, str]]:
    """Where each block stands, and its text."""
    return [(block.locator, block.text) for block in loaded.blocks]


def complaint(path: Path) -> str:
    """What is said about a file that cannot be read; any other exception fails the test."""
    with pytest.raises(UnreadableDocument) as caught:
        load_workbook(path)
    assert one_line(str(caught.value))
    return str(caught.value)


def with_part(path: Path, name: str, content: str) -> Path:
    """Replace one part of the package that a workbook is, as a failed transfer or a foreign program may."""
    write_workbook(path, Map=ROWS)
    with zipfile.ZipFile(path) as package:
        parts = {held: package.read(held) for held in package.namelist()}
    assert name in parts
    with zipfile.ZipFile(path, "w") as package:
        for held, bytes_ in (parts | {name: content.encode()}).items():
            package.writestr(held, bytes_)
    return path


def test_every_row_is_whole_with_its_column_names_its_sheet_and_its_number(path: Path) -> None:
    loaded = load_workbook(write_workbook(path, Map=ROWS, Other=[("A", "B"), ("x", "y")]))
    assert located(loaded) == [
        ("sheet Map, row 2", "Intervention: Family hub; Spend: 1200; Note: Open"),
        ("sheet Map, row 3", "Intervention: Edge of care; Spend: 0.25"),
        ("sheet Map, row 4", "Intervention: Reablement; Note: Closed"),
        ("sheet Other, row 2", "A: x; B: y"),
    ]
    assert all(block.whole for block in loaded.blocks)
    assert [block.headings for block in loaded.blocks] == [("Map",)] * 3 + [("Other",)]


def test_rows_keep_the_numbers_that_the_sheet_shows(path: Path) -> None:
    rows = [(), (), ("Prevention map of Anytown",), (), ("Name", "Spend"), ("Family hub", 5), (), ("Reablement", 7)]
    assert located(load_workbook(write_workbook(path, Map=rows))) == [
        ("sheet Map, row 3", "Prevention map of Anytown"),
        ("sheet Map, row 6", "Name: Family hub; Spend: 5"),
        ("sheet Map, row 8", "Name: Reablement; Spend: 7"),
    ]


def test_hidden_rows_and_sheets_are_left_out(path: Path) -> None:
    write_workbook(path, Map=[*ROWS, ("Unseen row", 1, "x")], Unseen=ROWS, Buried=ROWS)
    workbook = openpyxl.load_workbook(path)
    workbook["Map"].row_dimensions[5].hidden = True
    workbook["Unseen"].sheet_state = "hidden"
    workbook["Buried"].sheet_state = "veryHidden"
    workbook.save(path)
    blocks = load_workbook(path).blocks
    assert [block.locator for block in blocks] == [f"sheet Map, row {row}" for row in (2, 3, 4)]


def test_hidden_columns_are_left_out(path: Path) -> None:
    write_workbook(path, Map=ROWS)
    workbook = openpyxl.load_workbook(path)
    workbook["Map"].column_dimensions["B"].hidden = True
    workbook.save(path)
    assert located(load_workbook(path))[0][1] == "Intervention: Family hub; Note: Open"


def test_hiding_changes_no_row_number(path: Path) -> None:
    write_workbook(path, Map=ROWS)
    workbook = openpyxl.load_workbook(path)
    workbook["Map"].row_dimensions[3].hidden = True
    workbook.save(path)
    assert [block.locator for block in load_workbook(path).blocks] == ["sheet Map, row 2", "sheet Map, row 4"]


def test_a_workbook_of_hidden_sheets_alone_is_refused(path: Path) -> None:
    write_workbook(path, Front=[], Map=ROWS)
    workbook = openpyxl.load_workbook(path)
    workbook["Map"].sheet_state = "hidden"
    workbook.save(path)
    assert "no rows" in complaint(path)


def test_a_cell_under_no_column_name_is_kept(path: Path) -> None:
    rows = [("Name", None, "Spend"), ("Family hub", "a remark", 5, "beyond the last column")]
    assert located(load_workbook(write_workbook(path, Map=rows)))[0][1] == (
        "Name: Family hub; a remark; Spend: 5; beyond the last column"
    )


def test_lines_inside_a_cell_become_one(path: Path) -> None:
    rows = [("Name", "Note"), ("Family hub", "first line\nsecond  line ")]
    assert located(load_workbook(write_workbook(path, Map=rows)))[0][1] == (
        "Name: Family hub; Note: first line second line"
    )


def test_a_zero_and_a_false_are_values(path: Path) -> None:
    rows = [("Name", "Spend", "Open"), ("Family hub", 0, False)]
    assert located(load_workbook(write_workbook(path, Map=rows)))[0][1] == "Name: Family hub; Spend: 0; Open: False"


CELL = (
    st.text(max_size=20)
    .map(lambda text: ILLEGAL_CHARACTERS_RE.sub("", text))
    .filter(
        # '=' begins a formula and '#N/A' is an error value: neither is the text that was typed.
        lambda text: not text.startswith(("=", "#"))
    )
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8))
def test_no_cell_is_lost_doubled_or_moved(path: Path, rows: list[list[str]]) -> None:
    write_workbook(path, Map=[("A", "B", "C"), *rows])
    expected = {}
    for number, row in enumerate(rows, start=2):
        cells = [(name, " ".join(cell.split())) for name, cell in zip("ABC", row, strict=True)]
        text = "; ".join(f"{name}: {cell}" for name, cell in cells if cell)
        if text:
            expected[f"sheet Map, row {number}"] = text
    if expected:
        assert dict(located(load_workbook(path))) == expected
    else:
        assert "no rows" in complaint(path)


def test_the_title_in_the_properties_of_the_file_is_found(path: Path) -> None:
    write_workbook(path, Map=ROWS)
    assert load_workbook(path).title is None
    workbook = openpyxl.load_workbook(path)
    workbook.properties.title = "Prevention map of Anytown"
    workbook.save(path)
    assert load_workbook(path).title == "Prevention map of Anytown"


@pytest.mark.parametrize("rows", [[], [("Name", "Spend")]])
def test_a_workbook_without_a_row_below_its_column_names(path: Path, rows: list[Sequence[object]]) -> None:
    assert "no rows" in complaint(write_workbook(path, Map=rows))


def test_a_file_that_is_no_workbook_is_refused(path: Path) -> None:
    # An encrypted workbook is an old Office container, which begins like this.
    for content in (b"", b"Name,Spend\nFamily hub,5\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000):
        path.write_bytes(content)
        assert "not an XLSX workbook" in complaint(path)


def test_an_archive_of_something_else_is_refused(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert "not an XLSX workbook" in complaint(path)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.98])
def test_a_truncated_workbook_is_refused(path: Path, kept: float) -> None:
    whole = write_workbook(path, Map=ROWS).read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    assert "damaged" in complaint(path)


@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"]
)
def test_a_workbook_with_a_broken_part_is_refused(path: Path, name: str) -> None:
    assert "damaged" in complaint(with_part(path, name, "<broken"))


def test_a_workbook_with_damaged_bytes_inside_is_refused(path: Path) -> None:
    damage_part(write_workbook(path, Map=ROWS), "xl/worksheets/sheet1.xml")
    assert "damaged" in complaint(path)


def test_a_chart_on_a_sheet_of_its_own_does_no_harm(path: Path) -> None:
    write_workbook(path, Map=ROWS)
    workbook = openpyxl.load_workbook(path)
    chart = BarChart()
    chart.add_data(Reference(workbook["Map"], min_col=2, min_row=1, max_row=4), titles_from_data=True)
    workbook.create_chartsheet("Chart").add_chart(chart)
    workbook.save(path)
    assert len(load_workbook(path).blocks) == 3
