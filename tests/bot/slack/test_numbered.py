"""Buttons that are alike can stand in one message, and are heard."""

from __future__ import annotations

from typing import Any

from bot.slack.messages.numbered import any_number, numbered


def test_each_button_has_an_action_id_of_its_own_that_its_listener_hears() -> None:
    alike: list[dict[str, Any]] = [
        {"type": "actions", "elements": [{"action_id": "open"}, {"action_id": "end"}]},
        {"type": "divider"},
    ] * 3
    ids = [element["action_id"] for block in numbered(alike) for element in block.get("elements", [])]
    assert ids == ["open", "end", "open_1", "end_1", "open_2", "end_2"]
    for name in ("open", "end"):
        assert [one for one in ids if any_number(name).match(one)] == [one for one in ids if one.startswith(name)]


def test_an_action_that_begins_alike_is_another() -> None:
    assert not any_number("open").match("open_form")
    assert not any_number("open").match("reopen")
