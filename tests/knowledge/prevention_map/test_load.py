"""Maps as people keep them: every row comes in, or the fault is named with sheet, row, column and what is expected."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from knowledge.errors import UnreadableDocument
from knowledge.prevention_map.load import load_map, read_map
from knowledge.prevention_map.review import review_map
from knowledge.prevention_map.rows import Overlap, Profile, Tier
from tests.knowledge.prevention_map.made_maps import HEADINGS, write_map

ROWS = int(os.environ.get("MAP_ROWS", "5000"))
GOOD = {"Id": "P01", "Intervention": "Falls classes", "Annual spend": 1000}


def faults(path: Path) -> list[str]:
    """Every fault of a file in words."""
    return [str(fault) for fault in read_map(path).faults]


def changed(path: Path, change: Callable[[Any], object]) -> Path:
    """The workbook after a change to its first sheet."""
    workbook = openpyxl.load_workbook(path)
    change(workbook.worksheets[0])
    workbook.save(path)
    return path


@pytest.mark.parametrize(
    ("heading", "value", "field", "read"),
    [
        ("Annual spend", 125000, "annual_spend", Decimal("125000.00")),
        ("Annual spend", 0.1, "annual_spend", Decimal("0.10")),
        ("Annual spend", "£1,250,000.50", "annual_spend", Decimal("1250000.50")),
        ("NFA rate", 35, "nfa_rate", Decimal(35)),
        ("NFA rate", "35%", "nfa_rate", Decimal(35)),
        ("NFA rate", 0, "nfa_rate", Decimal(0)),
        ("Grant end date", dt.date(2027, 3, 31), "grant_end_date", dt.date(2027, 3, 31)),
        ("Grant end date", "31/03/2027", "grant_end_date", dt.date(2027, 3, 31)),
        ("Grant end date", "31 March 2027", "grant_end_date", dt.date(2027, 3, 31)),
        ("Tier", "Front-door; Targeted", "tier", (Tier.FRONT_DOOR, Tier.TARGETED)),
        ("Need", "Falls; a fall ;  Falls", "need", ("Falls", "a fall")),
        ("Overlap estimate", 60, "overlap", Overlap(Decimal(60), False)),
        ("Overlap estimate", "20%", "overlap", Overlap(Decimal(20), True)),
    ],
)
def test_a_cell_is_read_as_people_write_it(
    tmp_path: Path, heading: str, value: object, field: str, read: object
) -> None:
    (row,) = load_map(write_map(tmp_path / "map.xlsx", [{**GOOD, heading: value}])).rows
    assert getattr(row, field) == read
    assert row.locator == "sheet Map, row 2"


def test_a_cell_formatted_as_percent_is_percent(tmp_path: Path) -> None:
    path = write_map(tmp_path / "map.xlsx", [{**GOOD, "NFA rate": 0.35}])
    changed(path, lambda sheet: setattr(sheet["F2"], "number_format", "0%"))
    assert load_map(path).rows[0].nfa_rate == 35

    def show_a_sign(sheet: Any) -> None:
        sheet["F2"].value = 35
        sheet["F2"].number_format = '0"%"'

    changed(path, show_a_sign)
    assert load_map(path).rows[0].nfa_rate == 35


@pytest.mark.parametrize(
    ("heading", "value", "said"),
    [
        ("Annual spend", "about 5k", "sheet Map, row 2, column Annual spend (E2): expected pounds such as 125000"),
        ("Annual spend", "TBC", "found 'TBC'"),
        ("Annual spend", -5, "found '-5'"),
        ("Annual spend", True, "found 'True'"),
        ("NFA rate", 0.35, "expected percent such as 35 or 35% (a bare 0.35 could mean either), found '0.35'"),
        ("NFA rate", 135, "found '135'"),
        ("Tier", "targetted", "expected one or more of universal, targeted, specialist, front door, system"),
        ("Tier", "universal to targeted", "found 'universal to targeted'"),
        ("Grant end date", "spring 2027", "expected a date such as 31/03/2027, found 'spring 2027'"),
        ("Overlap estimate", "A12; B14", "a number of families or a share such as 20% (never which families)"),
        ("Overlap estimate", "9f86d081884c7d65", "(never which families)"),
        ("Need", "5d41402abc4b2a76b9719d911017c592", "looks like the identifier of a family or person"),
        ("Need", "Families FAM-00123, FAM-00124", "looks like the identifier of a family or person"),
        ("Need", "943 476 5919", "looks like the identifier of a family or person"),
        ("Id", None, "sheet Map, row 2, column Id: blank: every row needs it"),
        ("Intervention", "Total", "this is a total: delete the row, for totals are worked out"),
        ("Annual spend", "#REF!", "the formula gives #REF!: mend it"),
    ],
)
def test_a_wrong_cell_is_named_with_what_is_expected(tmp_path: Path, heading: str, value: object, said: str) -> None:
    path = write_map(tmp_path / "map.xlsx", [{**GOOD, heading: value}, {**GOOD, "Id": "P02"}])
    (fault,) = faults(path)
    assert said in fault
    assert fault.startswith("sheet Map, row 2")
    with pytest.raises(UnreadableDocument, match="sheet Map, row 2"):
        load_map(path)


def test_nothing_is_lost_when_one_cell_is_wrong(tmp_path: Path) -> None:
    path = write_map(
        tmp_path / "map.xlsx", [GOOD, {**GOOD, "Id": "P02", "Tier": "x"}, {**GOOD, "Id": "P03", "Tier": "y"}]
    )
    with pytest.raises(UnreadableDocument, match=r"row 3.*and 1 more: `insights map check --map FILE` lists all"):
        load_map(path)
    assert len(faults(path)) == 2


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Anual spend", "a map has no such column: did you mean 'Annual spend'?"),
        ("Colour", "a map has no such column: put it under 'Notes' or delete it"),
        ("Family ID", "identifiers of families or people, hashed or not, do not belong in a map"),
        ("Hashed family ids", "identifiers of families or people, hashed or not, do not belong in a map"),
        ("NHS number", "identifiers of families or people, hashed or not, do not belong in a map"),
        ("Tier", "this column is there twice"),
    ],
)
def test_a_wrong_heading_is_named(tmp_path: Path, heading: str, said: str) -> None:
    path = write_map(tmp_path / "map.xlsx", [GOOD], [*HEADINGS, heading])
    (fault,) = faults(path)
    assert fault.startswith(f"sheet Map, row 1, column {heading} (I): {said}")


def test_a_workbook_without_the_headings_says_so(tmp_path: Path) -> None:
    path = write_map(tmp_path / "map.xlsx", [{"Name": "x"}], ["Name", "Spend"])
    assert faults(path) == ["no sheet has a row of headings with Id and Intervention: see `insights map template`"]
    assert "no column Id" in faults(write_map(tmp_path / "other.xlsx", [GOOD], HEADINGS[1:]))[0]


def test_values_below_no_heading_are_named(tmp_path: Path) -> None:
    path = changed(write_map(tmp_path / "map.xlsx", [GOOD]), lambda sheet: setattr(sheet["J2"], "value", "stray"))
    assert faults(path) == ["sheet Map, row 2, column J: 'stray' stands below no heading"]


def test_merged_cells_hidden_rows_columns_and_sheets_are_named(tmp_path: Path) -> None:
    rows = [{**GOOD, "Id": f"P{number:02}"} for number in range(1, 7)]
    merged = changed(write_map(tmp_path / "a.xlsx", rows), lambda sheet: sheet.merge_cells("C2:C4"))
    assert faults(merged) == ["sheet Map: cells C2:C4 are merged: unmerge them and write the value in each row"]

    def hide(sheet: Any) -> None:
        for number in (3, 5, 6):
            sheet.row_dimensions[number].hidden = True

    hidden = changed(write_map(tmp_path / "b.xlsx", rows), hide)
    assert faults(hidden)[0].startswith("sheet Map: rows 3, 5–6 are hidden: show them (a filter may be on)")
    column = changed(
        write_map(tmp_path / "c.xlsx", rows), lambda sheet: setattr(sheet.column_dimensions["E"], "hidden", True)
    )
    assert faults(column) == ["sheet Map, column Annual spend (E): this column is hidden: show it, or delete it"]

    def hide_all(sheet: Any) -> None:
        sheet.parent.create_sheet("About")
        sheet.sheet_state = "hidden"

    sheet = changed(write_map(tmp_path / "d.xlsx", rows), hide_all)
    assert faults(sheet)[0].startswith("sheet Map: this sheet is hidden")


def test_merged_cells_above_the_headings_do_no_harm(tmp_path: Path) -> None:
    def head(sheet: Any) -> None:
        sheet.insert_rows(1, 2)
        sheet["A1"] = "Prevention map of Anytown"
        sheet.merge_cells("A1:E1")

    path = changed(write_map(tmp_path / "map.xlsx", [GOOD]), head)
    assert [row.number for row in load_map(path).rows] == [4]


def test_a_formula_nobody_has_calculated_is_named_and_a_calculated_one_is_read(tmp_path: Path) -> None:
    path = write_map(tmp_path / "map.xlsx", [{**GOOD, "Annual spend": "=500+500"}])
    assert faults(path) == [
        "sheet Map, row 2, column Annual spend (E2): a formula without a result: "
        "open the file in Excel or LibreOffice, save it and try again"
    ]
    _calculate(path, "1000")
    assert load_map(path).rows[0].annual_spend == 1000


def _calculate(path: Path, result: str) -> None:
    """Put a result beside the formula, as a spreadsheet program does."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for empty in ("<v></v>", "<v />", "<v/>"):
        sheet = sheet.replace(f"</f>{empty}", f"</f><v>{result}</v>")
    if f"<v>{result}</v>" not in sheet:
        sheet = sheet.replace("</f>", f"</f><v>{result}</v>")
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_ids_are_used_once(tmp_path: Path) -> None:
    path = write_map(tmp_path / "map.xlsx", [GOOD, GOOD])
    assert faults(path) == [
        "sheet Map, row 3, column Id: 'P01' is also the Id of sheet Map, row 2: each row needs its own"
    ]


def test_unit_cost_is_worked_out_and_must_not_contradict(tmp_path: Path) -> None:
    headings = ["Id", "Intervention", "Annual spend", "People or families reached", "Unit cost"]
    row = {"Id": "P01", "Intervention": "X", "Annual spend": 1000, "People or families reached": 3}
    assert load_map(write_map(tmp_path / "a.xlsx", [row], headings)).rows[0].unit_cost == Decimal("333.33")
    assert load_map(write_map(tmp_path / "b.xlsx", [{**row, "Unit cost": 333}], headings)).rows[0].unit_cost == Decimal(
        "333.33"
    )
    (fault,) = faults(write_map(tmp_path / "c.xlsx", [{**row, "Unit cost": 120}], headings))
    assert "£120.00 is not spend divided by reach (£333.33)" in fault


def test_a_csv_file_is_the_same_map(tmp_path: Path) -> None:
    text = 'Id,Intervention,Annual spend,NFA rate,Tier\nP01,"Falls, balance","£1,000",35%,targeted\n\nP02,Other,,,\n'
    path = tmp_path / "map.csv"
    path.write_text(text, encoding="utf-8-sig")
    first, second = load_map(path).rows
    assert (first.intervention, first.locator) == ("Falls, balance", "row 2")
    assert (first.annual_spend, first.nfa_rate) == (Decimal(1000), Decimal(35))
    assert (second.id, second.annual_spend, second.number) == ("P02", None, 4)
    path.write_text(text.replace("£1,000", "lots"), encoding="utf-8")
    assert faults(path)[0].startswith("row 2, column Annual spend (C2): expected pounds")


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "map.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableDocument, match="not an XLSX workbook"):
        load_map(path)


def test_a_map_of_several_sheets_and_notes_is_one_map(tmp_path: Path) -> None:
    path = write_map(tmp_path / "map.xlsx", [GOOD], sheet="Children")

    def more(sheet: Any) -> None:
        adults = sheet.parent.create_sheet("Adults")
        adults.append(HEADINGS)
        adults.append(["P02", "Reablement"])
        sheet.parent.create_sheet("Notes").append(["Anything at all", "and more"])

    rows = load_map(changed(path, more)).rows
    assert [(row.id, row.sheet) for row in rows] == [("P01", "Children"), ("P02", "Adults")]


def test_the_profile_follows_from_the_cells(tmp_path: Path) -> None:
    own = load_map(write_map(tmp_path / "a.xlsx", [GOOD]))
    national = load_map(write_map(tmp_path / "b.xlsx", [{**GOOD, "Annual spend": None}]))
    assert (own.profile, national.profile) == (Profile.COUNCIL, Profile.NATIONAL)


def test_thousands_of_rows_are_loaded_and_checked_in_bounded_time(tmp_path: Path) -> None:
    path = tmp_path / "map.xlsx"
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Map")
    sheet.append(["Id", "Intervention", "Need", "Driver", "Cohort", "Tier", "Owner", "Annual spend"])
    for number in range(ROWS):
        owner = None if number % 7 == 0 else f"Role {number % 40}"
        sheet.append(
            [
                f"P{number}",
                f"Service {number}",
                f"Need {number % 900}",
                f"Driver {number % 70}",
                "adults",
                "targeted",
                owner,
                number,
            ]
        )
    workbook.save(path)
    started = time.monotonic()
    read = load_map(path)
    assert len(read.rows) == ROWS
    assert sum(row.annual_spend or 0 for row in read.rows) == sum(range(ROWS))
    assert review_map(read, dt.date(2026, 11, 23)).rows == ROWS
    assert time.monotonic() - started < 600 * ROWS / 50_000
