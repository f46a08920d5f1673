"""Rows of any table as text that can be read alone."""

from __future__ import annotations

from collections.abc import Sequence


def named_row(columns: Sequence[str], cells: Sequence[str]) -> str:
    """Every filled cell with its column's name, 'Place: Leeds; Cost: £5'; a cell under no name stands alone."""
    named = zip([*columns, *[""] * len(cells)], cells, strict=False)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in named if cell)
