"""`insights map`: the prevention map, its rows, its review and exact answers from it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line import map_draw, map_estimate
from bot.command_line.map_source import MapOption, chosen_map, visible_maps
from bot.command_line.options import AudienceOption, JsonOption, audiences_from
from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from knowledge.prevention_map.answer import MapAnswer
    from knowledge.prevention_map.review import Review
    from knowledge.prevention_map.rows import MapRow, PreventionMap

map_commands = typer.Typer(
    no_args_is_help=True, help="Ask, check, draw and make prevention maps; estimate what prevention is worth."
)
map_commands.command("draw")(map_draw.draw)
map_commands.command("estimate")(map_estimate.estimate)

_Words = Annotated[
    list[str] | None, typer.Argument(metavar="WORDS", help="A question in your own words, or a subject.")
]


@map_commands.command("show")
def show(
    row: Annotated[str | None, typer.Argument(metavar="ROW", help="The Id of one row, to see all its cells.")] = None,
    name: MapOption = None,
    audience: AudienceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the maps; with --map its rows; with a row's Id all that row says."""
    from knowledge.prevention_map.record import to_record
    from knowledge.prevention_map.show import row_cells

    audiences = audiences_from(audience)
    if name is None and row is None:
        _print_maps(visible_maps(audiences), as_json)
        return
    chosen = chosen_map(name, audiences)
    rows = [one for one in chosen.rows if row in (None, one.id)]
    if not rows:
        raise InsightsError(f"no row {row!r} in {chosen.name}: `insights map show --map NAME` lists the ids")
    if as_json:
        typer.echo(json.dumps([to_record(one) for one in rows], ensure_ascii=False, indent=2))
    elif row is not None:
        for heading, text in row_cells(rows[0]):
            typer.echo(f"{heading}: {text}")
    else:
        typer.echo(f"{chosen.title} ({chosen.profile}, {len(rows):,} rows)")
        for one in rows:
            typer.echo(_line(one))


@map_commands.command("check")
def check(name: MapOption = None, audience: AudienceOption = None, as_json: JsonOption = False) -> None:
    """Review a map: the five faults of prevention spending, grants that end, front doors that lead nowhere.

    With --map FILE, every fault in the file's cells is listed first, with sheet, row and column.
    """
    from knowledge.prevention_map.load import read_map
    from knowledge.prevention_map.review import review_map

    if name is not None and Path(name).is_file():
        faults = read_map(Path(name)).faults
        if faults and as_json:
            typer.echo(json.dumps([asdict(fault) for fault in faults], ensure_ascii=False, indent=2))
        for fault in () if as_json else faults:
            typer.echo(str(fault))
        if faults:
            above = "fault" if len(faults) == 1 else f"{len(faults)} faults"
            raise InsightsError(f"{name} cannot be read as a map: mend the {above} above and check again")
    review = review_map(chosen_map(name, audiences_from(audience)), dt.date.today())
    if as_json:
        typer.echo(json.dumps(_review_json(review), ensure_ascii=False, indent=2))
    else:
        _print_review(review)


@map_commands.command("find")
def find(
    words: _Words = None, name: MapOption = None, audience: AudienceOption = None, as_json: JsonOption = False
) -> None:
    """Find rows: `insights map find services without an owner`, `insights map find domestic abuse`."""
    from knowledge.prevention_map.answer import find_questions

    _answer(find_questions(" ".join(words or [])), name, audience, as_json)


@map_commands.command("spend")
def spend(
    words: _Words = None, name: MapOption = None, audience: AudienceOption = None, as_json: JsonOption = False
) -> None:
    """Add up spend: `insights map spend domestic abuse`, `insights map spend by tier`; without words, all of it."""
    from knowledge.prevention_map.answer import spend_questions

    _answer(spend_questions(" ".join(words or [])), name, audience, as_json)


@map_commands.command("template")
def template(
    file: Annotated[Path | None, typer.Argument(metavar="FILE.xlsx", help="The workbook to write: map.xlsx.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.xlsx", help="The same, as an option.")] = None,
) -> None:
    """Write a workbook to fill in, with drop-downs, notes and an invented example."""
    from knowledge.prevention_map.template import write_template

    if file is not None and out is not None:
        raise typer.BadParameter("give the file's name once, as FILE.xlsx or with --out")
    file = file or out or Path("map.xlsx")
    if file.suffix.lower() != ".xlsx":
        raise typer.BadParameter("the file's name must end in .xlsx")
    if file.exists():
        raise InsightsError(f"{file} exists already: give another name")
    write_template(file)
    typer.echo(f"Wrote {file}. Fill in a row for each intervention, then: insights map check --map {file}")


def _answer(questions: Sequence[str], name: str | None, audience: list[str] | None, as_json: bool) -> None:
    from knowledge.prevention_map.answer import NotAnswered, first_answer
    from knowledge.prevention_map.understanding.names import names_of

    chosen = chosen_map(name, audiences_from(audience))
    answer = first_answer(questions, chosen, names_of(chosen.rows), dt.date.today())
    if isinstance(answer, NotAnswered):
        raise InsightsError(answer.reason)
    if as_json:
        typer.echo(json.dumps(_answer_json(chosen, answer), ensure_ascii=False, indent=2))
        return
    for statement in answer.statements:
        typer.echo(f"{statement.text}  [{_where(statement.rows)}]" if len(statement.rows) > 1 else statement.text)
    for note in answer.notes:
        typer.echo(f"Note: {note}")


def _where(rows: Sequence[MapRow]) -> str:
    named = ", ".join(row.id for row in rows[:12])
    return named if len(rows) <= 12 else f"{named} and {len(rows) - 12:,} more"


def _line(row: MapRow) -> str:
    from knowledge.prevention_map.show import pounds

    spend = pounds(row.annual_spend) if row.annual_spend is not None else ""
    details = [", ".join(row.tier), row.cohort or "", spend]
    return f"{row.id}  {row.intervention} ({'; '.join(detail for detail in details if detail)})"


def _print_maps(maps: Sequence[PreventionMap], as_json: bool) -> None:
    found = [
        {"name": one.name, "title": one.title, "profile": one.profile, "rows": len(one.rows), "places": one.places}
        for one in maps
    ]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in maps:
        typer.echo(f"{one.name}\n    {one.title} ({one.profile}, {len(one.rows):,} rows)")
    if not maps:
        typer.echo("No map for these audiences: name others with --audience.")


def _print_review(review: Review) -> None:
    typer.echo(f"{review.title}\n{review.rows:,} rows, {review.profile} map, reviewed on {review.day}")
    for score in review.scores:
        typer.echo(f"\n{score.title} {str(score.verdict).upper()}")
        for finding in score.findings:
            typer.echo(f"  ! {finding.text}  [{_where(finding.rows)}]")
        for measure in score.measures:
            rows = f"  [{_where(measure.rows)}]" if measure.rows else ""
            typer.echo(f"  - {measure.text}{rows}")


def _review_json(review: Review) -> dict[str, object]:
    return {
        "title": review.title,
        "profile": review.profile,
        "day": review.day.isoformat(),
        "rows": review.rows,
        "scores": [
            {
                "check": score.check,
                "verdict": score.verdict,
                "findings": [
                    {"text": one.text, "rows": [row.id for row in one.rows], "spend": float(one.spend)}
                    for one in score.findings
                ],
                "measures": [{"text": one.text, "rows": [row.id for row in one.rows]} for one in score.measures],
            }
            for score in review.scores
        ],
    }


def _answer_json(chosen: PreventionMap, answer: MapAnswer) -> dict[str, object]:
    result = answer.result
    return {
        "map": chosen.name,
        "form": result.query.form,
        "measure": result.query.measure,
        "figures": [
            {
                "label": figure.label,
                "value": float(figure.value),
                "rows": [row.id for row in figure.rows],
                "blank": [row.id for row in figure.blank],
            }
            for figure in result.figures
        ],
        "statements": [{"text": one.text, "rows": [row.id for row in one.rows]} for one in answer.statements],
        "notes": list(answer.notes),
    }
