"""What the audit is told of a start: digests that change with what the bot was told to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assembly import configuration_digests
from bot.settings import Settings


@pytest.fixture
def access(tmp_path: Path) -> Path:
    """An access policy."""
    path = tmp_path / "access.yaml"
    path.write_text("teams: {T1: {audiences: [public]}}\n", encoding="utf-8")
    return path


def settings(**values: object) -> Settings:
    """These settings and defaults, whatever the machine's."""
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]


def test_a_changed_policy_and_a_changed_setting_have_other_digests(access: Path) -> None:
    before = configuration_digests(settings(insights_access=access))
    access.write_text("teams: {T1: {audiences: [public, internal]}}\n", encoding="utf-8")
    after = configuration_digests(settings(insights_access=access))
    assert before["access"] != after["access"]
    assert before["settings"] == after["settings"]
    assert configuration_digests(settings(insights_access=access, records_days=30))["settings"] != after["settings"]


def test_no_secret_is_part_of_a_digest() -> None:
    """A digest of something short that can be guessed would give it away."""
    one = settings(slack_bot_token="xoxb-1", database_url="postgresql://a:one@h/d")
    two = settings(slack_bot_token="xoxb-2", database_url="postgresql://a:two@h/d")
    assert configuration_digests(one) == configuration_digests(two)
