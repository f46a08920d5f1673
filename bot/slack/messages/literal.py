"""Rich text, in which Slack reads nothing: no mention, broadcast, link or formatting can come out of a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.slack.messages.message import Block

Element = dict[str, Any]


def text(content: str, **style: bool) -> Element:
    """A run of text, shown as it stands; ``style`` is bold, italic, strike or code."""
    element: Element = {"type": "text", "text": content}
    return {**element, "style": style} if style else element


def link(label: str, url: str) -> Element:
    """A link to the original of a document."""
    return {"type": "link", "url": url, "text": label}


def section(*elements: Element) -> Element:
    """One paragraph."""
    return {"type": "rich_text_section", "elements": list(elements)}


def quote(*elements: Element) -> Element:
    """An indented passage."""
    return {"type": "rich_text_quote", "elements": list(elements)}


def bullets(items: Sequence[Element]) -> Element:
    """Paragraphs as a bulleted list."""
    return {"type": "rich_text_list", "style": "bullet", "elements": list(items)}


def rich_text(*parts: Element) -> Block:
    """A block of paragraphs and passages."""
    return {"type": "rich_text", "elements": list(parts)}


def paragraph(content: str, **style: bool) -> Block:
    """A block holding one paragraph."""
    return rich_text(section(text(content, **style)))


def context(lines: Sequence[str]) -> Block:
    """Small grey lines, at most ten."""
    return {
        "type": "context",
        "elements": [{"type": "plain_text", "text": line, "emoji": False} for line in lines],
    }


def context_with_lead(lead: str, lines: Sequence[str]) -> Block:
    """Small grey lines after one in bold; ``lead`` is the bot's own words, since Slack reads its markup."""
    after = context(lines)["elements"]
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": f"*{lead}*", "verbatim": True}, *after]}


def shortened(content: str, length: int) -> str:
    """``content`` in at most ``length`` characters, with an ellipsis where something was left out."""
    return content if len(content) <= length else content[: length - 1].rstrip() + "…"


def web_address(url: str | None) -> str | None:
    """``url`` if it is an http or https address short enough for Slack."""
    return url if url and url.startswith(("https://", "http://")) and len(url) <= 3000 else None
