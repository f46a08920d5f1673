"""The prevention map as values: one row for each intervention a place pays for.

Money is in pounds a year, rates and shares are percent (0 to 100), dates are days. None, or an empty tuple, means that
the cell is blank: not known, which is never the same as nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from knowledge.vocabulary import Cohort


class WhoseBehaviour(StrEnum):
    """The people whose behaviour an intervention expects to change."""

    PARENTS = "parents"
    CHILDREN = "children"
    PERPETRATORS = "perpetrators"
    ADULTS = "adults"
    CARERS = "carers"
    WIDER_FAMILY = "wider family"
    WORKERS = "workers"
    AGENCIES = "agencies"
    NONE = "none"


class Tier(StrEnum):
    """How far up the ladder of need an intervention stands."""

    UNIVERSAL = "universal"
    TARGETED = "targeted"
    SPECIALIST = "specialist"
    FRONT_DOOR = "front door"
    SYSTEM = "system"


class PreventionLevel(StrEnum):
    """Primary, secondary and tertiary prevention in the terms of the Care Act statutory guidance."""

    PREVENT = "prevent"
    REDUCE = "reduce"
    DELAY = "delay"


class EvidenceDirection(StrEnum):
    """Which way the findings point, judged for the United Kingdom first."""

    POSITIVE = "positive"
    PROMISING = "promising"
    MIXED = "mixed"
    NULL = "null"
    CONFLICTING = "conflicting"
    UNKNOWN = "unknown"


class EvidenceStrength(StrEnum):
    """The kind of study the direction rests on."""

    RCT = "RCT"
    QUASI_EXPERIMENTAL = "quasi-experimental"
    EVALUATION = "evaluation"
    AUDIT = "audit"
    SELF_REPORTED = "self-reported"
    EXPERT_VIEW = "expert view"


class Cashable(StrEnum):
    """What a success is worth: money that can be taken out of a budget, or a cost that does not arise. Never mixed."""

    CASHABLE = "cashable"
    COST_AVOIDANCE = "cost avoidance"
    NONE = "none"


class Confidence(StrEnum):
    """How sure the map's editor is of a row."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Basis(StrEnum):
    """Whether a row rests on sources that were read, or is a name only."""

    SEEN = "seen"
    MEMORY = "memory"


class Profile(StrEnum):
    """Whose map it is: the national one states no spend, owner or reach; a council's own does."""

    NATIONAL = "national"
    COUNCIL = "council"


@dataclass(frozen=True, slots=True)
class Overlap:
    """Families that receive several interventions, as an aggregate: a number of them, or a share in percent."""

    amount: Decimal
    is_share: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRow:
    """One intervention in one place and year, and where it stands (``sheet``, ``number`` as a spreadsheet counts)."""

    id: str
    intervention: str
    sheet: str
    number: int
    place: str | None = None
    year: str | None = None
    need: tuple[str, ...] = ()
    driver: tuple[str, ...] = ()
    cohort: Cohort | None = None
    age_band: str | None = None
    family_type: str | None = None
    behaviour_targeted: tuple[str, ...] = ()
    whose_behaviour: tuple[WhoseBehaviour, ...] = ()
    provider: str | None = None
    provider_type: str | None = None
    owner: str | None = None
    tier: tuple[Tier, ...] = ()
    prevention_level: PreventionLevel | None = None
    annual_spend: Decimal | None = None
    funding_source: str | None = None
    grant_end_date: dt.date | None = None
    reach: int | None = None
    """Distinct people or families reached in the year."""
    overlap: Overlap | None = None
    unit_cost: Decimal | None = None
    """Pounds for each person or family reached: as written, else spend divided by reach, rounded to the penny."""
    outcome_measure: tuple[str, ...] = ()
    baseline: str | None = None
    result: str | None = None
    follow_up_months: int | None = None
    evidence_rating: str | None = None
    evidence_direction: EvidenceDirection | None = None
    evidence_strength: EvidenceStrength | None = None
    evidence_note: str | None = None
    fact_ids: tuple[str, ...] = ()
    referral_route: tuple[str, ...] = ()
    conversion_rate: Decimal | None = None
    """Percent of referrals that become a service."""
    nfa_rate: Decimal | None = None
    """Percent of referrals that end in no further action."""
    cashable: Cashable | None = None
    review_date: dt.date | None = None
    confidence: Confidence | None = None
    basis: Basis | None = None
    notes: str | None = None

    @property
    def locator(self) -> str:
        """Where the row stands, as a citation says it."""
        return f"sheet {self.sheet}, row {self.number}" if self.sheet else f"row {self.number}"


@dataclass(frozen=True, slots=True)
class PreventionMap:
    """The rows of one map in their order; ``name`` is the path or document id it was read from."""

    name: str
    title: str
    rows: tuple[MapRow, ...]

    @property
    def profile(self) -> Profile:
        """A map that states a place, spend, owner or reach in any row is a council's own."""
        return Profile.COUNCIL if any(map(_is_local, self.rows)) else Profile.NATIONAL

    @property
    def places(self) -> Sequence[str]:
        """The places the rows name, each once."""
        return tuple(dict.fromkeys(row.place for row in self.rows if row.place))


def _is_local(row: MapRow) -> bool:
    return bool(row.place or row.owner) or row.annual_spend is not None or row.reach is not None
