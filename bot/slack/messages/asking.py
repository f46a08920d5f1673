"""The form behind "Ask Insights" on somebody's message."""

from __future__ import annotations

import json
from typing import Any

from bot.slack.messages.literal import shortened

CALLBACK = "ask_about_message"
QUESTION, WHERE = "question", "where"
PRIVATELY, IN_THREAD = "privately", "in_thread"
QUESTION_LENGTH = 2000


def asking_modal(text: str, channel: str, thread_ts: str) -> dict[str, Any]:
    """Asks what to look for, starting from the message's text, and who should see the answer."""
    options = [
        {"text": {"type": "plain_text", "text": "Only me, in a direct message"}, "value": PRIVATELY},
        {"text": {"type": "plain_text", "text": "Everyone, in the message's thread"}, "value": IN_THREAD},
    ]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": json.dumps({"channel": channel, "thread_ts": thread_ts}),
        "title": {"type": "plain_text", "text": "Ask Insights"},
        "submit": {"type": "plain_text", "text": "Ask"},
        "close": {"type": "plain_text", "text": "Cancel"},
        "blocks": [
            {
                "type": "input",
                "block_id": QUESTION,
                "label": {"type": "plain_text", "text": "Your question"},
                "element": {
                    "type": "plain_text_input",
                    "action_id": QUESTION,
                    "multiline": True,
                    "max_length": QUESTION_LENGTH,
                    **({"initial_value": shortened(text, QUESTION_LENGTH)} if text.strip() else {}),
                },
            },
            {
                "type": "input",
                "block_id": WHERE,
                "label": {"type": "plain_text", "text": "Who should see the answer?"},
                "element": {
                    "type": "radio_buttons",
                    "action_id": WHERE,
                    "options": options,
                    "initial_option": options[0],
                },
            },
        ],
    }


def asked_in(view: dict[str, Any]) -> tuple[str, bool, str, str]:
    """The question, whether the answer is private, and the message's channel and thread, of a submitted form."""
    values = view["state"]["values"]
    place = json.loads(view["private_metadata"])
    private = values[WHERE][WHERE]["selected_option"]["value"] == PRIVATELY
    return values[QUESTION][QUESTION]["value"] or "", private, place["channel"], place["thread_ts"]
