"""A question to a map as somebody else writes it down: typed, in the map's own columns, and not yet checked."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from knowledge.prevention_map import cells
from knowledge.prevention_map.columns import COLUMNS, Column
from knowledge.prevention_map.query import Form, Measure

SUBJECT = "subject"
"""Stands for need, driver, behaviour and name together."""
NO_COLUMN = "none"
_NEVER_ASKED = frozenset({"id", "overlap", "fact_ids", "notes"})
_NUMBERS = (cells.read_pounds, cells.read_whole, cells.read_percent)
ASKED: tuple[Column, ...] = tuple(column for column in COLUMNS if column.field not in _NEVER_ASKED)
"""The columns that a question may be about."""
NUMBERS = frozenset(column.field for column in ASKED if column.read in _NUMBERS)
DATES = frozenset(column.field for column in ASKED if column.read is cells.read_date)
TEXTS = frozenset(column.field for column in ASKED) - NUMBERS - DATES
_MOST_CONDITIONS = 6
_MOST_VALUES = 8
_MOST_ROWS = 100


class CellTest(StrEnum):
    """What a cell must be like."""

    IS_ONE_OF = "is one of"
    MENTIONS = "mentions"
    IS_BLANK = "is blank"
    IS_STATED = "is stated"
    AT_LEAST = "at least"
    MORE_THAN = "more than"
    AT_MOST = "at most"
    LESS_THAN = "less than"
    WITHIN_MONTHS = "within months from today"
    IS_PAST = "is past"
    IN_YEAR = "in the year"
    IS_DUPLICATED = "is duplicated"
    """Of the subject: another row shares need, driver, cohort and tier."""


class Order(StrEnum):
    """Which come first."""

    LARGEST = "largest first"
    SMALLEST = "smallest first"


class Covers(StrEnum):
    """Whether the query asks all that the question asks."""

    WHOLE = "whole"
    NONE = "none"


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TypedCondition(_Given):
    """One column, what its cell must be like, and the values that takes."""

    column: str = Field(max_length=100)
    test: CellTest
    values: tuple[str, ...] = Field(max_length=_MOST_VALUES)


class TypedQuery(_Given):
    """A query as it was written down. Whatever is in it may be wrong."""

    form: Form
    measure: Measure
    column: str = Field(max_length=100)
    conditions: tuple[TypedCondition, ...] = Field(max_length=_MOST_CONDITIONS)
    compared: tuple[TypedCondition, ...] = Field(max_length=_MOST_CONDITIONS)
    order: Order
    limit: int = Field(ge=0, le=_MOST_ROWS)
    covers: Covers


def typed_query_schema() -> dict[str, Any]:
    """The JSON schema of a typed query. ``covers`` stands last: a reply that was cut off has none."""
    columns = [column.field for column in ASKED]
    condition = _object(
        column=_one_of([SUBJECT, *columns]),
        test=_one_of(CellTest),
        values={"type": "array", "items": {"type": "string"}},
    )
    return {
        "title": "map_query",
        "description": "A question to a prevention map as a query.",
        **_object(
            form=_one_of(Form),
            measure=_one_of(Measure),
            column=_one_of([NO_COLUMN, *columns]),
            conditions={"type": "array", "items": condition},
            compared={"type": "array", "items": condition},
            order=_one_of(Order),
            limit={"type": "integer"},
            covers=_one_of(Covers),
        ),
    }


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


def _one_of(values: Any) -> dict[str, Any]:
    return {"type": "string", "enum": [str(value) for value in values]}
