"""What somebody who reads a question for a map is told of it: its columns, and the names that stand in them.

No figure, date or note of a row is among it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from knowledge.prevention_map.columns import Column
from knowledge.prevention_map.conditions import texts
from knowledge.prevention_map.rows import MapRow
from knowledge.prevention_map.understanding.typed_query import ASKED, DATES, NUMBERS

_NAMES = frozenset(
    """place year need driver age_band family_type intervention behaviour_targeted provider provider_type owner
    funding_source outcome_measure evidence_rating referral_route""".split()
)
_MOST_NAMES = 40
_LONGEST_NAME = 60


def columns_told(rows: Sequence[MapRow]) -> str:
    """One line of JSON a column: what it is called, holds and means, and what stands in it most often."""
    return "\n".join(json.dumps(_told(column, rows), ensure_ascii=False) for column in ASKED)


def _told(column: Column, rows: Sequence[MapRow]) -> dict[str, object]:
    kind = "number" if column.field in NUMBERS else "date" if column.field in DATES else "text"
    told: dict[str, object] = {"column": column.field, "kind": kind, "means": f"{column.heading}. {column.note}"}
    values = column.choices or (_names(column.field, rows) if column.field in _NAMES else ())
    return {**told, "values": list(map(str, values))} if values else told


def _names(field: str, rows: Sequence[MapRow]) -> list[str]:
    held = Counter(text for row in rows for text in texts(row, field) if len(text) <= _LONGEST_NAME)
    return [text for text, _ in held.most_common(_MOST_NAMES)]
