"""An answer for people at a terminal; plain text when piped."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.answering.cite import markers
from bot.answering.source_line import about_document, rows_together, source_line
from bot.vocabulary import Answer, AnswerStatus, Citation


def print_answer(answer: Answer, console: Console | None = None) -> None:
    """The answer, then what it rests on: each source with its kind, place, year, evidence and passage."""
    console = console or Console(highlight=False)
    unwrapped = not console.is_terminal
    console.print()
    style = "" if answer.status is AnswerStatus.ANSWERED else "yellow"
    console.print(Text(answer.text, style=style), soft_wrap=unwrapped)
    for notice in answer.notices:
        console.print(Text(f"Note: {notice}", style="italic"), soft_wrap=unwrapped)
    if answer.citations:
        console.print(Text("\nSources", style="bold"))
    for (title, where), numbers in _passages(answer.citations).items():
        console.print(Text(f"{numbers} {title}", style="cyan"), soft_wrap=unwrapped)
        line = Text(where, style="dim")
        console.print(f"    {line}" if unwrapped else Padding(line, (0, 0, 0, 4)), soft_wrap=unwrapped)
    console.print()


def _passages(citations: Sequence[Citation]) -> dict[tuple[str, str], str]:
    """The markers of each cited passage, so that sentences from one passage name it once; many rows are one passage."""
    documents: dict[str, list[Citation]] = {}
    for citation in citations:
        documents.setdefault(citation.document_id, []).append(citation)
    found: dict[tuple[str, str], list[int]] = {}
    for citation in citations:
        rows = rows_together(documents[citation.document_id])
        line = f"{about_document(citation)} · {rows}" if rows else _source(citation)
        found.setdefault((citation.title, line), []).append(citation.number)
    return {where: markers(numbers) for where, numbers in found.items()}


def _source(citation: Citation) -> str:
    return " · ".join(part for part in (source_line(citation), citation.url) if part)
