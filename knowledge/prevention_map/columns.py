"""The columns of a prevention map: what each is called, holds and means.

The loader, the template, the text of a row and the questions all follow this table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from knowledge.prevention_map import cells
from knowledge.prevention_map.cells import Cell
from knowledge.prevention_map.rows import (
    Basis,
    Cashable,
    Confidence,
    EvidenceDirection,
    EvidenceStrength,
    PreventionLevel,
    Tier,
    WhoseBehaviour,
)
from knowledge.vocabulary import Cohort


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the field of a row it fills, what a cell must hold, and what that means."""

    heading: str
    field: str
    read: Callable[[Cell], object]
    expected: str
    note: str
    choices: tuple[str, ...] = ()
    is_list: bool = False
    also_called: tuple[str, ...] = ()


_TEXT = "text"
_POUNDS = "pounds such as 125000 or £125,000 (leave it blank when not known)"
_WHOLE = "a whole number such as 240 (leave it blank when not known)"
_PERCENT = "percent such as 35 or 35% (a bare 0.35 could mean either)"
_DATE = "a date such as 31/03/2027"


def _text(heading: str, field: str, note: str, *also_called: str) -> Column:
    return Column(heading, field, cells.read_text, _TEXT, note, also_called=also_called)


def _list(heading: str, field: str, note: str) -> Column:
    return Column(heading, field, cells.read_list, "texts separated by ';'", note, is_list=True)


def _choice(heading: str, field: str, kind: type[StrEnum], note: str) -> Column:
    choices = tuple(kind)
    return Column(heading, field, cells.read_choice(kind), f"one of {', '.join(choices)}", note, choices)


def _choices(heading: str, field: str, kind: type[StrEnum], note: str) -> Column:
    choices = tuple(kind)
    expected = f"one or more of {', '.join(choices)}, separated by ';'"
    return Column(heading, field, cells.read_choices(kind), expected, note, choices, is_list=True)


COLUMNS = (
    _text("Id", "id", "A short key that stays the same from year to year, such as P07. Required."),
    _text("Place", "place", "The council. Blank in a national map."),
    Column("Year", "year", cells.read_year, "a year such as 2025-26", "The financial year the figures are for."),
    _list("Need", "need", "The need as residents or families experience it. Several: separated by ';'."),
    _list("Driver", "driver", "What causes or keeps up the need. Several: separated by ';'."),
    _choice("Cohort", "cohort", Cohort, "Whose services pay for it."),
    _text("Age band", "age_band", "Optional: the ages it is for."),
    _text("Family type", "family_type", "Optional: the families it is for."),
    _text("Intervention", "intervention", "The name people use, with its short form. Required."),
    _list("Behaviour targeted", "behaviour_targeted", "The behaviour expected to change, in words."),
    _choices("Whose behaviour", "whose_behaviour", WhoseBehaviour, "Whose behaviour is expected to change."),
    _text("Provider", "provider", "Who runs it."),
    _text("Provider type", "provider_type", "Council, NHS, charity, school, police ..."),
    _text("Owner", "owner", "The role accountable for its outcomes, not a person's name. Blank is a finding."),
    _choices("Tier", "tier", Tier, "Where on the ladder of need it stands."),
    _choice("Prevention level", "prevention_level", PreventionLevel, "The terms of the Care Act guidance."),
    Column("Annual spend", "annual_spend", cells.read_pounds, _POUNDS, "Pounds a year in this council. Never guess."),
    _text("Funding source", "funding_source", "Which budget or grant pays."),
    Column("Grant end date", "grant_end_date", cells.read_date, _DATE, "When the grant that pays for it ends."),
    Column(
        "People or families reached",
        "reach",
        cells.read_whole,
        _WHOLE,
        "Distinct people or families in the year.",
        also_called=("families or people reached", "reach", "reached"),
    ),
    Column(
        "Overlap estimate",
        "overlap",
        cells.read_overlap,
        "a number of families or a share such as 20% (never which families)",
        "Families that also receive other interventions, as a number or a share. Never a list of them.",
    ),
    Column(
        "Unit cost",
        "unit_cost",
        cells.read_pounds,
        _POUNDS,
        "May be left blank: it is spend divided by people or families reached.",
    ),
    _list("Outcome measure", "outcome_measure", "What is measured to know whether it works. Blank is a finding."),
    _text("Baseline", "baseline", "The measure before."),
    _text("Result", "result", "The measure after."),
    Column("Follow-up months", "follow_up_months", cells.read_whole, _WHOLE, "Months between baseline and result."),
    _text("Evidence rating", "evidence_rating", "Early Intervention Foundation level, with the review date."),
    _choice("Evidence direction", "evidence_direction", EvidenceDirection, "Judged for the United Kingdom first."),
    _choice("Evidence strength", "evidence_strength", EvidenceStrength, "The kind of study the direction rests on."),
    _text("Evidence note", "evidence_note", "What the evidence says, in a sentence."),
    _list("Fact ids", "fact_ids", "Links to the knowledge library."),
    _list("Referral route", "referral_route", "How people come to it."),
    Column("Conversion rate", "conversion_rate", cells.read_percent, _PERCENT, "Referrals that become a service."),
    Column("NFA rate", "nfa_rate", cells.read_percent, _PERCENT, "Referrals that end in no further action."),
    _choice("Cashable", "cashable", Cashable, "Whether success frees money or avoids a cost. Never add the two."),
    Column("Review date", "review_date", cells.read_date, _DATE, "When the row was last checked."),
    _choice("Confidence", "confidence", Confidence, "How sure the map's editor is of the row."),
    _choice("Basis", "basis", Basis, "'memory' means a name only: state nothing of its evidence."),
    _text("Notes", "notes", "Anything else. No names of people or families."),
)

BY_FIELD = {column.field: column for column in COLUMNS}
"""Every column by the field it fills."""
REQUIRED = ("id", "intervention")
"""Fields without which a row is none."""
