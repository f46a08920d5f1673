"""The access policy as people write it: access.yaml."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from bot.access.policy import NOTHING, AccessRole, Agreement, Audiences, Grant, Others, Policy
from bot.yaml_settings import Strict, read_settings
from knowledge.errors import InsightsError
from knowledge.vocabulary import PUBLIC, Audience, parse_audience


def load_policy(path: Path) -> Policy:
    """The policy in a file. Raises InsightsError naming the key that is wrong."""
    told = read_settings(path, _PolicyFile)
    return Policy(
        teams={team: grant.value() for team, grant in told.teams.items()},
        groups={(grant.team, group): grant.value() for group, grant in told.groups.items()},
        users={(grant.team, user): grant.value() for user, grant in told.users.items()},
        channels={channel: Agreement(frozenset(said.audiences), said.until) for channel, said in told.channels.items()},
        others=told.others.value(),
    )


def _parsed(value: object) -> Audience:
    try:
        return parse_audience(str(value))
    except InsightsError as error:
        raise ValueError(str(error)) from error


def _slack_id(letters: str, example: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not re.fullmatch(rf"[{letters}][A-Z0-9]+", value):
            raise ValueError(f"not a Slack id such as {example}: names can be changed, ids cannot")
        return value

    return check


_TeamId = Annotated[str, AfterValidator(_slack_id("TE", "T0123ABCD"))]
_GroupId = Annotated[str, AfterValidator(_slack_id("S", "S0123ABCD"))]
_UserId = Annotated[str, AfterValidator(_slack_id("UW", "U0123ABCD"))]
ChannelId = Annotated[str, AfterValidator(_slack_id("CG", "C0123ABCD"))]
AudienceName = Annotated[Audience, BeforeValidator(_parsed)]
_PublicOrNothing = Literal["public", "nothing"]


class _TeamGrant(Strict):
    audiences: tuple[AudienceName, ...] = ()
    role: AccessRole = AccessRole.OFFICER

    def value(self) -> Grant:
        return Grant(frozenset(self.audiences), self.role)


class _PersonGrant(_TeamGrant):
    team: _TeamId


class _ChannelAgreement(Strict):
    audiences: tuple[AudienceName, ...]
    until: dt.date | None = None


class _Others(Strict):
    guests: _PublicOrNothing = "public"
    external: _PublicOrNothing = "nothing"
    unknown: _PublicOrNothing = "public"
    bots: _PublicOrNothing = "public"
    deactivated: _PublicOrNothing = "nothing"

    def value(self) -> Others:
        def given(said: str) -> Audiences:
            return frozenset({PUBLIC}) if said == "public" else NOTHING

        return Others(
            guests=given(self.guests),
            external=given(self.external),
            unknown=given(self.unknown),
            bots=given(self.bots),
            deactivated=given(self.deactivated),
        )


class _PolicyFile(Strict):
    teams: dict[_TeamId, _TeamGrant]
    groups: dict[_GroupId, _PersonGrant] = Field(default_factory=dict)
    users: dict[_UserId, _PersonGrant] = Field(default_factory=dict)
    channels: dict[ChannelId, _ChannelAgreement] = Field(default_factory=dict)
    others: _Others = _Others()
