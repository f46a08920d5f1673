"""People as administrators write them on the command line."""

from __future__ import annotations

import pytest

from bot.access.decision import Asker, Standing
from bot.access.policy import Grant, Policy
from bot.access.written import parse_person
from knowledge.errors import InsightsError

ONE_TEAM = Policy(teams={"T1": Grant()})
TWO_TEAMS = Policy(teams={"T1": Grant(), "T2": Grant()}, users={("T2", "U2"): Grant()})


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("U1", Asker("U1", "T1", standing=Standing.MEMBER)),
        ("U1@T9", Asker("U1", "T9", standing=Standing.MEMBER)),
        ("U1@T1+S1+S2:guest", Asker("U1", "T1", frozenset({"S1", "S2"}), Standing.GUEST)),
        ("U1:bot", Asker("U1", "T1", standing=Standing.BOT)),
    ],
)
def test_people(text: str, person: Asker) -> None:
    assert parse_person(text, ONE_TEAM) == person


def test_the_team_of_a_listed_user_is_known() -> None:
    assert parse_person("U2", TWO_TEAMS).team == "T2"


@pytest.mark.parametrize(
    ("text", "policy", "said"),
    [
        ("U1", TWO_TEAMS, "write U1@TEAM"),
        ("U1", None, "write U1@TEAM"),
        ("U 1", ONE_TEAM, "is no person"),
        ("U1:visitor", ONE_TEAM, "unknown standing 'visitor': use member, guest, bot, deactivated, unknown"),
    ],
)
def test_faults(text: str, policy: Policy | None, said: str) -> None:
    with pytest.raises(InsightsError, match=f"(?i){said}"):
        parse_person(text, policy)
