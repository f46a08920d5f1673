"""access.yaml: what is written is what holds, and every fault is one line."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from bot.access.policy import NOTHING, AccessRole, Agreement, Grant, Others, Policy
from bot.access.policy_file import load_policy
from knowledge.errors import InsightsError
from knowledge.vocabulary import INTERNAL, PUBLIC, SUBSCRIBERS, Audience

A = Audience("client:a")
DOCUMENTATION = Path(__file__).parents[3] / "docs" / "access.md"


def _load(tmp_path: Path, text: str) -> Policy:
    path = tmp_path / "access.yaml"
    path.write_text(text, encoding="utf-8")
    return load_policy(path)


def test_a_whole_policy(tmp_path: Path) -> None:
    policy = _load(
        tmp_path,
        """
teams:
  T1: {audiences: [public, subscribers]}
groups:
  S1: {team: T1, audiences: [internal], role: consultant}
users:
  U1: {team: T2, audiences: ["client:a"], role: administrator}
channels:
  C1: {audiences: [public, "client:a"], until: 2027-03-31}
others: {guests: nothing, external: public}
""",
    )
    assert policy == Policy(
        teams={"T1": Grant(frozenset({PUBLIC, SUBSCRIBERS}))},
        groups={("T1", "S1"): Grant(frozenset({INTERNAL}), AccessRole.CONSULTANT)},
        users={("T2", "U1"): Grant(frozenset({A}), AccessRole.ADMINISTRATOR)},
        channels={"C1": Agreement(frozenset({PUBLIC, A}), dt.date(2027, 3, 31))},
        others=Others(guests=NOTHING, external=frozenset({PUBLIC})),
    )


def test_what_is_left_out_grants_nothing(tmp_path: Path) -> None:
    assert _load(tmp_path, "teams: {T1: {}}") == Policy(teams={"T1": Grant()})


def test_the_worked_example_of_the_documentation_is_a_policy(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), re.DOTALL)
    policy = _load(tmp_path, example)
    assert policy.teams
    assert policy.groups
    assert policy.users
    assert policy.channels


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "teams: Field required"),
        ("teams: {T1: {audience: [public]}}", "unknown key 'teams.T1.audience': did you mean 'audiences'?"),
        ("teams: {T1: {}}\nchanels: {}", "unknown key 'chanels': did you mean 'channels'?"),
        ("teams: {T1: {audiences: [everybody]}}", "teams.T1.audiences.0: unknown audience 'everybody'"),
        ("teams: {acme: {}}", "teams.acme: not a Slack id such as T0123ABCD"),
        ("teams: {T1: {}}\nusers: {anna: {team: T1}}", "users.anna: not a Slack id such as U0123ABCD"),
        ("teams: {T1: {}}\nusers: {U1: {}}", "users.U1.team: Field required"),
        ("teams: {T1: {}}\nusers: {U1: {team: T1, role: boss}}", "users.U1.role: Input should be 'officer'"),
        ("teams: {T1: {}}\nchannels: {general: {audiences: []}}", "channels.general: not a Slack id"),
        ("teams: {T1: {}}\nchannels: {C1: {audiences: [public], until: soon}}", "channels.C1.until: Input should be"),
        ("teams: {T1: {}}\nothers: {guests: internal}", "others.guests: Input should be 'public' or 'nothing'"),
        ("teams: {T1: {}}\nothers: {strangers: public}", "unknown key 'others.strangers'"),
        ("teams: {T1: {}, T1: {}}", "line 1: not valid YAML: 'T1' is there twice"),
        ("teams: {T1: {audiences: public}}", "teams.T1.audiences: Input should be a valid tuple"),
    ],
)
def test_faults_are_one_line_and_name_the_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InsightsError) as fault:
        _load(tmp_path, text)
    assert said in str(fault.value)
    assert "\n" not in str(fault.value)
