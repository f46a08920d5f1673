"""The question after a thumbs-down."""

from __future__ import annotations

from typing import Any

from bot.slack.messages.hand_off import ask_button
from bot.slack.messages.literal import context

CALLBACK = "feedback_reasons"
REASONS, COMMENT = "reasons", "comment"

_REASONS = {
    "wrong": "It is wrong",
    "not_asked": "It does not answer my question",
    "old": "It is out of date",
    "missing": "Something important is missing",
    "unclear": "It is hard to understand",
}
_COMMENT_LENGTH = 1000
HAND_ON = "Or let a person look at your question:"


def reasons_modal(question_id: str, can_hand_on: bool = False) -> dict[str, Any]:
    """Asks what was wrong with an answer; every field may be left empty. ``can_hand_on`` offers a consultant too."""
    options = [{"text": {"type": "plain_text", "text": label}, "value": reason} for reason, label in _REASONS.items()]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": question_id,
        "title": {"type": "plain_text", "text": "About this answer"},
        "submit": {"type": "plain_text", "text": "Send"},
        "close": {"type": "plain_text", "text": "Cancel"},
        "blocks": [
            {
                "type": "input",
                "block_id": REASONS,
                "optional": True,
                "label": {"type": "plain_text", "text": "What was wrong with it?"},
                "element": {"type": "checkboxes", "action_id": REASONS, "options": options},
            },
            {
                "type": "input",
                "block_id": COMMENT,
                "optional": True,
                "label": {"type": "plain_text", "text": "What should it have said?"},
                "hint": {
                    "type": "plain_text",
                    "text": "The library's editors read this. Please name no private person.",
                },
                "element": {
                    "type": "plain_text_input",
                    "action_id": COMMENT,
                    "multiline": True,
                    "max_length": _COMMENT_LENGTH,
                },
            },
            *([context([HAND_ON]), ask_button(question_id)] if can_hand_on else []),
        ],
    }


def given_reasons(view: dict[str, Any]) -> tuple[list[str], str]:
    """The reasons ticked and the comment written in a submitted modal."""
    values = view["state"]["values"]
    ticked = values.get(REASONS, {}).get(REASONS, {}).get("selected_options") or []
    comment = values.get(COMMENT, {}).get(COMMENT, {}).get("value") or ""
    return [option["value"] for option in ticked if option["value"] in _REASONS], comment.strip()[:_COMMENT_LENGTH]
