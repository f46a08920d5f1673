"""What the guard is told about a place: its case systems and whom to ring."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from bot.guard.case_references import case_reference_patterns
from bot.yaml_settings import Strict, read_settings
from knowledge.errors import InsightsError

DEFAULT_GUARD = Path(__file__).parent / "guard.yaml"


class UrgentContact(Strict):
    """Somebody to ring when a person is in danger."""

    name: str = Field(min_length=1)
    number: str = Field(min_length=3)


class _GuardFile(Strict):
    case_systems: tuple[str, ...] = ()
    case_references: tuple[str, ...] = ()
    urgent_contacts: tuple[UrgentContact, ...] = ()


@dataclass(frozen=True, slots=True)
class GuardConfiguration:
    """Patterns of case references, and local numbers for people in danger."""

    patterns: tuple[re.Pattern[str], ...]
    urgent_contacts: tuple[UrgentContact, ...] = ()


def load_guard(path: Path | None) -> GuardConfiguration:
    """The configuration in ``path``, or the shipped one. Raises InsightsError naming the key that is wrong."""
    source = path or DEFAULT_GUARD
    told = read_settings(source, _GuardFile)
    try:
        patterns = case_reference_patterns(told.case_systems, told.case_references)
    except re.error as error:
        raise InsightsError(
            f"{source}: case_references: {error.pattern!r} is no regular expression: {error}"
        ) from error
    return GuardConfiguration(patterns, told.urgent_contacts)
