"""What a thread is told when its question can be answered now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.messages import actions
from bot.slack.messages.literal import bullets, paragraph, rich_text, section, shortened, text
from bot.slack.messages.message import Message, escape

LEAD = "When this was asked, the library did not cover it. Now it does. New since then:"
_TITLE = 150
_SHOWN = 3


def covered_note(question: str, titles: Sequence[str]) -> Message:
    """Names the documents, and offers to ask again."""
    items = [section(text(shortened(title, _TITLE))) for title in titles[:_SHOWN]]
    blocks = [paragraph(LEAD), rich_text(bullets(items)), actions.ask_again_button(question)]
    return Message(escape(shortened(f"{LEAD} {'; '.join(titles)}", 300)), blocks)
