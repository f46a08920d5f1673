"""The payloads of interactions and commands."""

from __future__ import annotations

from typing import Any

from tests.fake_slack.message_json import message_json
from tests.fake_slack.platform import Platform
from tests.fake_slack.validation.payloads import interactive_elements
from tests.fake_slack.workspace import APP, TEAM, Channel, FakeMessage, User

Json = dict[str, Any]

_SELECTED = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "plain_text_input": "value",
}


def command_payload(
    platform: Platform, user: User, channel: Channel, command: str, text: str, response_url: str
) -> Json:
    """A slash command."""
    return {
        "token": "legacy-verification-token",
        "team_id": TEAM,
        "team_domain": "home",
        "channel_id": channel.id,
        "channel_name": channel.name or "directmessage",
        "user_id": user.id,
        "user_name": user.name or user.id.lower(),
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": platform.triggers.issue(user.id),
    }


def action_in_message(
    platform: Platform, user: User, message: FakeMessage, action: Json, state: Json, response_url: str
) -> Json:
    """block_actions from a message; an ephemeral one is not in the payload, only its place."""
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
    container["is_ephemeral"] = message.to is not None
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = {
        **_interaction(platform, "block_actions", user),
        "container": container,
        "channel": _channel(platform, message.channel),
        "state": {"values": state},
        "response_url": response_url,
        "actions": [action],
    }
    if message.to is None:
        payload["message"] = message_json(platform.workspace, message, with_metadata=True)
    return payload


def action_in_view(platform: Platform, user: User, view: Json, action: Json) -> Json:
    """block_actions from a modal or the Home tab."""
    container = {"type": "view", "view_id": view["id"]}
    return {**_interaction(platform, "block_actions", user), "container": container, "view": view, "actions": [action]}


def submission(platform: Platform, user: User, view: Json, values: Json) -> Json:
    """view_submission of a modal with these values."""
    filled = {**view, "state": {"values": values}}
    return {**_interaction(platform, "view_submission", user), "view": filled, "response_urls": []}


def closing(platform: Platform, user: User, view: Json) -> Json:
    """view_closed of a modal."""
    return {**_interaction(platform, "view_closed", user), "view": view, "is_cleared": False}


def message_shortcut(platform: Platform, user: User, message: FakeMessage, callback_id: str, response_url: str) -> Json:
    """message_action: a shortcut chosen from the menu of a message."""
    return {
        **_interaction(platform, "message_action", user),
        "callback_id": callback_id,
        "action_ts": platform.workspace.next_ts(),
        "message_ts": message.ts,
        "message": message_json(platform.workspace, message, with_metadata=True),
        "channel": _channel(platform, message.channel),
        "response_url": response_url,
    }


def global_shortcut(platform: Platform, user: User, callback_id: str) -> Json:
    """shortcut: one chosen from anywhere."""
    common = _interaction(platform, "shortcut", user)
    return {**common, "callback_id": callback_id, "action_ts": platform.workspace.next_ts()}


def find_element(blocks: list[Json], action_id: str) -> tuple[Json, Json]:
    """The block and the element a person means. AssertionError, naming what is there, when it is absent."""
    present = []
    for block in blocks:
        for element in interactive_elements(block):
            if element["action_id"] == action_id:
                return block, element
            present.append(element["action_id"])
    raise AssertionError(f"there is no {action_id} to press, only {present}")


def action_of(block: Json, element: Json, value: Any, action_ts: str) -> Json:
    """The action that pressing, or choosing `value`, makes. AssertionError when the element does not offer it."""
    common = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
    return {**common, "action_ts": action_ts, **chosen(element, value)}


def chosen(element: Json, value: Any) -> Json:
    """The fields that carry what was chosen in an element."""
    kind = element["type"]
    if kind == "feedback_buttons":
        return _pressed([element["positive_button"], element["negative_button"]], value)
    if kind in {"button", "icon_button"}:
        offered = element.get("value")
        assert value is None or value == offered, f"the button's value is {offered!r}, not {value!r}"
        return {"text": element["text"], **({"value": offered} if offered is not None else {})}
    if kind in {"checkboxes", "multi_static_select"}:
        return {"selected_options": [_option(element, one) for one in value or []]}
    if kind.startswith("multi_"):
        return {f"selected_{kind.split('_')[1]}": list(value or [])}
    if kind in {"static_select", "overflow", "radio_buttons", "external_select"}:
        return {"selected_option": _option(element, value) if value is not None else None}
    assert kind in _SELECTED or kind.endswith("_input"), f"do not know how to use a {kind}"
    return {_SELECTED.get(kind, "value"): value}


def _pressed(buttons: list[Json], value: Any) -> Json:
    offered = [button["value"] for button in buttons]
    assert value in offered, f"there is no button of value {value!r}, only {offered}"
    button = buttons[offered.index(value)]
    return {"text": button["text"], "value": button["value"]}


def _option(element: Json, value: Any) -> Json:
    groups = [element, *element.get("option_groups", [])]
    options: list[Json] = [option for group in groups for option in group.get("options", [])]
    for option in options:
        if option["value"] == value:
            return option
    raise AssertionError(f"there is no option {value!r}, only {[option['value'] for option in options]}")


def _interaction(platform: Platform, kind: str, user: User) -> Json:
    name = user.name or user.id.lower()
    return {
        "type": kind,
        "token": "legacy-verification-token",
        "user": {"id": user.id, "username": name, "name": name, "team_id": user.team},
        "team": {"id": TEAM, "domain": "home"},
        "enterprise": None,
        "is_enterprise_install": False,
        "api_app_id": APP,
        "trigger_id": platform.triggers.issue(user.id),
    }


def _channel(platform: Platform, identifier: str) -> Json:
    return {"id": identifier, "name": platform.workspace.channels[identifier].name or "directmessage"}
