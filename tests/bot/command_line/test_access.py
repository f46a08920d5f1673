"""`insights access`: explaining a policy, and testing it on the real assistant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.assistant import Assistant
from bot.vocabulary import Answer, Question
from knowledge.errors import InsightsError
from knowledge.opening import Library
from knowledge.vocabulary import PUBLIC, Audience
from tests.bot.command_line.conftest import Command
from tests.fake_slack import FakeSlack

POLICY = """
teams:
  THOME: {audiences: [public, subscribers]}
  TCOUNCIL: {audiences: [public, "client:a"]}
users:
  UBOSS: {team: THOME, audiences: ["client:a", "client:b"], role: administrator}
channels:
  CDEAL: {audiences: [public, "client:a"], until: 2999-12-31}
"""


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A policy file that the settings name."""
    path = tmp_path / "access.yaml"
    path.write_text(POLICY, encoding="utf-8")
    monkeypatch.setenv("INSIGHTS_ACCESS", str(path))
    return path


def test_explain_a_direct_message(insights: Command, policy: Path) -> None:
    assert insights("access", "explain", "UBOSS", "dm").stdout.splitlines() == [
        "audiences: client:a, client:b, public, subscribers",
        "role: administrator",
        "because:",
        "  UBOSS (THOME) holds client:a, client:b, public, subscribers",
        "assumed, without asking Slack:",
        "  UBOSS: member, team THOME, in no user group",
        "  dm: nobody else reads it",
    ]


def test_explain_a_shared_channel_and_its_readers(insights: Command, policy: Path) -> None:
    arguments = ["access", "explain", "UBOSS", "CDEAL", "--shared", "--reader", "UX@TELSE"]
    assert insights(*arguments).stdout.startswith("audiences: client:a, public\n")
    assert insights(*arguments, "--reader", "UY@THOME").stdout.startswith("audiences: public\n")
    unlisted = insights("access", "explain", "UBOSS", "CX", "--pending", "--reader", "UX@TCOUNCIL").stdout
    assert unlisted.startswith("audiences: nothing\n")
    assert "CX is open to another organisation and not listed" in unlisted


def test_a_channel_without_readers_is_one_whose_readers_are_not_known(insights: Command, policy: Path) -> None:
    output = insights("access", "explain", "UBOSS", "CX").stdout
    assert output.startswith("audiences: public\n")
    assert "who reads CX is not known" in output


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSlack]:
    """A workspace that the settings have a token of, in which UBOSS is a guest."""
    with FakeSlack() as slack:
        slack.add_user("UBOSS", guest=True)
        slack.add_user("UX", team="T0ELSE")
        slack.add_channel("CDEAL", ["UBOSS", "UX"], ext_shared=True)
        slack.add_user_group("S1", ["UBOSS"])
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        monkeypatch.setenv("SLACK_API_URL", slack.url)
        yield slack


def test_with_a_token_explain_asks_slack_who_they_are_and_who_reads(
    insights: Command, policy: Path, slack: FakeSlack
) -> None:
    policy.write_text(POLICY.replace("THOME", slack.team), encoding="utf-8")
    lines = insights("access", "explain", "UBOSS", "CDEAL").stdout.splitlines()
    assert lines[0] == "audiences: public"
    assert lines[-3:] == [
        "Slack says:",
        f"  UBOSS: guest, team {slack.team}, in S1",
        "  CDEAL: read by UBOSS, UX, shared with another organisation",
    ]


def test_what_is_given_beside_the_ids_is_assumed_and_slack_is_not_asked(
    insights: Command, policy: Path, slack: FakeSlack
) -> None:
    for arguments in (
        ["UBOSS@THOME", "CDEAL"],
        ["UBOSS", "CDEAL", "--shared"],
        ["UBOSS", "CX", "--reader", "UX@TELSE"],
    ):
        said = insights("access", "explain", *arguments).stdout
        assert "assumed, without asking Slack:\n  UBOSS: member, team THOME" in said
    assert slack.calls == []


def test_explain_without_a_policy(insights: Command) -> None:
    assert insights("access", "explain", "U1@T1", "dm").stdout.startswith("audiences: public\n")


def test_a_faulty_policy_is_one_line(insights: Command, policy: Path) -> None:
    policy.write_text("teams: {THOME: {audience: [public]}}", encoding="utf-8")
    fault = insights("access", "explain", "U1", "dm").exception
    assert isinstance(fault, InsightsError)
    assert str(fault) == f"{policy}: unknown key 'teams.THOME.audience': did you mean 'audiences'?"


def test_the_matrix_of_the_real_assistant_has_no_leak(insights: Command, stocked: Library, policy: Path) -> None:
    result = insights("access", "matrix", "--limit", "3")
    assert result.exit_code == 0, result.stdout
    assert "0 leaks" in result.stdout
    lines = {line.split()[0]: line for line in result.stdout.splitlines() if " granted to " in line}
    assert set(lines) == {"public", "subscribers", "client:a", "client:b"}
    # All four are there to be seen by somebody: a matrix that asks nothing finds no leak either.
    assert not [line for line in lines.values() if "granted to 0 pairs" in line or " 0 texts used" in line]


def test_the_matrix_finds_an_assistant_that_searches_everything(
    insights: Command, stocked: Library, policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = Assistant.answer

    def careless(assistant: Assistant, question: Question) -> Answer:
        return genuine(assistant, replace(question, audiences=frozenset({PUBLIC, Audience("client:b")})))

    monkeypatch.setattr(Assistant, "answer", careless)
    result = insights("access", "matrix", "--limit", "3")
    assert result.exit_code == 3
    assert "LEAK b (client:b) used for " in result.stdout


def test_the_matrix_needs_a_policy(insights: Command, stocked: Library) -> None:
    fault = insights("access", "matrix").exception
    assert isinstance(fault, InsightsError)
    assert "INSIGHTS_ACCESS" in str(fault)
