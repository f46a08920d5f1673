"""`insights evals claims`: how well the check of an answer's sentences tells supported claims from others."""

from __future__ import annotations

import json
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.options import JsonOption, load_settings
from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.claims.labelled import LabelledClaim
    from evals.claims.measure import Figures, JudgedClaim


class Part(StrEnum):
    """Which claims of the file: all, those the support model may be trained on, or the rest."""

    ALL = "all"
    TRAINING = "training"
    HELD_BACK = "held_back"


def claims(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help='JSONL, a line: {"claim": "...", "evidence": ["sentence", ...], "label": "supported"}.'
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write verdict, score and reasons of each claim here, as JSONL.")
    ] = None,
    part: Annotated[
        Part, typer.Option(help="Of the claims; the support model is trained on the training part of its own file.")
    ] = Part.ALL,
    plots: Annotated[
        Path | None, typer.Option(help="Also plot ROC curves and the spread of scores here.", metavar="FOLDER")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Judge claims with the checker answers pass; with labels, compare it with word overlap and embeddings.

    Labels are supported, partially_supported or not_supported; the figures are about supported or not. The two simple
    methods get the threshold that is best for them on these claims. An empty claim is not supported. Lines that hold no
    claim are named at the end, with exit code 1; the others get their verdicts.
    """
    from evals.claims.labelled import read_claims_file
    from evals.claims.measure import claim_figures, write_judged

    read = read_claims_file(file)
    for_training = part is Part.TRAINING
    judged = _judged([claim for claim in read.claims if part is Part.ALL or claim.is_for_training == for_training])
    if out:
        write_judged(judged, out)
    if plots:
        from evals.claims.plots import write_plots

        write_plots(judged, plots)
    verdicts = dict(Counter(str(claim.judgement.verdict) for claim in judged))
    figures = claim_figures(judged)
    if as_json:
        typer.echo(json.dumps({"claims": len(judged), "verdicts": verdicts, **figures}, indent=2))
    else:
        typer.echo(_as_text(len(judged), verdicts, figures))
    if read.faults:
        raise InsightsError("\n".join(read.faults))


def _judged(claims: Sequence[LabelledClaim]) -> list[JudgedClaim]:
    """With progress, for it takes a while."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.assembly import checker_from
    from evals.claims.measure import judge_claims
    from knowledge.embedding import SentenceTransformerEmbedder

    settings = load_settings()
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Judging", total=len(claims))
        checker = checker_from(SentenceTransformerEmbedder(settings.embedding_model), settings)
        return judge_claims(claims, checker, lambda done, total: bar.update(task, completed=done))


def _as_text(count: int, verdicts: dict[str, int], figures: dict[str, Figures]) -> str:
    lines = [f"{count} claims: " + ", ".join(f"{number} {verdict}" for verdict, number in sorted(verdicts.items()))]
    if figures:
        lines.append(f"{'':24}{'accuracy':>10}{'F1':>10}{'95% interval':>18}{'AUROC':>10}{'95% interval':>18}")
    for method, values in figures.items():
        lines.append(
            f"{method.replace('_', ' '):24}{values['accuracy']:>10.3f}"
            + "".join(
                f"{values[name]:>10.3f}{values[f'{name}_low']:>9.3f} to {values[f'{name}_high']:.3f}"
                for name in ("f1", "auroc")
            )
        )
    return "\n".join(lines)
