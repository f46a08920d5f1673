"""Block elements: buttons, menus, inputs. Limits from slack_sdk 3.47.0 (models/blocks) and docs.slack.dev."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.fake_slack.validation.shapes import (
    Check,
    Problem,
    also,
    anything,
    array,
    boolean,
    integer,
    link,
    needs_one,
    one_of,
    plain_text,
    shape,
    string,
    text,
    typed,
)

_IDENTIFIER = string(255)
_CONFIRM = shape(
    {"title": plain_text(100), "text": text(300)},
    {"confirm": plain_text(30), "deny": plain_text(30), "style": one_of("primary", "danger")},
)
_OPTION = shape({"text": text(75), "value": string(150)}, {"description": text(75), "url": link()})
_FEEDBACK = shape({"text": plain_text(75), "value": string(2000)}, {"accessibility_label": string(75)})
_CHOICES = {
    "options": array(_OPTION, 100),
    "option_groups": array(shape({"label": plain_text(75), "options": array(_OPTION, 100)}), 100),
}


def _interactive(required: dict[str, Check], optional: dict[str, Check]) -> Check:
    common: dict[str, Check] = {"action_id": _IDENTIFIER, "confirm": _CONFIRM, "focus_on_load": boolean}
    return shape(required, {**common, **optional})


def _input(optional: dict[str, Check], required: dict[str, Check] | None = None) -> Check:
    return _interactive(required or {}, {"placeholder": plain_text(150), **optional})


def _initial_is_offered(name: str) -> Check:
    def check(value: Any, at: str) -> Iterator[Problem]:
        chosen = value.get(name) if isinstance(value, dict) else None
        if not chosen or not isinstance(value.get("options"), list):
            return
        for one in chosen if isinstance(chosen, list) else [chosen]:
            if one not in value["options"]:
                yield Problem("initial option must be one of the options", f"{at}/{name}")

    return check


def _static(initial: str) -> Check:
    fields = {**_CHOICES, initial: anything, "max_selected_items": integer(1, 100)}
    return also(_input(fields), needs_one("options", "option_groups"), _initial_is_offered(initial))


def _boxes(initial: str) -> Check:
    return also(_interactive({"options": array(_OPTION, 10)}, {initial: anything}), _initial_is_offered(initial))


_BUTTON = _interactive(
    {"text": plain_text(75)},
    {
        "value": string(2000),
        "url": link(),
        "style": one_of("primary", "danger"),
        "accessibility_label": string(75),
        "agent_prompt": string(4000),
    },
)
_WRITTEN: dict[str, Check] = {
    "initial_value": string(3000, 0),
    "dispatch_action_config": shape({}, {"trigger_actions_on": array(anything, 2)}),
}
_MULTI = {"max_selected_items": integer(1, 100)}
MENUS: dict[str, Check] = {
    "static_select": _static("initial_option"),
    "multi_static_select": _static("initial_options"),
    "external_select": _input({"initial_option": _OPTION, "min_query_length": integer(0, 3000)}),
    "multi_external_select": _input({"initial_options": anything, "min_query_length": integer(0, 3000), **_MULTI}),
    "users_select": _input({"initial_user": string(20)}),
    "multi_users_select": _input({"initial_users": array(string(20), 100), **_MULTI}),
    "channels_select": _input({"initial_channel": string(20), "response_url_enabled": boolean}),
    "multi_channels_select": _input({"initial_channels": array(string(20), 100), **_MULTI}),
    "conversations_select": _input(
        {
            "initial_conversation": string(20),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": anything,
        }
    ),
    "multi_conversations_select": _input(
        {
            "initial_conversations": array(string(20), 100),
            "default_to_current_conversation": boolean,
            "filter": anything,
            **_MULTI,
        }
    ),
    "datepicker": _input({"initial_date": string(10, 10)}),
    "timepicker": _input({"initial_time": string(5, 5), "timezone": string(100)}),
    "checkboxes": _boxes("initial_options"),
    "radio_buttons": _boxes("initial_option"),
}
PRESSED: dict[str, Check] = {
    "button": _BUTTON,
    "overflow": _interactive({"options": array(_OPTION, 5)}, {}),
    "workflow_button": _interactive({"text": plain_text(75), "workflow": anything}, {}),
}
_DATE_AND_TIME: dict[str, Check] = {
    "datetimepicker": _interactive({}, {"initial_date_time": integer(0, 9_999_999_999)})
}
WRITTEN: dict[str, Check] = {
    "plain_text_input": _input(
        {**_WRITTEN, "multiline": boolean, "min_length": integer(0, 3000), "max_length": integer(1, 3000)}
    ),
    "email_text_input": _input(_WRITTEN),
    "url_text_input": _input(_WRITTEN),
    "number_input": _input(
        {**_WRITTEN, "min_value": string(30), "max_value": string(30)}, {"is_decimal_allowed": boolean}
    ),
    "rich_text_input": _input({"initial_value": anything, "dispatch_action_config": anything}),
    "file_input": _interactive({}, {"filetypes": array(string(20), 100), "max_files": integer(1, 10)}),
}
IMAGE = also(
    shape({"alt_text": string(2000)}, {"image_url": link(), "slack_file": anything}),
    needs_one("image_url", "slack_file"),
)
ACCESSORIES = typed({**MENUS, **PRESSED, "image": IMAGE})
ACTIONS = typed({**MENUS, **PRESSED, **_DATE_AND_TIME})
INPUTS = typed({**MENUS, **WRITTEN, **_DATE_AND_TIME})
CONTEXT_ACTIONS = typed(
    {
        "feedback_buttons": _interactive({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {}),
        "icon_button": _interactive(
            {"icon": string(100), "text": plain_text(75)},
            {"value": string(2000), "accessibility_label": string(75), "visible_to_user_ids": array(string(20), 100)},
        ),
    }
)
