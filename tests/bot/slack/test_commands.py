"""The commands that set the bot up in Slack say what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.command_line.main import app
from bot.doctor import examine
from bot.settings import Settings
from knowledge.errors import InsightsError
from tests.fake_slack import FakeSlack


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A Slack with the app installed."""
    with FakeSlack() as platform:
        yield platform


def finding(slack: FakeSlack, tmp_path: Path, **settings: str) -> tuple[bool, str]:
    """What doctor finds out about Slack."""
    values = {"slack_bot_token": slack.bot_token, "slack_api_url": slack.url, **settings}
    made = Settings(_env_file=None, insights_home=tmp_path, **values)  # type: ignore[arg-type]
    (found,) = [finding for finding in examine(made) if finding.subject == "Slack"]
    return found.ok, found.message


def test_doctor_is_content_with_a_complete_app(slack: FakeSlack, tmp_path: Path) -> None:
    ok, message = finding(slack, tmp_path, slack_app_token="xapp-1")
    assert ok, message
    assert "all scopes granted" in message


def test_doctor_names_a_missing_scope_and_what_it_is_for(slack: FakeSlack, tmp_path: Path) -> None:
    slack.scopes = slack.scopes - {"reactions:write"}
    ok, message = finding(slack, tmp_path, slack_app_token="xapp-1")
    assert not ok
    assert "reactions:write (to show that it is working" in message


def test_doctor_names_the_setting_of_each_transport(slack: FakeSlack, tmp_path: Path) -> None:
    ok, message = finding(slack, tmp_path)
    assert not ok
    assert "SLACK_APP_TOKEN" in message
    assert "SLACK_SIGNING_SECRET" in message


def test_doctor_says_when_slack_refuses_the_token(slack: FakeSlack, tmp_path: Path) -> None:
    ok, message = finding(slack, tmp_path, slack_bot_token="xoxb-wrong", slack_app_token="xapp-1")
    assert not ok
    assert "SLACK_BOT_TOKEN (invalid_auth)" in message
    assert "xoxb-wrong" not in message


def test_doctor_says_when_slack_cannot_be_reached(slack: FakeSlack, tmp_path: Path) -> None:
    ok, message = finding(slack, tmp_path, slack_api_url="http://127.0.0.1:9/api/", slack_app_token="xapp-1")
    assert not ok
    assert "cannot be reached" in message


@pytest.mark.parametrize(
    ("arguments", "settings", "missing"),
    [
        ([], {}, "SLACK_BOT_TOKEN"),
        ([], {"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
        (["--http", "3000"], {"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
    ],
)
def test_serve_names_the_setting_that_is_missing(
    arguments: list[str],
    settings: dict[str, str],
    missing: str,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from bot.command_line import ask

    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"INSIGHTS_HOME": str(home), **settings}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(ask, "require_documents", lambda library: None)
    result = CliRunner().invoke(app, ["serve", *arguments])
    assert isinstance(result.exception, InsightsError)
    assert f"{missing} is not set" in str(result.exception)


def test_the_manifest_can_be_printed_for_both_transports() -> None:
    socket = json.loads(CliRunner().invoke(app, ["manifest"]).stdout)
    assert socket["settings"]["socket_mode_enabled"] is True
    http = json.loads(CliRunner().invoke(app, ["manifest", "--url", "https://bot.example.org"]).stdout)
    assert http["settings"]["event_subscriptions"]["request_url"] == "https://bot.example.org/slack/events"
    assert CliRunner().invoke(app, ["manifest", "--url", "http://bot.example.org"]).exit_code == 2
