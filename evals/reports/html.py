"""A report as one page that needs nothing else: no network, no other file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from bot.answering.source_line import source_line
from evals.metrics.every import METRICS
from evals.metrics.good_answer import GOOD_ANSWER
from evals.metrics.metric import Metric, Unit
from evals.reports.plots import abstention_plot, interval_plot, latency_plot
from evals.reports.report import CaseReport, Report
from evals.reports.words import change, interval, is_best, written

_HERE = Path(__file__).parent
_BY_NAME = {metric.name: metric for metric in METRICS}
_GROUP_COLUMNS = tuple(
    _BY_NAME[name]
    for name in ("expected_status", "key_fact_recall", "figure_accuracy", "citation_recall", "abstention_recall")
)


def as_html(report: Report) -> str:
    """The page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html").render(
        report=report,
        plots=_plots(report),
        columns=_GROUP_COLUMNS,
        metrics=_BY_NAME,
        good=GOOD_ANSWER,
        counted={verdict: _count(report, verdict) for verdict in ("better", "worse", "other")},
        style=Markup((_HERE / "page.css").read_text(encoding="utf-8")),
        script=Markup((_HERE / "page.js").read_text(encoding="utf-8")),
        written=written,
        change=change,
        interval=interval,
        source_line=source_line,
        scores_of=scores_of,
        share=Unit.SHARE,
    )


def scores_of(case: CaseReport) -> list[tuple[Metric, float, str, bool | None]]:
    """The scores of a case with what they are due to and whether they are as good as can be."""
    return [
        (_BY_NAME[name], value, case.scores.why[name], is_best(_BY_NAME[name], value))
        for name, value in case.scores.scores.items()
        if name != GOOD_ANSWER.name
    ]


def _count(report: Report, verdict: str) -> int:
    return sum(case.change is not None and case.change.verdict == verdict for case in report.cases)


def _plots(report: Report) -> Mapping[str, Any]:
    plots = {}
    shares = [
        (figure.metric.title, figure.estimate)
        for figure in report.figures
        if figure.estimate is not None and figure.metric.unit is Unit.SHARE
    ]
    plots["Every measure that is a share, with its interval"] = interval_plot(shares, "Measures with intervals")
    if len(report.suites) > 1:
        suites = [(group.name, group.good) for group in report.suites]
        plots["Good answers by suite"] = interval_plot(suites, "Good answers by suite, with intervals")
    if report.curve:
        means = {figure.metric.name: figure.estimate for figure in report.figures}
        refusal, abstention = means["over_refusal"], means["abstention_recall"]
        now = (refusal.mean, abstention.mean) if refusal and abstention else None
        plots["Knowing what is not covered: what each confidence threshold would decline"] = abstention_plot(
            report.curve, now, "Uncovered questions declined against covered questions declined"
        )
    times = [case.milliseconds for case in report.cases]
    plots["Time to answer"] = latency_plot(times, "Share of questions answered within a time")
    return {title: Markup(svg) for title, svg in plots.items()}
