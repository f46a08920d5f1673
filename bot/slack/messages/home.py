"""The App Home: what the bot knows and how to ask it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bot.slack.messages import actions
from bot.slack.messages.literal import context, paragraph, rich_text, section, shortened, text
from bot.slack.messages.message import Block
from knowledge.catalogue.catalogue import DocumentSummary

_PLACES = 12
_NEWEST = 5
_TITLE = 150

_INTRODUCTION = (
    "I answer questions about prevention and early intervention from a library of evidence. Every sentence I give "
    "is quoted from a document you can open, and I say when the library does not cover your question."
)
_HELP = (
    ("In a channel", "mention me with your question; in the thread, just ask on."),
    ("Here", "write to me in the Messages tab: only you see the answer."),
    ("/insights QUESTION", "a private answer anywhere, which you can share in the channel."),
    ("On a message", "choose “Ask Insights” from its menu."),
    ("Changed your mind?", "Edit your question and I answer it anew; delete it and the answer goes too."),
    ("Please", "do not write about an identifiable child or adult. In an emergency call 999."),
)
_KINDS = {
    "report": ("report", "reports"),
    "case_study": ("case study", "case studies"),
    "prevention_map": ("prevention map", "prevention maps"),
    "guidance": ("guidance document", "guidance documents"),
    "statistics": ("statistics release", "statistics releases"),
    "article": ("article", "articles"),
    "note": ("note", "notes"),
}


def home_view(documents: Sequence[DocumentSummary], examples: Sequence[str]) -> dict[str, Any]:
    """The Home tab for somebody who may see ``documents``."""
    blocks: list[Block] = [_header("Insights"), paragraph(_INTRODUCTION)]
    if examples:
        blocks += [_header("Questions to start with"), actions.next_question_buttons(examples)]
    blocks += [_header("What the library holds"), *_holdings(documents)]
    if documents:
        blocks += [_header("Newest documents"), _newest(documents)]
    return {"type": "home", "blocks": [*blocks, _header("How to ask"), _how_to_ask()]}


def _holdings(documents: Sequence[DocumentSummary]) -> list[Block]:
    if not documents:
        return [paragraph("Nothing yet that you may see.")]
    kinds = Counter(str(document.metadata.kind) for document in documents)
    places = Counter(document.metadata.place for document in documents if document.metadata.place)
    counted = ", ".join(f"{count} {_KINDS[kind][count > 1]}" for kind, count in kinds.most_common())
    named = [f"{shortened(place, 60)} ({count})" for place, count in places.most_common(_PLACES)]
    more = f" and {len(places) - _PLACES} more places" if len(places) > _PLACES else ""
    where = [section(text("\nPlaces: ", bold=True), text(", ".join(named) + more))] if named else []
    return [rich_text(section(text("Documents: ", bold=True), text(counted)), *where)]


def _newest(documents: Sequence[DocumentSummary]) -> Block:
    newest = sorted(documents, key=lambda document: document.added_at, reverse=True)[:_NEWEST]
    return context(
        [f"{shortened(document.metadata.title, _TITLE)} · added {document.added_at:%-d %B %Y}" for document in newest]
    )


def _how_to_ask() -> Block:
    return rich_text(
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [section(text(f"{label}: ", bold=True), text(words)) for label, words in _HELP],
        }
    )


def _header(words: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": words}}
