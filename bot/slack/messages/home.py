"""The App Home: what the bot knows and how to ask it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bot.slack.messages import actions
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
from bot.slack.messages.message import Block
from knowledge.catalogue.entries import DocumentSummary

_PLACES = 12
_NEWEST = 5
_TITLE = 150
_DIVIDER: Block = {"type": "divider"}

_INTRODUCTION = (
    "Ask me what works in prevention and early intervention. Every sentence I give cites a passage you can open, "
    "with its kind of evidence. When the library does not cover your question, I say so."
)
_WAYS = (
    ("In a channel", "mention me with your question; in the thread, just ask on."),
    ("In private", "write to me in the Messages tab: only you see the answer."),
    ("/insights QUESTION", "a private answer anywhere, which you can share in the channel."),
    ("To take with you", "the buttons under an answer make a briefing note or a picture of the map."),
    ("/insights map estimate", "what avoiding demand may be worth, with every assumption to change."),
    ("On a message", "choose “Ask Insights” from its menu."),
    ("To correct a question", "edit it and I answer it anew; delete it and the answer goes too."),
)
_CARE = "Please do not write about an identifiable child or adult. In an emergency call 999."
_KINDS = {
    "report": ("report", "reports"),
    "case_study": ("case study", "case studies"),
    "prevention_map": ("prevention map", "prevention maps"),
    "guidance": ("guidance document", "guidance documents"),
    "statistics": ("statistics release", "statistics releases"),
    "article": ("article", "articles"),
    "note": ("note", "notes"),
}


def home_view(
    documents: Sequence[DocumentSummary], examples: Sequence[str], panels: Sequence[Sequence[Block]] = ()
) -> dict[str, Any]:
    """The Home tab for somebody who may see ``documents``; ``panels`` stand below, for those they are meant for."""
    blocks: list[Block] = [_header("What works, and how do we know?"), paragraph(_INTRODUCTION)]
    if examples:
        blocks += [context(["Try one of these:"]), actions.next_question_buttons(examples)]
    blocks += [_DIVIDER, _header("How to ask"), _ways(), context([_CARE])]
    blocks += [_DIVIDER, _header("What the library holds"), _holdings(documents)]
    if documents:
        blocks += _newest(documents)
    for panel in panels:
        blocks += [_DIVIDER, *panel]
    return {"type": "home", "blocks": blocks}


def _holdings(documents: Sequence[DocumentSummary]) -> Block:
    if not documents:
        return paragraph("Nothing yet that you may see.")
    kinds = Counter(str(document.metadata.kind) for document in documents)
    places = Counter(document.metadata.place for document in documents if document.metadata.place)
    counted = ", ".join(f"{count} {_KINDS[kind][count > 1]}" for kind, count in kinds.most_common())
    named = ", ".join(f"{shortened(place, 60)} {count}" for place, count in places.most_common(_PLACES))
    more = f" and {len(places) - _PLACES} more places" if len(places) > _PLACES else ""
    where = [section(text(f"By place: {named}{more}."))] if named else []
    return rich_text(section(text(f"{counted}.", bold=True)), *where)


def _newest(documents: Sequence[DocumentSummary]) -> list[Block]:
    newest = sorted(documents, key=lambda document: document.added_at, reverse=True)[:_NEWEST]
    lead = f"Newest documents, the last added on {newest[0].added_at:%-d %B %Y}:"
    return [context([lead]), rich_text(bullets([section(_title(document)) for document in newest]))]


def _title(document: DocumentSummary) -> Element:
    title, url = shortened(document.metadata.title, _TITLE), web_address(document.metadata.source_url)
    return link(title, url) if url else text(title)


def _ways() -> Block:
    return rich_text(bullets([section(text(f"{label}: ", bold=True), text(words)) for label, words in _WAYS]))


def _header(words: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": words}}
