"""New documents, for people who want to hear of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.messages.literal import (
    Element,
    bullets,
    context,
    link,
    paragraph,
    rich_text,
    section,
    shortened,
    text,
    web_address,
)
from bot.slack.messages.message import Block, Message, escape
from knowledge.catalogue.history import VersionSummary

TURN_ON, TURN_OFF = "whats_new_on", "whats_new_off"
_OFFER = "I can tell you every Monday, in the Messages tab, which documents have been added that you may see."
_ON = "Every Monday I tell you in the Messages tab which documents have been added that you may see."
_FOOT = "You asked for this. To stop it, press “Stop telling me” in my Home tab."
_TITLE = 150
_SHOWN = 20


def whats_new_panel(is_on: bool) -> list[Block]:
    """Says whether somebody hears of new documents, and lets them change it."""
    label = "Stop telling me" if is_on else "Tell me what is new"
    button = {
        "type": "button",
        "action_id": TURN_OFF if is_on else TURN_ON,
        "text": {"type": "plain_text", "text": label, "emoji": False},
    }
    return [paragraph(_ON if is_on else _OFFER), {"type": "actions", "elements": [button]}]


def whats_new_digest(new: Sequence[VersionSummary]) -> Message:
    """The documents, the newest first."""
    count = f"{len(new)} new document{'s' if len(new) > 1 else ''} in the library"
    more = [context([f"And {len(new) - _SHOWN} more."])] if len(new) > _SHOWN else []
    items = bullets([section(*_document(version)) for version in new[:_SHOWN]])
    blocks = [paragraph(f"{count}.", bold=True), rich_text(items), *more, context([_FOOT])]
    titles = "; ".join(version.metadata.title for version in new)
    return Message(escape(shortened(f"{count}: {titles}", 300)), blocks)


def _document(version: VersionSummary) -> list[Element]:
    metadata = version.metadata
    title, url = shortened(metadata.title, _TITLE), web_address(metadata.source_url)
    about = [metadata.kind.replace("_", " "), metadata.place, str(metadata.year) if metadata.year else None]
    again = ", a new version" if version.number > 1 else ""
    return [link(title, url) if url else text(title), text(f" ({', '.join(part for part in about if part)}){again}")]
