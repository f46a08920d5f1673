"""Who may see what, decided before anything is searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.vocabulary import PUBLIC, Audience


class AccessRole(StrEnum):
    """What a person may do besides asking."""

    OFFICER = "officer"
    CONSULTANT = "consultant"


class PlaceKind(StrEnum):
    """Where a question is asked."""

    DIRECT = "direct"
    """Only the asker reads the answer."""
    CHANNEL = "channel"
    """Everyone in the channel reads it."""


@dataclass(frozen=True, slots=True)
class Asker:
    """The person asking, by ids of the platform."""

    user: str
    team: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the question is asked, by id; ``shared`` when another organisation can read it."""

    kind: PlaceKind
    id: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What an organisation agreed: audiences by (team, user) and by channel, and who its consultants are."""

    users: Mapping[tuple[str, str], frozenset[Audience]] = field(default_factory=dict)
    channels: Mapping[str, frozenset[Audience]] = field(default_factory=dict)
    consultants: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Access:
    """The audiences of a question and the asker's role."""

    audiences: frozenset[Audience]
    role: AccessRole


def decide_access(asker: Asker, place: Place, policy: Policy | None) -> Access:
    """The audiences whose documents may answer what ``asker`` asks in ``place``.

    Without a policy everybody gets `public` and nobody is a consultant. In a direct message the asker gets what
    they hold. In a channel they get what they hold and its readers hold too, which only the policy's agreement
    for that channel says; a shared or unlisted channel gets `public`.
    """
    if policy is None:
        return Access(frozenset({PUBLIC}), AccessRole.OFFICER)
    person = (asker.team, asker.user)
    held = policy.users.get(person, frozenset()) | {PUBLIC}
    if place.kind is PlaceKind.CHANNEL:
        agreed = frozenset() if place.shared else policy.channels.get(place.id, frozenset())
        held &= agreed | {PUBLIC}
    role = AccessRole.CONSULTANT if person in policy.consultants else AccessRole.OFFICER
    return Access(held, role)
