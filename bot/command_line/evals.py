"""`insights evals`: how good the search and the answers are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.options import JsonOption, load_settings

evals_commands = typer.Typer(no_args_is_help=True, help="Measure the search and the answers.")


@evals_commands.command("beir")
def beir(
    folder: Annotated[Path, typer.Argument(help="A folder in BEIR form: corpus.jsonl, queries.jsonl, qrels/test.tsv.")],
    run: Annotated[Path | None, typer.Option(help="Also write the TREC run here.", metavar="FILE")] = None,
    as_json: JsonOption = False,
) -> None:
    """Index a test collection in a temporary home, search it as officers' questions are, and score it."""
    from evals.beir import evaluate_folder
    from evals.trec import write_run

    report = evaluate_folder(folder, load_settings())
    if run:
        write_run(report.rankings, run)
    if as_json:
        typer.echo(json.dumps(report.figures, indent=2))
        return
    for name, value in report.figures.items():
        typer.echo(f"{name:24} {value:.4f}" if isinstance(value, float) else f"{name:24} {value}")


@evals_commands.command("run")
def run_suite(
    suites: Annotated[list[str], typer.Argument(help="Suites by name (evals/suites) or by path of a YAML file.")],
    half: Annotated[str | None, typer.Option(help="Only the cases of this half: tune or held_back.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Ask the questions of suites and score the answers."""
    from evals.suite import run_suites

    report = run_suites(suites, half, load_settings())
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        return
    typer.echo(report.as_text())
