"""A cell is read as the sheet shows it."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.indexing.loaders.cell_text import shown


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.85, "0%", "85%"),
        (0.853, "0.0%", "85.3%"),
        (1200, '"£"#,##0', "£1,200"),
        (-1234.5, "[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00", "-£1,234.50"),
        (0.1 + 0.2, "General", "0.3"),
        (1200, "General", "1200"),
        (True, "0%", "True"),
        (dt.datetime(2014, 3, 1), "dd/mm/yyyy", "2014-03-01"),
        (dt.datetime(2014, 3, 1, 9, 30), "General", "2014-03-01 09:30:00"),
        ("two\n lines", "General", "two lines"),
        (None, "0%", ""),
    ],
)
def test_a_value_under_its_format(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text
