"""`insights evals run`, `score`, `compare` and their kin: suites asked, scored, looked at and compared."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.options import JsonOption, load_settings, require_evaluation_extra
from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from evals.comparison import Comparison
    from evals.reports.report import Report

_GATE_NOT_MET = 3
_SHOWN = 10
"""Wrong cases named one by one at the end of a run."""

_Suites = Annotated[
    list[str] | None, typer.Argument(metavar="[SUITE]...", help="Suites by name, or paths of YAML files; default all.")
]
_Folder = Annotated[
    Path | None, typer.Option("--suites", metavar="FOLDER", help="The folder of suites; default the product's own.")
]
_Baseline = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="RUN", help="Show differences from this run; default the committed baseline."),
]


def add_evaluation_commands(commands: typer.Typer) -> None:
    """Add what measures answers to `insights evals`."""
    commands.command("run")(run_suites)
    commands.command("score")(score)
    commands.command("compare")(compare)
    commands.command("judge")(judge)
    commands.command("coverage")(coverage)
    commands.command("drafts")(drafts)
    commands.command("baseline")(baseline_from)


def run_suites(
    suites: _Suites = None,
    folder: _Folder = None,
    half: Annotated[str | None, typer.Option(help="Only the cases of this half: tune or held_back.")] = None,
    sample: Annotated[
        int | None, typer.Option(min=1, help="At most this many cases of each suite, always the same ones.")
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ask the library folder indexed anew, not the installed library.")
    ] = False,
    at_once: Annotated[int, typer.Option(min=1, max=64, help="Questions asked at the same time.")] = 2,
    out: Annotated[
        Path | None, typer.Option(metavar="RUN", help="The run's folder; an unfinished run there is gone on with.")
    ] = None,
    baseline: _Baseline = None,
    as_json: JsonOption = False,
) -> None:
    """Ask the questions of suites, store the answers, score them and write the report."""
    require_evaluation_extra()
    from rich.console import Console
    from rich.progress import Progress

    from evals.runs.ask import RunOptions, ask_suites
    from evals.suite import SUITES, read_suites

    if half not in (None, "tune", "held_back"):
        raise typer.BadParameter(f"{half!r} is neither tune nor held_back", param_hint="--half")
    settings = load_settings()
    read = read_suites(suites or [], folder or SUITES)
    run = out or settings.insights_home / "runs" / dt.datetime.now().strftime("%Y-%m-%d-%H%M%S")
    console = Console(stderr=True)
    if not console.is_terminal:
        console.print(f"Asking; the run is in {run}", soft_wrap=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Preparing", total=None)
        ask_suites(
            read,
            run,
            RunOptions(half, sample, fresh, at_once),
            settings,
            lambda done, total: bar.update(task, completed=done, total=total, description="Asking"),
        )
        bar.update(task, total=None, description="Scoring")
        _report(run, baseline, as_json)


def score(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
    baseline: _Baseline = None,
    as_json: JsonOption = False,
) -> None:
    """Score the answers of a run again and write its report; nothing is asked."""
    require_evaluation_extra()
    _report(run, baseline, as_json)


def compare(
    old: Annotated[Path, typer.Argument(metavar="RUN", help="The older run, or the folder of a baseline.")],
    new: Annotated[Path, typer.Argument(metavar="RUN", help="The newer run.")],
    gate: Annotated[
        bool,
        typer.Option("--gate", help="Exit with 3 on a significant fall, a leak, a new injection or missing answers."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Compare two runs case by case, with effect sizes and a paired test."""
    require_evaluation_extra()
    from dataclasses import asdict, replace

    from evals.comparison import compare_runs
    from evals.runs.ask import SEED
    from evals.runs.scores import missing_answers, read_scores

    found = compare_runs(read_scores(old), read_scores(new), SEED)
    found = replace(found, breaches=(*missing_answers(new), *found.breaches))
    typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2) if as_json else _as_text(found))
    if gate and found.breaches:
        typer.echo(f"insights: gate not met: {found.breaches[0]}", err=True)
        raise typer.Exit(_GATE_NOT_MET)


def judge(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
    model: Annotated[
        str | None, typer.Option(metavar="PROVIDER:NAME", help="The judge; default the model that MODEL names.")
    ] = None,
) -> None:
    """Have a language model give its opinion on a run's answers, beside the measures. Texts leave for its provider."""
    require_evaluation_extra()
    from bot.assembly import model_from
    from evals.judge.ask import judge_run
    from evals.judge.verdict import Verdict, opinion_schema

    settings = load_settings()
    chosen = model or settings.model
    if chosen is None:
        raise InsightsError("no judge: name one with --model provider:name, or set MODEL (docs/models.md)")
    opened = model_from(settings.model_copy(update={"model": chosen, "model_daily_usd": None}), opinion_schema())
    found = judge_run(run, opened, lambda done, total: None)
    counts = ", ".join(
        f"{sum(one.opinion.verdict is verdict for one in found.judged)} {verdict}" for verdict in Verdict
    )
    typer.echo(f"{counts}, {found.without} without an opinion; {_cost(found.cost_usd)}.")
    _report(run, None, as_json=False)


def _cost(dollars: float | None) -> str:
    return "cost unknown" if dollars is None else f"US${dollars:.2f}"


def coverage(suites: _Suites = None, folder: _Folder = None, as_json: JsonOption = False) -> None:
    """List the documents of the library that no case of the suites asks about."""
    from bot.assembly import library_from
    from evals.coverage import without_case
    from evals.runs.configuration import held_documents
    from evals.suite import SUITES, read_suites

    cases = [case for suite in read_suites(suites or [], folder or SUITES) for case in suite.cases]
    documents = held_documents(library_from(load_settings()))
    missing = without_case(documents, cases)
    if as_json:
        typer.echo(json.dumps(sorted(missing), indent=2))
        return
    typer.echo(f"{len(documents) - len(missing)} of {len(documents)} documents have a case.")
    for identifier, document in missing.items():
        typer.echo(f"  {identifier}  {document.title} ({document.audience})")


def drafts(
    out: Annotated[Path, typer.Option(metavar="FILE", help="The suite of drafts to write.")] = Path("drafts.yaml"),
    gap: Annotated[
        int | None, typer.Option(metavar="GAP", help="Only the questions of this gap (`insights questions gaps`).")
    ] = None,
) -> None:
    """Make draft cases of questions with a thumbs-down or without a whole answer, for somebody to finish."""
    from bot.assembly import library_from, records_from
    from bot.command_line.administrator import administrator
    from bot.guard.configuration import load_guard
    from evals.drafts import draft_cases, for_gap, write_drafts

    settings = load_settings()
    records, patterns = records_from(settings), load_guard(settings.insights_guard).patterns
    found = records.shortcomings.export(administrator())
    if gap is not None:
        closing = records.gaps.find(gap).document_id
        asked = {shortfall.question_id for shortfall in records.gaps.shortfalls() if shortfall.gap == gap}
        found = [shortcoming for shortcoming in found if shortcoming.question.id in asked]
    if not found:
        typer.echo("No question kept in the records had a thumbs-down or lacked an answer.")
        return
    made = draft_cases(found, records.conversations, library_from(settings).catalogue, patterns)
    if gap is not None:
        made = for_gap(made, gap, closing)
    write_drafts(made, out)
    typer.echo(f"{len(made)} drafts in {out}: say in each what a good answer is, then `insights evals run {out}`.")


def baseline_from(run: Annotated[Path, typer.Argument(metavar="RUN", help="The run to keep.")]) -> None:
    """Keep a run's scores as the committed baseline, which later runs are compared with."""
    require_evaluation_extra()
    from evals.runs.baseline import BASELINE, keep_as_baseline

    typer.echo(f"{keep_as_baseline(run)} cases are now the baseline in {BASELINE}.")


def _report(run: Path, baseline: Path | None, as_json: bool) -> None:
    from evals.reports.data import as_data
    from evals.reports.report import build_report
    from evals.reports.write import write_report
    from evals.runs.baseline import BASELINE

    report = build_report(run, baseline or (BASELINE if BASELINE.is_dir() else None))
    page = write_report(report, run)
    if as_json:
        typer.echo(json.dumps(as_data(report), ensure_ascii=False, indent=2))
        return
    typer.echo(_summary(report))
    typer.echo(f"Report: {page}")


def _summary(report: Report) -> str:
    from evals.metrics.good_answer import GOOD_ANSWER
    from evals.reports.words import interval, written

    lines = []
    for figure in report.figures:
        if figure.estimate is not None:
            value = written(figure.estimate.mean, figure.metric.unit)
            within = interval(figure.estimate, figure.metric.unit)
            lines.append(f"{figure.metric.title:40} {value:>10}  {within:22} {figure.estimate.cases:4} cases")
    wrong = [case for case in report.cases if not case.good]
    for case in wrong[:_SHOWN]:
        lines.append(f"wrong: {case.scores.key}: {case.scores.why[GOOD_ANSWER.name]}")
    if len(wrong) > _SHOWN:
        lines.append(f"and {len(wrong) - _SHOWN} more: see the report")
    return "\n".join([*lines, *report.warnings])


def _as_text(found: Comparison) -> str:
    lines = [
        f"{found.cases} cases in both; {len(found.only_old)} only in the older, "
        f"{len(found.only_new)} only in the newer, {len(found.altered)} altered in between",
        f"{'':40} {'old':>8} {'new':>8} {'change':>9}  {'95% interval':20} {'effect':>7} {'p':>8}  up / down",
    ]
    for change in found.changes:
        by = change.difference
        p = by.p if change.p_adjusted is None else change.p_adjusted
        effect = "-" if by.effect is None else f"{by.effect:+.2f}"
        within = f"{by.change.low:+.3f} to {by.change.high:+.3f}"
        lines.append(
            f"{change.title:40} {change.old:8.3f} {change.new:8.3f} {by.change.mean:+9.3f}  {within:20} {effect:>7} "
            f"{p:8.3g}  {by.higher} / {by.lower}{'  WORSE' if change.fell else ''}"
        )
        lines += [f"    {warning}" for warning in by.change.warnings if by.higher or by.lower]
    return "\n".join([*lines, *(f"Not let pass by the gate: {breach}." for breach in found.breaches)])
