"""A workbook for a map: headings with notes, drop-downs where a cell is one of few words, and how to fill it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from knowledge.prevention_map.cells import read_date, read_percent, read_pounds, read_whole
from knowledge.prevention_map.columns import COLUMNS, Column

INTERVENTIONS = "Interventions"
HOW_TO = "How to fill in"
"""The sheet of notes. It is no part of a map, and is left out where a map is read."""

EXAMPLE = {
    "id": "P01",
    "place": "Example council (not real)",
    "year": "2025-26",
    "need": "Falls",
    "driver": "weak muscles; poor balance",
    "cohort": "adults",
    "age_band": "65 and over",
    "intervention": "Strength and balance classes",
    "behaviour_targeted": "Exercise every week",
    "whose_behaviour": "adults",
    "provider": "Example leisure trust",
    "provider_type": "Charity",
    "owner": "Public Health Consultant",
    "tier": "targeted",
    "prevention_level": "prevent",
    "annual_spend": "£88,000",
    "funding_source": "Public health grant",
    "grant_end_date": "31/03/2027",
    "reach": "540",
    "overlap": "20%",
    "outcome_measure": "Falls in the year; confidence in moving about",
    "baseline": "41 in 100 fell in the year before",
    "result": "33 in 100 fell in the year after",
    "follow_up_months": "12",
    "evidence_direction": "unknown",
    "referral_route": "GP; self",
    "conversion_rate": "70%",
    "nfa_rate": "10%",
    "cashable": "cost avoidance",
    "review_date": "30/06/2026",
    "confidence": "medium",
    "basis": "seen",
}
"""Invented, to show how cells are written."""

_ROWS = 2000
"""Rows that get drop-downs and formats."""
_FORMATS = {read_pounds: '"£"#,##0', read_whole: "#,##0", read_percent: '0"%"', read_date: "dd/mm/yyyy"}
"""Percent is typed as 35 and shown as 35%."""
_WIDE = ("need", "driver", "intervention", "behaviour_targeted", "outcome_measure", "evidence_note", "notes")


def write_template(path: Path) -> None:
    """Write an empty map to fill in, with an invented example on a sheet of its own."""
    write_workbook(path, "Prevention map", INTERVENTIONS, ())


def write_workbook(path: Path, title: str, sheet: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write a map of ``rows`` (cell values by field) on a sheet of this name."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.properties.title = title
    _fill_map(workbook.active, sheet, rows)
    _fill_notes(workbook.create_sheet(HOW_TO))
    workbook.save(path)


def _fill_map(worksheet: Any, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    from openpyxl.styles import Font, PatternFill

    worksheet.title = name
    worksheet.freeze_panes = "A2"
    for at, column in enumerate(COLUMNS, start=1):
        heading = worksheet.cell(1, at, column.heading)
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", fgColor="DDE8F0")
        letter = heading.column_letter
        worksheet.column_dimensions[letter].width = 34 if column.field in _WIDE else max(14, len(column.heading) + 2)
        worksheet.add_data_validation(_validation(column, f"{letter}2:{letter}{_ROWS}"))
        for number, row in enumerate(rows, start=2):
            worksheet.cell(number, at, row.get(column.field))
        if column.read in _FORMATS:
            for number in range(2, max(len(rows), 200) + 2):
                worksheet.cell(number, at).number_format = _FORMATS[column.read]


def _validation(column: Column, cells: str) -> Any:
    """A drop-down for one word of a few; for everything else a note that shows while the cell is selected."""
    from openpyxl.worksheet.datavalidation import DataValidation

    validation = DataValidation(
        allow_blank=True, showInputMessage=True, promptTitle=column.heading[:32], prompt=column.note[:255]
    )
    if column.choices and not column.is_list:
        validation.type, validation.formula1 = "list", f'"{",".join(column.choices)}"'
        validation.showErrorMessage, validation.error = True, f"Expected {column.expected}"[:255]
    elif column.choices:
        validation.prompt = f"{column.note} {', '.join(column.choices)}; several separated by ';'."[:255]
    validation.add(cells)
    return validation


def _fill_notes(worksheet: Any) -> None:
    from openpyxl.styles import Alignment, Font

    worksheet.append(["Column", "What to write", "Expected", "Example (invented)"])
    for column in COLUMNS:
        worksheet.append([column.heading, column.note, column.expected, EXAMPLE.get(column.field, "")])
    for letter, width in (("A", 26), ("B", 60), ("C", 60), ("D", 40)):
        worksheet.column_dimensions[letter].width = width
    for cell in worksheet[1]:
        cell.font = Font(bold=True)
    for row in worksheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
