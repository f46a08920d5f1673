"""An answer for people at a terminal; plain text when piped."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.answering.cite import markers, with_markers
from bot.answering.source_line import about_document, rows_together, source_line
from bot.vocabulary import Answer, AnswerStatus, Citation, Claim


class AnswerPrinter:
    """Prints one answer: sentences that are verified early as they come, then the rest and what it all rests on."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._unwrapped = not self._console.is_terminal
        self._shown = 0

    def release(self, claim: Claim) -> None:
        """Print a sentence now."""
        if not self._shown:
            self._console.print()
        self._print(Text(with_markers([claim], among_written=True)))
        self._shown += 1

    def finish(self, answer: Answer) -> None:
        """Print what is left, then each source with its kind, place, year, evidence and passage."""
        style = "" if answer.status is AnswerStatus.ANSWERED else "yellow"
        if not self._shown:
            self._console.print()
            self._print(Text(answer.text, style=style))
        elif rest := answer.claims[self._shown :]:
            self._print(Text(with_markers(rest, among_written=True)))
        for notice in answer.notices:
            self._print(Text(f"Note: {notice}", style="italic"))
        if answer.citations:
            self._console.print(Text("\nSources", style="bold"))
        for (title, where), numbers in _passages(answer.citations).items():
            self._print(Text(f"{numbers} {title}", style="cyan"))
            line = Text(where, style="dim")
            self._console.print(
                f"    {line}" if self._unwrapped else Padding(line, (0, 0, 0, 4)), soft_wrap=self._unwrapped
            )
        self._console.print()

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=self._unwrapped)


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
