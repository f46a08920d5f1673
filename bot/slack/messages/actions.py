"""The buttons under an answer. Their action ids are what the surfaces listen for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.next_questions import MORE_ON
from bot.slack.messages.literal import shortened
from bot.slack.messages.message import Block

SOURCES = "show_sources"
FEEDBACK = "feedback"
SHARE = "share_answer"
BRIEF = "make_brief"
DRAW = "draw_map"
NEXT_QUESTION = "ask_next"
"""Followed by the button's number: action ids are unique in a message."""

GOOD, BAD = "good", "bad"

_BUTTON = 75
_VALUE = 2000


def answer_buttons(question_id: str, can_share: bool, has_picture: bool = False) -> Block:
    """Opens each cited passage, makes a document, draws the map where that helps, and shares a private answer."""
    buttons = [_button(SOURCES, "Sources", question_id), _button(BRIEF, "Briefing note", question_id)]
    if has_picture:
        buttons.append(_button(DRAW, "Picture", question_id))
    if can_share:
        buttons.append(_button(SHARE, "Share in channel", question_id))
    return {"type": "actions", "elements": buttons}


def next_question_buttons(questions: Sequence[str]) -> Block:
    """Up to three questions that the library can answer; pressing one asks it. Of "More on: ..." the topic is shown."""
    return {
        "type": "actions",
        "elements": [_next_question(f"{NEXT_QUESTION}_{n}", question) for n, question in enumerate(questions[:3], 1)],
    }


def private_button(question: str) -> Block:
    """Asks the same question again, for the person pressing alone."""
    return {
        "type": "actions",
        "elements": [_button(f"{NEXT_QUESTION}_0", "Answer me privately", shortened(question, _VALUE))],
    }


def ask_again_button(question: str) -> Block:
    """Asks the same question again, for everybody in the thread."""
    return {"type": "actions", "elements": [_button(f"{NEXT_QUESTION}_0", "Ask again", shortened(question, _VALUE))]}


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


def _next_question(action_id: str, question: str) -> Block:
    label = question.removeprefix(MORE_ON.format(heading="")) or question
    whole = {"accessibility_label": shortened(question, _BUTTON)}
    return {**_button(action_id, label, shortened(question, _VALUE)), **whole}


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
