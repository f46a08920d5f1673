"""Sentences of the bot's own."""

from __future__ import annotations

from bot.slack.messages import actions
from bot.slack.messages.literal import paragraph
from bot.slack.messages.message import NOTICE_EVENT, Message, escape

STOPPED = "Stopped: nothing more will come for this question."
TOO_LONG = "That is {length} characters long. Please ask in at most {most}."
TOO_MANY = "You have asked {count} questions within a minute. Please ask again in {seconds} seconds."
NOT_SHAREABLE = "I cannot share this here: it rests on documents that not everyone in this channel may see."
NOT_SHARED = "I could not post here. Please try again in a moment."
ALREADY_SHARED = "This answer has been shared here already."
LOADING = "Opening the passages…"
GONE = "This answer is no longer kept, so I cannot open it. Please ask again."
NOT_HERE = (
    "I cannot answer here: what may be said in this place has not been agreed, or who reads it is not known to me. "
    "Ask me in a direct message."
)
SWITCHED_OFF = (
    "My answers are switched off here at the moment, so I have not searched for anything. Please ask again later, or "
    "ask whoever looks after me."
)
PRIVATE_OFFER = "Only you see this: I can give you a fuller answer in private."
BRIEFED = "Your briefing note is in this thread, as a Word document and as Markdown. Only you see it here."
NO_NOTE = "There is no answer of mine in that thread to make a briefing note of, or it is no longer kept."
DRAWING = "Drawing it: the picture comes in our direct messages in a few seconds."
DRAWN = "{title}: the picture is in this thread, as PNG and as SVG. Only you see it here."
WHICH_DRAWING = (
    "Say what to draw: `/insights map draw needs` (by tier), `/insights map draw flow` (from spend to behaviour) or "
    "`/insights map draw scorecard` (the review). A place or title after it names the map."
)
WHICH_MAP = "Which map do you mean? Name one by its title or place: {titles}"
NO_MAP = "There is no such prevention map that you may see."
NO_FILES = (
    "I could not send the files. Whoever looks after me can see why in my log; a missing scope files:write is the "
    "usual reason."
)
IN_MESSAGES = "Asked. The answer is in the Messages tab of this app."


def private_offer(question: str) -> Message:
    """Offers somebody who may see more than everybody here an answer for themselves alone."""
    return Message(PRIVATE_OFFER, [paragraph(PRIVATE_OFFER), actions.private_button(question)])


def notice(text: str) -> Message:
    """A sentence that answers no question."""
    return Message(escape(text), [paragraph(text)], {"event_type": NOTICE_EVENT, "event_payload": {}})
