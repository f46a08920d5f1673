"""CSV as spreadsheet programs write it: every row with its column names and its number."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.indexing.loaders.delimited import load_delimited
from tests.knowledge.indexing.source_files import write_csv

ROWS = [("Place", "Cost"), ("Leeds", "£1,200"), ("Wigan", "two\nlines"), ("", "")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_rows_are_read_whatever_stands_between_the_cells(tmp_path: Path, delimiter: str) -> None:
    blocks = load_delimited(write_csv(tmp_path / "a.csv", ROWS, delimiter)).blocks
    assert [(block.locator, block.text, block.whole) for block in blocks] == [
        ("row 2", "Place: Leeds; Cost: £1,200", True),
        ("row 3", "Place: Wigan; Cost: two lines", True),
    ]


def test_pounds_of_an_old_windows_program_are_read_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Place,Cost\r\nLeeds,£5\r\n".encode("cp1252"))
    loaded = load_delimited(path)
    assert [block.text for block in loaded.blocks] == ["Place: Leeds; Cost: £5"]
    assert loaded.warnings == ("not UTF-8: read as Windows-1252, check £ signs and accents",)


def test_a_title_above_the_header_is_text(tmp_path: Path) -> None:
    blocks = load_delimited(write_csv(tmp_path / "a.csv", [("Costs of 2014", ""), *ROWS])).blocks
    assert [(block.locator, block.whole) for block in blocks] == [("row 1", False), ("row 3", True), ("row 4", True)]
