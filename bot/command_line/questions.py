"""`insights questions`: what officers could not get, and what is done about it."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.administrator import administrator
from bot.command_line.options import AudienceOption, JsonOption, audiences_from, load_settings
from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from bot.gaps.overview import GapView
    from bot.records.gaps import Outcome

questions_commands = typer.Typer(no_args_is_help=True, help="What officers could not get, and what is done about it.")

_Number = Annotated[int, typer.Argument(metavar="GAP", help="The number that `insights questions gaps` shows.")]


@questions_commands.command("gaps")
def gaps(
    number: Annotated[int | None, typer.Argument(metavar="[GAP]", help="Only this one, with its questions.")] = None,
    closed: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    audience: AudienceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Group the questions that got no whole answer or a thumbs-down, and show the groups.

    Questions are shown where --audience covers the place they were asked in; of the others, how many there are.
    """
    from bot.assembly import library_from, records_from
    from bot.gaps.known_themes import load_themes
    from bot.gaps.reading import gap_for, gaps_for
    from bot.gaps.sorting import sort_gaps
    from bot.records.tables import GapState

    settings = load_settings()
    reader = audiences_from(audience)
    library, records = library_from(settings), records_from(settings).gaps
    sort_gaps(records, load_themes(settings.insights_themes), library.embedder)
    if number is not None:
        views = [gap_for(records, library.catalogue, reader, number)]
        records.note_reading(number, len(views[0].asked), administrator())
    else:
        views = [v for v in gaps_for(records, library.catalogue, reader) if closed or v.gap.state != GapState.CLOSED]
    if as_json:
        told = [view.as_json() for view in views]
        if number is None:
            for told_of in told:
                del told_of["asked"]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for view in views:
        typer.echo(_line(view))
        if number is not None:
            _show(view)
    if not views:
        typer.echo("No gaps: every question whose text is kept was answered.")


@questions_commands.command("assign")
def assign(number: _Number, user: Annotated[str, typer.Argument(metavar="TEAM/USER", help="Who sees to it.")]) -> None:
    """Say who sees to a gap."""
    from bot.assembly import records_from
    from bot.records.person import parse_person

    records_from(load_settings()).gaps.assign(number, parse_person(user), administrator())
    typer.echo(f"Gap {number} is assigned.")


@questions_commands.command("close")
def close(
    number: _Number,
    document: Annotated[str | None, typer.Option(metavar="ID", help="The document that covers it now.")] = None,
    approved: Annotated[
        str | None, typer.Option("--approved-answer", metavar="ID", help="The approved answer that covers it now.")
    ] = None,
    out_of_scope: Annotated[bool, typer.Option("--out-of-scope", help="The library is not about this.")] = False,
) -> None:
    """Say what closed a gap. A new question like it opens it again, unless it is out of scope."""
    from bot.assembly import library_from, records_from

    settings = load_settings()
    outcome, covering = _closing(document, approved, out_of_scope)
    if covering is not None and covering not in {d.id for d in library_from(settings).catalogue.documents()}:
        raise InsightsError(f"no document {covering!r}: `insights library list` shows the ids")
    records_from(settings).gaps.close(number, outcome, covering, administrator())
    typer.echo(f"Gap {number} is closed.")


@questions_commands.command("reopen")
def reopen(number: _Number) -> None:
    """Open a gap again, or take it from whoever it was assigned to."""
    from bot.assembly import records_from

    records_from(load_settings()).gaps.reopen(number, administrator())
    typer.echo(f"Gap {number} is open.")


def _closing(document: str | None, approved: str | None, out_of_scope: bool) -> tuple[Outcome, str | None]:
    from bot.records.gaps import Outcome

    if sum([document is not None, approved is not None, out_of_scope]) != 1:
        raise typer.BadParameter("give one of --document, --approved-answer and --out-of-scope")
    if out_of_scope:
        return Outcome.OUT_OF_SCOPE, None
    return (Outcome.DOCUMENT, document) if document is not None else (Outcome.APPROVED_ANSWER, approved)


def _line(view: GapView) -> str:
    councils = f"{len(view.councils)} council{'s' if len(view.councils) > 1 else ''}"
    trend = f"{view.this_week} this week, {view.week_before} the week before"
    return f"{view.gap.number:>4}  {view.name}: {view.questions} from {councils} ({trend}), {view.gap.state}"


def _show(view: GapView) -> None:
    typer.echo("      councils: " + ", ".join(f"{name} {count}" for name, count in view.councils))
    for document in view.nearest:
        typer.echo(f"      near: {document.title} ({document.document_id})")
    for asked in view.asked:
        day = dt.datetime.fromtimestamp(asked.asked_at).date()
        typer.echo(f"      {day} {asked.status}{', thumbs down' if asked.thumbs_down else ''}: {asked.text}")
    if view.hidden:
        typer.echo(f"      and {view.hidden} asked where --audience does not reach")
