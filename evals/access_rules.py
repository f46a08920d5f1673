"""The rules of docs/access.md said a second time, one reader and one audience at a time.

It shares no line with the decision it checks: a fault in either shows as a difference between them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bot.access.decision import Asker, Place, PlaceKind, Standing
from bot.access.policy import Grant, Policy
from knowledge.vocabulary import Audience


def may_be_shown(audience: Audience, asker: Asker, place: Place, policy: Policy, today: dt.date) -> bool:
    """Whether text of ``audience`` may stand in an answer that ``asker`` gets in ``place``."""
    return place_allows(audience, place, policy, today) and all(
        holds(reader, audience, place, policy) for reader in readers(asker, place)
    )


def readers(asker: Asker, place: Place) -> Iterator[Asker]:
    """Everybody who sees an answer."""
    yield asker
    if place.kind is PlaceKind.CHANNEL and place.members:
        yield from (member for member in place.members if member.standing != Standing.DEACTIVATED)


def place_allows(audience: Audience, place: Place, policy: Policy, today: dt.date) -> bool:
    """Whether the place itself allows the audience, whoever reads it."""
    if place.kind is PlaceKind.DIRECT:
        return True
    if place.members is None and audience not in policy.others.unknown:
        return False
    listed = place.id in policy.channels
    open_to_others = place.shared or place.pending
    if not listed:
        return audience in policy.others.external if open_to_others else True
    until = policy.channels[place.id].until
    valid = not open_to_others if until is None else today <= until
    return audience in (policy.channels[place.id].audiences if valid else policy.others.external)


def holds(reader: Asker, audience: Audience, place: Place, policy: Policy) -> bool:
    """Whether a reader holds the audience, in general or by a shared channel's agreement."""
    listed_team = reader.team in policy.teams
    if _by_agreement(reader, audience, place, policy) and not listed_team:
        return True
    if reader.standing == Standing.MEMBER:
        granted = any(audience in grant.audiences for grant in _grants(reader, policy))
        return granted or (not listed_team and audience in policy.others.external)
    if reader.standing == Standing.GUEST and not listed_team:
        return audience in policy.others.external
    given = {
        Standing.GUEST: policy.others.guests,
        Standing.BOT: policy.others.bots,
        Standing.DEACTIVATED: policy.others.deactivated,
        Standing.UNKNOWN: policy.others.unknown,
    }
    return audience in given[reader.standing]


def _by_agreement(reader: Asker, audience: Audience, place: Place, policy: Policy) -> bool:
    shared_channel = place.kind is PlaceKind.CHANNEL and (place.shared or place.pending)
    person = reader.standing in {Standing.MEMBER, Standing.GUEST}
    return shared_channel and person and place.id in policy.channels and audience in policy.channels[place.id].audiences


def _grants(reader: Asker, policy: Policy) -> Iterator[Grant]:
    yield from (grant for team, grant in policy.teams.items() if team == reader.team)
    yield from (grant for user, grant in policy.users.items() if user == (reader.team, reader.user))
    yield from (
        grant for (team, group), grant in policy.groups.items() if team == reader.team and group in reader.groups
    )
