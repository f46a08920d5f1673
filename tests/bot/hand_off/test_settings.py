"""handoff.yaml is read whole, and what is wrong with it is one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.hand_off.rules import Route
from bot.hand_off.settings import load_hand_off
from knowledge.errors import InsightsError

THEMES = ["Fostering", "Home care"]
WHOLE = """
consultants: C0CONSULT1
routes:
  - {theme: Fostering, channel: C0FOSTER01}
  - {owner: A team, channel: C0CHILDREN}
remind_after_hours: 2
approved_days: 30
review: {channels: [C0PILOT001], audiences: ["client:a"]}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "handoff.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_that_is_said_is_meant(tmp_path: Path) -> None:
    rules = load_hand_off(written(tmp_path, WHOLE), THEMES)
    assert rules.routes == (Route("C0FOSTER01", theme="Fostering"), Route("C0CHILDREN", owner="A team"))
    assert (rules.consultants, rules.remind_after, rules.approved_days) == ("C0CONSULT1", 7200, 30)
    assert rules.reviewed_channels == frozenset({"C0PILOT001"})
    assert set(map(str, rules.reviewed_audiences)) == {"client:a"}


def test_a_channel_is_all_that_is_needed(tmp_path: Path) -> None:
    rules = load_hand_off(written(tmp_path, "consultants: C0CONSULT1\n"), THEMES)
    assert rules.routes == ()
    assert not rules.reviewed_channels | rules.reviewed_audiences


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("routes: []", "consultants"),
        ("consultants: '#consultants'", "not a Slack id"),
        ("consultants: C0CONSULT1\nremind: 3", "unknown key 'remind'"),
        ("consultants: C0CONSULT1\nroutes: [{channel: C0X1}]", "a route needs either theme or owner"),
        ("consultants: C0CONSULT1\nroutes: [{theme: Fosterin, channel: C0X1}]", "the nearest is 'Fostering'"),
        ("consultants: C0CONSULT1\nreview: {audiences: [client]}", "unknown audience 'client'"),
        ("consultants: C0CONSULT1\nremind_after_hours: 0", "remind_after_hours"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InsightsError, match=said) as caught:
        load_hand_off(written(tmp_path, text), THEMES)
    assert "\n" not in str(caught.value)
