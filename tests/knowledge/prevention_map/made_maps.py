"""Rows and workbooks that tests make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import strategies as st

from knowledge.prevention_map.rows import (
    Cashable,
    EvidenceDirection,
    MapRow,
    PreventionMap,
    Tier,
    WhoseBehaviour,
)
from knowledge.vocabulary import Cohort

SUBJECTS = ("Falls", "Isolation", "Domestic abuse", "Parental conflict")
OWNERS = ("Early Help Manager", "Head of Housing", "Head of Safeguarding")


def row(identifier: str, **fields: Any) -> MapRow:
    """A row with a name of its own; every other cell blank unless given."""
    number = int("".join(filter(str.isdigit, identifier)) or 0) + 1
    return MapRow(
        **{"id": identifier, "intervention": f"Service {identifier}", "sheet": "Map", "number": number, **fields}
    )


def map_of(*rows: MapRow) -> PreventionMap:
    """A map of these rows."""
    return PreventionMap("map", "A map", tuple(rows))


_MONEY = st.none() | st.decimals(0, 5_000_000, places=2)


@st.composite
def maps(draw: st.DrawFn) -> PreventionMap:
    """Maps of up to twelve rows, with blanks anywhere."""
    rows = [
        row(
            f"P{number:02}",
            need=tuple(draw(st.lists(st.sampled_from(SUBJECTS), max_size=2, unique=True))),
            driver=tuple(draw(st.lists(st.sampled_from(SUBJECTS), max_size=2, unique=True))),
            cohort=draw(st.none() | st.sampled_from(Cohort)),
            tier=tuple(draw(st.lists(st.sampled_from(Tier), max_size=2, unique=True))),
            whose_behaviour=tuple(draw(st.lists(st.sampled_from(WhoseBehaviour), max_size=2, unique=True))),
            owner=draw(st.none() | st.sampled_from(OWNERS)),
            annual_spend=draw(_MONEY),
            reach=draw(st.none() | st.integers(0, 9000)),
            evidence_direction=draw(st.none() | st.sampled_from(EvidenceDirection)),
            cashable=draw(st.none() | st.sampled_from(Cashable)),
            nfa_rate=draw(st.none() | st.integers(0, 100).map(Decimal)),
        )
        for number in range(1, draw(st.integers(1, 12)) + 1)
    ]
    return map_of(*rows)


HEADINGS = ("Id", "Intervention", "Need", "Tier", "Annual spend", "NFA rate", "Grant end date", "Overlap estimate")


def write_map(
    path: Path, rows: Sequence[Mapping[str, object]], headings: Sequence[str] = HEADINGS, sheet: str = "Map"
) -> Path:
    """A workbook with these rows by heading; what is not given stays blank."""
    workbook = openpyxl.Workbook()
    worksheet = workbook.worksheets[0]
    worksheet.title = sheet
    worksheet.append(list(headings))
    for values in rows:
        worksheet.append([values.get(heading) for heading in headings])
    workbook.save(path)
    return path
