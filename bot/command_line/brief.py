"""`insights brief`: a conversation as a document."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.options import AudienceOption, audiences_from, load_settings
from bot.command_line.written_files import require_suffix
from knowledge.errors import InsightsError
from knowledge.text_files import read_text

if TYPE_CHECKING:
    from bot.vocabulary import Answer

_THREAD = re.compile(r"(?P<channel>[A-Z][A-Z0-9]+)/(?P<ts>\d+\.\d{6})")
_LINK = re.compile(
    r"https://\S+/archives/(?P<channel>[A-Z0-9]+)/p(?P<ts>\d{7,})(?:\?\S*?thread_ts=(?P<thread>\d+\.\d{6}))?\S*"
)


def brief(
    conversation: Annotated[
        str | None,
        typer.Argument(help="A kept thread: CHANNEL/TIMESTAMP, or the link Slack copies of a message in it."),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Make it of these answers instead: what `insights ask --json` or --out wrote."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to write it, .docx or .md; without it Markdown is printed."),
    ] = None,
    audience: AudienceOption = None,
) -> None:
    """Make a briefing note: questions, answers, and their citations as a numbered list of references.

    What rests on documents that --audience does not open is left out, and the note says that something was.
    """
    from bot.assembly import library_from
    from bot.briefing.markdown import note_as_markdown
    from bot.briefing.note import briefing_note

    if (conversation is None) == (answers is None):
        raise typer.BadParameter("give either a conversation or --answers FILE")
    if out is not None:
        require_suffix(out, ".docx", ".md")
    audiences = audiences_from(audience)
    told = read_answers(answers) if answers else _kept(str(conversation))
    catalogue = library_from(load_settings()).catalogue
    note = briefing_note(told, catalogue, audiences, dt.date.today())
    if out is None:
        typer.echo(note_as_markdown(note), nl=False)
    elif out.suffix.lower() == ".md":
        out.write_text(note_as_markdown(note), encoding="utf-8")
    else:
        from bot.briefing.word import note_as_word

        out.write_bytes(note_as_word(note))


def read_answers(path: Path) -> list[Answer]:
    """The answers of a file: one JSON object, a list of them, or one a line. Raises InsightsError naming the fault."""
    from bot.records.answers import read_answer

    text = read_text(path)
    try:
        whole = json.loads(text)
        found = whole if isinstance(whole, list) else [whole]
    except json.JSONDecodeError:
        found = [_line(path, number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    try:
        return [read_answer(one) for one in found]
    except ValueError as error:
        raise InsightsError(f"{path}: not answers as `insights ask --json` prints them") from error


def _line(path: Path, number: int, line: str) -> object:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise InsightsError(f"{path}, line {number}: not JSON ({error.msg})") from error


def _kept(conversation: str) -> list[Answer]:
    from bot.assembly import records_from

    channel, thread = _thread(conversation)
    found = records_from(load_settings()).conversations.answers_in(channel, thread)
    if not found:
        raise InsightsError(f"no answers are kept of {conversation}: they go after RECORDS_DAYS")
    return found


def _thread(conversation: str) -> tuple[str, str]:
    if found := _THREAD.fullmatch(conversation):
        return found["channel"], found["ts"]
    if found := _LINK.fullmatch(conversation):
        return found["channel"], found["thread"] or f"{found['ts'][:-6]}.{found['ts'][-6:]}"
    raise InsightsError(
        f"{conversation!r} is no conversation: give CHANNEL/TIMESTAMP such as C0123ABCD/1771322400.000100, or the link "
        "that Slack copies of a message"
    )
