"""What the pictures add up: pounds where a map states them, else interventions.

A row with several needs, tiers, drivers or people is divided equally among them, so that nothing counts twice; the
pictures say so. Rows whose spend is blank are left out of pictures of spend, and how many they are is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from knowledge.errors import InsightsError
from knowledge.prevention_map.numbers import pounds, quantity
from knowledge.prevention_map.rows import MapRow, PreventionMap

DIVIDED = "What names several is divided equally among them."


@dataclass(frozen=True, slots=True)
class Measured:
    """The rows a picture shows, whether their amounts are pounds or counts of interventions, and how many are blank."""

    rows: tuple[MapRow, ...]
    in_pounds: bool
    blank: int

    def of(self, row: MapRow) -> float:
        """The amount of one row."""
        return float(row.annual_spend or 0) if self.in_pounds else 1.0

    @property
    def total(self) -> float:
        """All amounts."""
        return sum(map(self.of, self.rows))

    def words(self, amount: float) -> str:
        """An amount as people read it."""
        return pounds(amount) if self.in_pounds else quantity(amount)

    @property
    def caption(self) -> str:
        """What the amounts are and what is not shown."""
        if not self.in_pounds:
            return f"{len(self.rows)} interventions; this map states no spend, so they are counted."
        more = "1 more states no spend and is" if self.blank == 1 else f"{self.blank} more state no spend and are"
        blank = f" {more} not shown." if self.blank else ""
        return f"{pounds(self.total)} a year on {len(self.rows)} interventions.{blank}"


def measured(found: PreventionMap) -> Measured:
    """The rows with a spend and their pounds; every row counted as one where none states any.

    Raises InsightsError for a map without rows.
    """
    if not found.rows:
        raise InsightsError(f"{found.title} has no rows to draw")
    spending = tuple(row for row in found.rows if row.annual_spend)
    if not spending:
        return Measured(found.rows, in_pounds=False, blank=0)
    blank = sum(row.annual_spend is None for row in found.rows)
    return Measured(spending, in_pounds=True, blank=blank)


def largest_first(amounts: dict[str, float], most: int, others: str) -> tuple[list[str], Callable[[str], str]]:
    """The names with the largest amounts, and how to call any name: itself, or ``others`` with how many those are.

    Equal amounts keep their order.
    """
    ranked = sorted(amounts, key=lambda name: -amounts[name])
    shown, rest = ranked[:most], ranked[most:]
    if len(rest) == 1:
        shown, rest = ranked[: most - 1], ranked[most - 1 :]
    kept = set(shown)
    name_of_rest = f"{len(rest)} {others}"
    return [*shown, *([name_of_rest] if rest else [])], lambda name: name if name in kept else name_of_rest


def parts(names: Iterable[str], blank: str) -> Sequence[str]:
    """The names a row is divided among, each once whatever its capitals; ``blank`` where it names none."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name.casefold(), name[:1].upper() + name[1:])
    return list(found.values()) or [blank]
