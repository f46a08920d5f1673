"""A row of a map as the catalogue keeps it: JSON with the fields that are not blank."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from knowledge.prevention_map.rows import MapRow


@cache
def _adapter() -> TypeAdapter[MapRow]:
    return TypeAdapter(MapRow)


def to_record(row: MapRow) -> dict[str, Any]:
    """The row as JSON values."""
    fields: dict[str, Any] = _adapter().dump_python(row, mode="json", exclude_defaults=True)
    return fields


def from_record(record: dict[str, Any]) -> MapRow:
    """The row that `to_record` was given."""
    return _adapter().validate_python(record)
