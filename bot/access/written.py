"""People and places as administrators write them on the command line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.access.decision import Asker, Place, PlaceKind, Standing
from bot.access.policy import Policy
from knowledge.errors import InsightsError

_PERSON = re.compile(r"(?P<user>\w+)(?:@(?P<team>\w+))?(?P<groups>(?:\+\w+)*)(?::(?P<standing>\w+))?")
DIRECT = "dm"


def parse_person(text: str, policy: Policy | None) -> Asker:
    """A person written USER[@TEAM][+GROUP]...[:STANDING], a member unless said otherwise.

    Without a team: the one the policy names for the user, or its only one. Raises InsightsError.
    """
    found = _PERSON.fullmatch(text)
    if not found:
        raise InsightsError(f"{text!r} is no person: write USER, USER@TEAM, USER@TEAM+GROUP or USER@TEAM:guest")
    standing = found["standing"] or Standing.MEMBER.value
    if standing not in set(Standing):
        raise InsightsError(f"unknown standing {standing!r}: use {', '.join(Standing)}")
    team = found["team"] or _team_of(found["user"], policy)
    return Asker(found["user"], team, frozenset(found["groups"].split("+")[1:]), Standing(standing))


def is_only_an_id(text: str) -> bool:
    """Whether a person is named without a team, a group or a standing."""
    return text.isalnum()


def as_written(
    user: str, place: str, readers: Sequence[str], shared: bool, pending: bool, policy: Policy | None
) -> tuple[Asker, Place]:
    """A person in a place: 'dm' or a channel's id, whose readers are not known unless some are named."""
    asker = parse_person(user, policy)
    members = (asker, *(parse_person(text, policy) for text in readers)) if readers else None
    kind = PlaceKind.DIRECT if place == DIRECT else PlaceKind.CHANNEL
    return asker, Place(kind, place, asker.team, shared, pending, members)


def _team_of(user: str, policy: Policy | None) -> str:
    teams = {team for team, name in policy.users if name == user} or set(policy.teams) if policy else set()
    if len(teams) != 1:
        raise InsightsError(f"which team is {user} of? Write {user}@TEAM")
    return teams.pop()
