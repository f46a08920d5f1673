"""Blocks and the surfaces they may stand on. Limits from slack_sdk 3.47.0 (models/blocks) and docs.slack.dev."""

from __future__ import annotations

from tests.fake_slack.validation import elements, rich_text
from tests.fake_slack.validation.shapes import (
    Check,
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

LONGEST_MARKDOWN = 12_000


def _block(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return shape(required, {"block_id": string(255), **(optional or {})})


_CONTEXT_ELEMENT = typed(
    {
        "plain_text": plain_text(3000),
        "mrkdwn": text(3000),
        "image": elements.IMAGE,
    }
)
_CELL = typed(
    {
        "raw_text": shape({"text": string(10_000)}),
        "raw_number": shape({"value": anything}, {"text": string(10_000)}),
        "rich_text": shape({"elements": rich_text.ELEMENTS}, {"block_id": string(255)}),
    }
)
_COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})
_BOTH: dict[str, Check] = {
    "section": also(
        _block(
            {},
            {
                "text": text(3000),
                "fields": array(text(2000), 10),
                "accessory": elements.ACCESSORIES,
                "expand": boolean,
            },
        ),
        needs_one("text", "fields"),
    ),
    "header": _block({"text": plain_text(150)}, {"level": integer(1, 4)}),
    "divider": _block({}),
    "context": _block({"elements": array(_CONTEXT_ELEMENT, 10)}),
    "actions": _block({"elements": array(elements.ACTIONS, 25)}),
    "image": also(
        _block({"alt_text": string(2000)}, {"image_url": link(), "slack_file": anything, "title": plain_text(2000)}),
        needs_one("image_url", "slack_file"),
    ),
    "input": _block(
        {"label": plain_text(2000), "element": elements.INPUTS},
        {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": _block({"elements": rich_text.ELEMENTS}),
    "alert": _block({"text": text(200)}, {"level": one_of("default", "info", "warning", "error", "success")}),
}
_MESSAGE_ONLY: dict[str, Check] = {
    "markdown": _block({"text": string(LONGEST_MARKDOWN)}),
    "context_actions": _block({"elements": array(elements.CONTEXT_ACTIONS, 5)}),
    "table": _block({"rows": array(array(_CELL, 20), 100)}, {"column_settings": array(_COLUMN, 20)}),
}
MESSAGE_BLOCK = typed({**_BOTH, **_MESSAGE_ONLY})
VIEW_BLOCK = typed(_BOTH)
