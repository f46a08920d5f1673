"""`insights evals`: how good the search and the answers are."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.options import JsonOption, load_settings, require_evaluation_extra


class Half(StrEnum):
    """Which labelled messages: those for tuning or those for measuring."""

    TUNING = "tuning"
    TEST = "test"


evals_commands = typer.Typer(no_args_is_help=True, help="Measure the search and the answers.")


@evals_commands.command("beir")
def beir(
    folder: Annotated[Path, typer.Argument(help="A folder in BEIR form: corpus.jsonl, queries.jsonl, qrels/test.tsv.")],
    run: Annotated[Path | None, typer.Option(help="Also write the TREC run here.", metavar="FILE")] = None,
    plots: Annotated[
        Path | None, typer.Option(help="Also plot latency and the abstention curve here.", metavar="FOLDER")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Index a test collection in a temporary home, search it as officers' questions are, and score it."""
    require_evaluation_extra()
    from evals.beir import evaluate_folder, write_plots
    from evals.trec import write_run

    report = evaluate_folder(folder, load_settings())
    if run:
        write_run(report.rankings, run)
    if plots:
        write_plots(report, plots)
    if as_json:
        typer.echo(json.dumps(report.figures, indent=2))
        return
    for name, value in report.figures.items():
        typer.echo(f"{name:24} {value:.4f}" if isinstance(value, float) else f"{name:24} {value}")


@evals_commands.command("guard")
def guard(
    half: Annotated[Half, typer.Option(help="The labelled messages to use; `test` is not for tuning.")] = Half.TUNING,
) -> None:
    """Measure the guard: personal data and urgent messages against what only looks like them."""
    from bot.guard.configuration import load_guard
    from evals.guard import measure_personal_data, measure_urgent, personal_data_cases, urgent_cases

    told = load_guard(load_settings().insights_guard)
    reports = {
        "personal data": measure_personal_data(personal_data_cases(half.value), told),
        "urgent": measure_urgent(urgent_cases(half.value)),
    }
    for subject, report in reports.items():
        typer.echo(
            f"{subject:16} {report.messages} messages  recall {report.recall:.3f}  precision {report.precision:.3f}"
        )
        for what in ("missed", "false_alarms", "left_standing"):
            for case in getattr(report, what):
                typer.echo(f"    {what.replace('_', ' ')}: {case}")
