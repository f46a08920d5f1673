"""An answer for people at a terminal; plain text when piped."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.vocabulary import Answer, AnswerStatus, Citation

_EVIDENCE = {
    "rct": "randomised trial",
    "quasi_experimental": "matched or natural comparison",
    "evaluation": "evaluation",
    "official_statistics": "official statistics",
    "audit": "audit",
    "self_reported": "self-reported",
    "expert_view": "expert view",
    "law_or_guidance": "law or guidance",
    "not_stated": "evidence not stated",
}


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
        console.print(Text(f"{''.join(numbers)} {title}", style="cyan"), soft_wrap=unwrapped)
        line = Text(where, style="dim")
        console.print(f"    {line}" if unwrapped else Padding(line, (0, 0, 0, 4)), soft_wrap=unwrapped)
    console.print()


def _passages(citations: Sequence[Citation]) -> dict[tuple[str, str], list[str]]:
    """The markers of each cited passage, so that sentences from one passage name it once."""
    found: dict[tuple[str, str], list[str]] = {}
    for citation in citations:
        found.setdefault((citation.title, source_line(citation)), []).append(f"[{citation.number}]")
    return found


def source_line(citation: Citation) -> str:
    """Kind, place, year, evidence and where in the document, in one line."""
    where = f"{citation.heading.split(' › ')[-1]}, {citation.locator}" if citation.heading else citation.locator
    parts = [
        citation.kind.replace("_", " "),
        citation.place,
        str(citation.year) if citation.year else None,
        _EVIDENCE[citation.evidence],
        where,
        citation.url,
    ]
    return " · ".join(part for part in parts if part)
