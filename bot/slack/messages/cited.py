"""What an answer rests on: the kinds of evidence, what to know about them, and the list of sources."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.cite import markers as together
from bot.answering.source_line import about_document, evidence_name, rows_together, where_in_document
from bot.slack.messages.literal import (
    context,
    context_with_lead,
    link,
    rich_text,
    section,
    shortened,
    text,
    web_address,
)
from bot.slack.messages.message import Block
from bot.vocabulary import Citation

_NOTICE = 300
_NOTICES = 5
_SOURCES = 8
_MARKERS = 40
_TITLE = 150
_SOURCE_LINE = 250

Cited = list[Citation]


def markers(citations: Sequence[Citation]) -> str:
    """The numbers by which the sentences name these citations."""
    return shortened(together([citation.number for citation in citations]), _MARKERS)


def evidence_and_notices(citations: Sequence[Citation], notices: Sequence[str]) -> list[Block]:
    """The kinds of evidence in bold, then the notices, in one small line; nothing when there are neither."""
    shown = [shortened(notice, _NOTICE) for notice in notices[:_NOTICES]]
    if citations:
        return [context_with_lead(_evidence(citations), shown)]
    return [context(shown)] if shown else []


def source_list(citations: Sequence[Citation]) -> list[Block]:
    """Each cited document once: its title, and a small line that says what it is and where the passages stand."""
    documents: dict[tuple[str, str], Cited] = {}
    for citation in citations:
        documents.setdefault((citation.title, about_document(citation)), []).append(citation)
    blocks = [block for cited in list(documents.values())[:_SOURCES] for block in _source(cited)]
    hidden = len(documents) - _SOURCES
    return [*blocks, context([f"… and {hidden} more: see Sources."])] if hidden > 0 else blocks


def _evidence(citations: Sequence[Citation]) -> str:
    kinds: dict[str, Cited] = {}
    for citation in citations:
        kinds.setdefault(evidence_name(citation).removeprefix("evidence "), []).append(citation)
    if len(kinds) == 1:
        return f"Evidence: {next(iter(kinds))}"
    return "Evidence: " + ", ".join(f"{kind} {markers(cited)}" for kind, cited in kinds.items())


def _source(cited: Cited) -> list[Block]:
    title, url = shortened(cited[0].title, _TITLE), web_address(cited[0].url)
    name = link(title, url) if url else text(title, bold=True)
    line = f"{about_document(cited[0])} · {_where(cited)}"
    return [rich_text(section(text(f"{markers(cited)} "), name)), context([shortened(line, _SOURCE_LINE)])]


def _where(cited: Cited) -> str:
    passages: dict[str, Cited] = {}
    for citation in cited:
        passages.setdefault(where_in_document(citation), []).append(citation)
    if (rows := rows_together(cited)) is not None:
        return rows
    if len(passages) == 1:
        return next(iter(passages))
    return "; ".join(f"{markers(there)} {where}" for where, there in passages.items())
