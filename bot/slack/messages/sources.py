"""The sources of an answer, each passage in full with the quoted sentences marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.answering.source_line import source_line
from bot.slack.messages.cited import markers
from bot.slack.messages.literal import Element, context, link, quote, rich_text, section, shortened, text, web_address
from bot.slack.messages.message import Block
from bot.vocabulary import Citation
from knowledge.vocabulary import Chunk

_PASSAGES = 19
"""Passages in one modal, which holds 100 blocks: five for each passage and two below them all."""
_PASSAGE = 2800
_TITLE = 300
_LINE = 1000

FILE = "send_original"
"""The action of the first passage's button; a further one has a number after it, for each must be its own."""
FILE_COMES = "The original file of “{title}”, for you alone:"
FILE_GONE = "I cannot send this file: it is not kept, or its document was withdrawn, replaced, or is not open to you."

BOLD = "In bold: the sentences quoted in the answer."
GONE = "This passage can no longer be shown: its document was withdrawn, replaced, or is not open to you here."


def sources_modal(citations: Sequence[Citation], chunks: Mapping[str, Chunk]) -> dict[str, Any]:
    """A modal with every cited passage; ``chunks`` are those that may be shown to whoever opens it."""
    passages: dict[str, list[Citation]] = {}
    for citation in citations:
        passages.setdefault(citation.chunk_id, []).append(citation)
    blocks: list[Block] = []
    for number, (chunk_id, cited) in enumerate(list(passages.items())[:_PASSAGES]):
        if blocks:
            blocks.append({"type": "divider"})
        blocks.extend(_passage(cited, chunks.get(chunk_id), f"{FILE}_{number}" if number else FILE))
    if len(passages) > _PASSAGES:
        blocks.append(context([f"… and {len(passages) - _PASSAGES} more passages."]))
    if chunks:
        blocks.append(context([BOLD]))
    return {"type": "modal", "title": {"type": "plain_text", "text": "Sources"}, "close": _CLOSE, "blocks": blocks}


_CLOSE = {"type": "plain_text", "text": "Close"}


def _passage(cited: Sequence[Citation], chunk: Chunk | None, action_id: str) -> list[Block]:
    if chunk is None:
        return [rich_text(section(text(f"{markers(cited)} ", bold=True), text(GONE)))]
    first = cited[0]
    publisher = f" · published by {shortened(first.publisher, _TITLE)}" if first.publisher else ""
    url = web_address(first.url)
    original = [section(link("Open the original", url))] if url else []
    return [
        rich_text(section(text(f"{markers(cited)} {shortened(first.title, _TITLE)}", bold=True))),
        context([f"{shortened(source_line(first), _LINE)}{publisher}"]),
        rich_text(quote(*_marked(chunk.text, [citation.quote for citation in cited])), *original),
        {"type": "actions", "elements": [_send_file(chunk.id, action_id)]},
    ]


def _send_file(chunk_id: str, action_id: str) -> dict[str, Any]:
    """Sends the file the passage is from to whoever presses."""
    words = {"type": "plain_text", "text": "Send me the file", "emoji": False}
    return {"type": "button", "action_id": action_id, "text": words, "value": chunk_id}


def _marked(passage: str, quotes: Sequence[str]) -> list[Element]:
    """The passage with the quotes in bold, shortened around the first of them where it is too long."""
    spans = sorted((start, start + len(quoted)) for quoted in set(quotes) if (start := passage.find(quoted)) >= 0)
    first = spans[0][0] if spans else 0
    begin = max(0, min(first - _PASSAGE // 4, len(passage) - _PASSAGE))
    end = min(len(passage), begin + _PASSAGE)
    elements: list[Element] = [text("… ")] if begin else []
    position = begin
    for start, stop in spans:
        start, stop = max(start, position), min(stop, end)
        if start >= stop:
            continue
        if start > position:
            elements.append(text(passage[position:start]))
        elements.append(text(passage[start:stop], bold=True))
        position = stop
    if position < end:
        elements.append(text(passage[position:end]))
    return [*elements, text(" …")] if end < len(passage) else elements
