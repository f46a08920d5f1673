"""Sentences of the bot's own."""

from __future__ import annotations

from bot.slack.messages.literal import paragraph
from bot.slack.messages.message import NOTICE_EVENT, Message, escape

STOPPED = "Stopped: nothing more will come for this question."
TOO_LONG = "That is {length} characters long. Please ask in at most {most}."
TOO_MANY = "You have asked {count} questions within a minute. Please ask again in {seconds} seconds."
NOT_SHAREABLE = "I cannot share this here: it rests on documents that not everyone in this channel may see."
NOT_SHARED = "I could not post here. Invite me to the channel with /invite, then share again."
GONE = "This answer is no longer kept, so I cannot open it. Please ask again."
THANKS = "Thank you. The library's editors see this."
IN_MESSAGES = "Asked. The answer is in the Messages tab of this app."


def notice(text: str) -> Message:
    """A sentence that answers no question."""
    return Message(escape(text), [paragraph(text)], {"event_type": NOTICE_EVENT, "event_payload": {}})
