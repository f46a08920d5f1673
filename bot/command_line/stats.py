"""`insights stats`: figures for whoever owns the bot."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.options import JsonOption, load_settings
from knowledge.errors import InsightsError
from knowledge.vocabulary import parse_audience

if TYPE_CHECKING:
    from bot.gaps.figures import OwnerFigures

_SHOWN = 10


def stats(
    days: Annotated[int, typer.Option(min=1, help="How far back; texts and answers go after RECORDS_DAYS.")] = 30,
    audience: Annotated[
        list[str] | None,
        typer.Option("--audience", metavar="AUDIENCE", help="Name only what these may see; repeat. Default: all."),
    ] = None,
    as_json: JsonOption = False,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write them as CSV.")] = None,
) -> None:
    """Questions, answered share, times, feedback, gaps, and documents never cited or due for review.

    Nobody's question is shown.
    """
    from bot.assembly import library_from, records_from
    from bot.gaps.figures import owner_figures
    from bot.gaps.known_themes import load_themes
    from bot.gaps.reading import gaps_for
    from bot.gaps.sorting import sort_gaps

    settings = load_settings()
    if days > settings.records_days:
        raise InsightsError(f"answers are kept for {settings.records_days} days (RECORDS_DAYS): choose fewer --days")
    library, records = library_from(settings), records_from(settings)
    reader = frozenset(map(parse_audience, audience)) if audience else frozenset(library.catalogue.audiences())
    sort_gaps(records.gaps, load_themes(settings.insights_themes), library.embedder)
    now = time.time()
    figures = owner_figures(
        days,
        records.figures.count(now - days * 86_400, now),
        gaps_for(records.gaps, library.catalogue, reader),
        library.catalogue.documents(reader),
        dt.date.today(),
    )
    if csv is not None:
        csv.write_text(figures.as_csv(), encoding="utf-8")
        typer.echo(f"Written to {csv}.")
    elif as_json:
        typer.echo(json.dumps(figures.as_json(), ensure_ascii=False, indent=2))
    else:
        _show(figures)


def _show(figures: OwnerFigures) -> None:
    share = "–" if figures.answered_share is None else f"{figures.answered_share:.0%}"
    typer.echo(f"The last {figures.days} days")
    typer.echo(f"  questions     {figures.questions} of {figures.people} people in {figures.councils} councils")
    typer.echo(
        f"  answered      {share} of those searched for ({figures.answered} answered, {figures.partial} in part,"
    )
    typer.echo(f"                {figures.not_covered} not covered); {figures.turned_away} turned away")
    typer.echo(f"  failed        {figures.failed}")
    if figures.median_seconds is not None:
        typer.echo(f"  time          {figures.median_seconds} s, nine of ten in {figures.slowest_tenth_seconds} s")
    typer.echo(f"  feedback      {figures.helpful} helpful, {figures.unhelpful} not")
    hours = "" if figures.median_hours_to_reply is None else f", in {figures.median_hours_to_reply} hours (median)"
    typer.echo(f"  handed on     {figures.handed_off} to consultants, {figures.handed_off_answered} answered{hours}")
    unchanged = (
        "" if figures.approved_unchanged_share is None else f" ({figures.approved_unchanged_share:.0%} unchanged)"
    )
    typer.echo(
        f"  approved      {figures.approved_answers} answers; {figures.drafts_read} drafts read first{unchanged}"
    )
    typer.echo(f"  gaps          {figures.open_gaps} open, {figures.closed_gaps} closed")
    for top in figures.top_gaps:
        typer.echo(f"    {top.gap:>4}  {top.name}: {top.questions} questions, {top.councils} councils")
    typer.echo(f"  never cited   {len(figures.never_cited)} documents")
    for document in figures.never_cited[:_SHOWN]:
        typer.echo(f"    {document.title} ({document.document_id})")
    if len(figures.never_cited) > _SHOWN:
        typer.echo(f"    and {len(figures.never_cited) - _SHOWN} more (--json, --csv)")
    typer.echo(f"  due review    {len(figures.stale_cited)} cited documents")
    for stale in figures.stale_cited:
        typer.echo(f"    {stale.title} ({stale.document_id}), due {stale.review_by}, {stale.answers} answers")
