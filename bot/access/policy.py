"""What an organisation agreed: who holds which audiences, and what may be said in which channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.vocabulary import PUBLIC, Audience

Audiences = frozenset[Audience]
NOTHING: Audiences = frozenset()


class AccessRole(StrEnum):
    """What a person may do besides asking; each may do what those before it may."""

    OFFICER = "officer"
    CONSULTANT = "consultant"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a team, a user group or a user holds."""

    audiences: Audiences = NOTHING
    role: AccessRole = AccessRole.OFFICER


@dataclass(frozen=True, slots=True)
class Agreement:
    """The most that may be said in a channel, to the end of the day ``until``.

    A channel shared with another organisation needs an end date, so that no agreement outlives its contract unseen.
    """

    audiences: Audiences
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Others:
    """What people get whom no grant covers: `public` or nothing."""

    guests: Audiences = frozenset({PUBLIC})
    external: Audiences = NOTHING
    """Members of teams that the policy does not list."""
    unknown: Audiences = frozenset({PUBLIC})
    """Those about whom Slack told nothing, and the readers of a channel whose members it did not tell."""
    bots: Audiences = frozenset({PUBLIC})
    deactivated: Audiences = NOTHING


@dataclass(frozen=True, slots=True)
class Policy:
    """Grants by id; groups and users by (team, id), because ids are a team's own."""

    teams: Mapping[str, Grant] = field(default_factory=dict)
    groups: Mapping[tuple[str, str], Grant] = field(default_factory=dict)
    users: Mapping[tuple[str, str], Grant] = field(default_factory=dict)
    channels: Mapping[str, Agreement] = field(default_factory=dict)
    others: Others = Others()


def policy_without_file(team: str) -> Policy:
    """Everybody in the bot's own workspace sees public documents; people from elsewhere see nothing."""
    return Policy(teams={team: Grant(frozenset({PUBLIC}))})
