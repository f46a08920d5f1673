"""A briefing note as Markdown in which nothing that was asked or quoted can format, link or hide."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answering.source_line import source_line
from bot.briefing.note import ABOUT, LEFT_OUT, NOT_COVERED, BriefingNote
from bot.vocabulary import Citation

_MARKS = re.compile(r"([\\`*_\[\]<>&#~|!$])")
_AT_START = re.compile(r"^([-+=]|\d+(?=[.)]))")
_SPACES = re.compile(r"\s+")


def note_as_markdown(note: BriefingNote) -> str:
    """The note with its references as a numbered list."""
    return "\n\n".join(_paragraphs(note)) + "\n"


def _paragraphs(note: BriefingNote) -> Iterator[str]:
    yield f"# {_literal(note.title)}"
    yield f"{note.date:%-d %B %Y}. {ABOUT}"
    for section in note.sections:
        yield f"## {_literal(section.question)}"
        if not section.sentences:
            yield NOT_COVERED
        for sentence in section.sentences:
            yield f"{_literal(sentence.text)} {''.join(f'[{number}]' for number in sentence.references)}"
        for notice in section.notices:
            yield f"*{_literal(notice)}*"
    if note.left_out:
        yield f"*{LEFT_OUT}*"
    if note.references:
        yield "## References"
        yield "\n".join(f"{citation.number}. {_reference(citation)}" for citation in note.references)


def _reference(citation: Citation) -> str:
    publisher = f"{_literal(citation.publisher)}. " if citation.publisher else ""
    url = f" <{citation.url}>" if citation.url and re.fullmatch(r"https?://[^\s<>]+", citation.url) else ""
    return (
        f"**{_literal(citation.title)}.** {publisher}{_literal(source_line(citation))}.{url}"
        f" “{_literal(citation.quote)}”"
    )


def _literal(text: str) -> str:
    """One line of text in which no mark of Markdown marks anything."""
    line = _MARKS.sub(r"\\\1", _SPACES.sub(" ", text).strip())
    return _AT_START.sub(_escaped_start, line)


def _escaped_start(found: re.Match[str]) -> str:
    """A number is kept from beginning a list by escaping what follows it."""
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"
