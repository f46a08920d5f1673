"""The buttons under an answer. Their action ids are what the surfaces listen for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.messages.literal import shortened
from bot.slack.messages.message import Block

SOURCES = "show_sources"
FEEDBACK = "feedback"
SHARE = "share_answer"
NEXT_QUESTION = "ask_next"
"""Followed by the button's number: action ids are unique in a message."""

GOOD, BAD = "good", "bad"

_BUTTON = 75
_VALUE = 2000


def sources_button(question_id: str) -> Block:
    """Opens each cited passage in its context."""
    return {"type": "actions", "elements": [_button(SOURCES, "Sources", question_id)]}


def share_button(question_id: str) -> Block:
    """Shows a private answer to the channel."""
    return {"type": "actions", "elements": [_button(SHARE, "Share in channel", question_id)]}


def next_question_buttons(questions: Sequence[str]) -> Block:
    """Up to three questions that the library can answer; pressing one asks it."""
    return {
        "type": "actions",
        "elements": [
            _button(f"{NEXT_QUESTION}_{number}", question, shortened(question, _VALUE))
            for number, question in enumerate(questions[:3], start=1)
        ],
    }


def feedback_buttons(question_id: str) -> Block:
    """Slack's own thumbs."""
    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": FEEDBACK,
                "positive_button": _thumb("Helpful", f"{GOOD}:{question_id}"),
                "negative_button": _thumb("Not helpful", f"{BAD}:{question_id}"),
            }
        ],
    }


def _button(action_id: str, label: str, value: str) -> Block:
    return {
        "type": "button",
        "action_id": action_id,
        "text": {"type": "plain_text", "text": shortened(label, _BUTTON), "emoji": False},
        "value": value,
    }


def _thumb(label: str, value: str) -> Block:
    return {
        "text": {"type": "plain_text", "text": label},
        "accessibility_label": label,
        "value": value,
    }
