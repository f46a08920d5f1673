"""Who may see what, decided before anything is searched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.access.policy import NOTHING, AccessRole, Agreement, Audiences, Grant, Policy, policy_without_file


class Standing(StrEnum):
    """What Slack says a user is."""

    MEMBER = "member"
    GUEST = "guest"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    UNKNOWN = "unknown"


class PlaceKind(StrEnum):
    """Where a question is asked."""

    DIRECT = "direct"
    """Only the asker reads the answer."""
    CHANNEL = "channel"
    """Everyone in the channel, private channel or group message reads it."""


@dataclass(frozen=True, slots=True)
class Asker:
    """A person, by ids of the platform; ``team`` is the person's own, also in a shared channel."""

    user: str
    team: str
    groups: frozenset[str] = frozenset()
    standing: Standing = Standing.UNKNOWN

    def __str__(self) -> str:
        groups = f", in {', '.join(sorted(self.groups))}" if self.groups else ", in no user group"
        return f"{self.user}: {self.standing}, team {self.team}{groups}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question is asked; ``team`` is the workspace the bot is asked in.

    ``members`` are all who can read a channel but the bot itself, None when Slack did not tell. ``shared``: another
    organisation can read it; ``pending``: another organisation is invited.
    """

    kind: PlaceKind
    id: str
    team: str
    shared: bool = False
    pending: bool = False
    members: tuple[Asker, ...] | None = None

    @property
    def abroad(self) -> bool:
        """Whether another organisation reads it, or may soon."""
        return self.shared or self.pending

    def __str__(self) -> str:
        if self.kind is PlaceKind.DIRECT:
            return f"{self.id}: nobody else reads it"
        open_to = ", shared with another organisation" if self.shared else ""
        open_to += ", another organisation is invited" if self.pending else ""
        readers = "not known who" if self.members is None else ", ".join(member.user for member in self.members)
        return f"{self.id}: read by {readers or 'nobody'}{open_to}"


@dataclass(frozen=True, slots=True)
class Reason:
    """What granted or limited audiences; ``person`` is whom it is about, so that it can be told without them."""

    what: str
    person: Asker | None = None

    def __str__(self) -> str:
        return f"{_name(self.person)} {self.what}" if self.person else self.what


@dataclass(frozen=True, slots=True)
class Access:
    """The audiences of a question, the asker's role, and what granted and what limited them."""

    audiences: Audiences
    role: AccessRole
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class _Limit:
    audiences: Audiences
    reason: Reason


def decide_access(asker: Asker, place: Place, policy: Policy | None, today: dt.date) -> Access:
    """The audiences whose documents may answer what ``asker`` asks in ``place``.

    In a direct message: what the asker holds. In a channel: what everybody who can read it holds, and no more than
    was agreed for it. A channel that is shared with, or offered to, another organisation needs an agreement with an
    end date; without one it gets what external people get. Without a policy, `policy_without_file` stands in.
    """
    policy = policy or policy_without_file(place.team)
    held = _held_in(asker, place, policy)
    limits = list(_limits(place, policy, today)) if place.kind is PlaceKind.CHANNEL else []
    granted = held.intersection(*(limit.audiences for limit in limits))
    reasons = [limit.reason for limit in limits if not held <= limit.audiences]
    return Access(granted, _role(asker, policy), (Reason(f"holds {said(held)}", asker), *reasons))


def said(audiences: Audiences) -> str:
    """The audiences as people read them."""
    return ", ".join(sorted(audiences)) or "nothing"


def _limits(place: Place, policy: Policy, today: dt.date) -> Iterator[_Limit]:
    """What the agreement for a channel and each of its readers allow."""
    agreement = policy.channels.get(place.id)
    if agreement:
        yield _agreed(agreement, place, policy, today)
    elif place.abroad:
        yield _Limit(policy.others.external, Reason(f"{place.id} is open to another organisation and not listed"))
    if place.members is None:
        yield _Limit(policy.others.unknown, Reason(f"who reads {place.id} is not known"))
    for reader in place.members or ():
        if reader.standing is not Standing.DEACTIVATED:
            held = _held_in(reader, place, policy)
            yield _Limit(held, Reason(f"reads it and holds {said(held)}", reader))


def _agreed(agreement: Agreement, place: Place, policy: Policy, today: dt.date) -> _Limit:
    if agreement.until is None and place.abroad:
        return _Limit(policy.others.external, Reason(f"{place.id} is open to another organisation and has no end date"))
    if agreement.until is not None and agreement.until < today:
        return _Limit(policy.others.external, Reason(f"the agreement for {place.id} ended on {agreement.until}"))
    return _Limit(agreement.audiences, Reason(f"{place.id} is agreed for {said(agreement.audiences)}"))


def _held_in(person: Asker, place: Place, policy: Policy) -> Audiences:
    """What somebody holds in a place: a shared channel's agreement is with the other organisation's people."""
    agreement = policy.channels.get(place.id) if place.kind is PlaceKind.CHANNEL and place.abroad else None
    theirs = person.team not in policy.teams and person.standing in (Standing.MEMBER, Standing.GUEST)
    return _held(person, policy) | (agreement.audiences if agreement and theirs else NOTHING)


def _held(person: Asker, policy: Policy) -> Audiences:
    """What somebody holds wherever they are."""
    others = policy.others
    match person.standing:
        case Standing.BOT:
            return others.bots
        case Standing.DEACTIVATED:
            return others.deactivated
        case Standing.UNKNOWN:
            return others.unknown
        case Standing.GUEST:
            return others.guests if person.team in policy.teams else others.external
        case Standing.MEMBER:
            granted = NOTHING.union(*(grant.audiences for grant in _grants(person, policy)))
            return granted if person.team in policy.teams else granted | others.external


def _grants(member: Asker, policy: Policy) -> Iterator[Grant]:
    team = member.team
    found = [policy.teams.get(team), policy.users.get((team, member.user))]
    found += [policy.groups.get((team, group)) for group in member.groups]
    yield from (grant for grant in found if grant)


def _role(person: Asker, policy: Policy) -> AccessRole:
    if person.standing is not Standing.MEMBER:
        return AccessRole.OFFICER
    roles = [grant.role for grant in _grants(person, policy)]
    return max(roles, key=list(AccessRole).index, default=AccessRole.OFFICER)


def _name(person: Asker) -> str:
    standing = "" if person.standing is Standing.MEMBER else f", {person.standing}"
    return f"{person.user} ({person.team}{standing})"
