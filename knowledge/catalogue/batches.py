"""Many ids in statements that every database takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")

_AT_ONCE = 500
"""Ids in one SQL statement: below every database's limit on parameters."""


def in_batches(items: Sequence[Item]) -> Iterable[Sequence[Item]]:
    """The items in their order, some hundreds at a time."""
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
