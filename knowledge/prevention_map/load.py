"""A prevention map from a workbook or a CSV file."""

from __future__ import annotations

from pathlib import Path

from knowledge.prevention_map.rows import PreventionMap


def load_map(path: Path) -> PreventionMap:
    """The map in an XLSX or CSV file. Raises UnreadableDocument that names sheet, row, column and what is expected."""
    raise NotImplementedError
