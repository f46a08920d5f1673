"""A report as Markdown: the measures, the groups and what is wrong, for a pull request or a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evals.metrics.good_answer import GOOD_ANSWER
from evals.metrics.metric import Unit
from evals.reports.report import CaseReport, Group, Report
from evals.reports.words import interval, written

_SHOWN = 200
"""Characters of an answer."""


def as_markdown(report: Report) -> str:
    """The whole report but the answers that are good."""
    parts = [
        "# Evaluation\n",
        "\n".join([*_banner(report), ""]),
        *_comparison(report),
        "## Measures\n\n" + measures_table(report) + "\n",
        "## By suite\n\n" + _table(_GROUP_HEAD, map(_group_row, report.suites)) + "\n",
        "## By tag\n\n" + _table(_GROUP_HEAD, map(_group_row, report.tags)) + "\n" if report.tags else "",
        *_wrong(report),
        *_coverage(report),
    ]
    return "\n".join(part for part in parts if part)


def measures_table(report: Report) -> str:
    """Every measure with its interval."""
    rows = [
        (
            figure.metric.title,
            written(figure.estimate.mean if figure.estimate else None, figure.metric.unit),
            interval(figure.estimate, figure.metric.unit),
            str(figure.estimate.cases if figure.estimate else 0),
            "; ".join(figure.estimate.warnings if figure.estimate else ()),
        )
        for figure in report.figures
    ]
    return _table(("Measure", "Value", "95% interval", "Cases", ""), rows)


_GROUP_HEAD = ("", "Cases", "Good answers", "95% interval")


def _banner(report: Report) -> Iterable[str]:
    if report.audiences != ("public",):
        yield f"**May hold text for: {', '.join(report.audiences)}.** Do not pass on to others.\n"
    yield from (f"- {warning}" for warning in report.warnings)


def _comparison(report: Report) -> Iterable[str]:
    found = report.comparison
    if found is None:
        return
    verdict = "Worse than the baseline" if found.breaches else "Not significantly worse than the baseline"
    yield f"{verdict} ({found.cases} cases compared).\n"
    yield "".join(f"- {breach}\n" for breach in found.breaches)


def _group_row(group: Group) -> Sequence[str]:
    share = Unit.SHARE
    return group.name, str(group.good.cases), written(group.good.mean, share), interval(group.good, share)


def _wrong(report: Report) -> Iterable[str]:
    wrong = [case for case in report.cases if not case.good]
    if wrong:
        yield f"## Wrong ({len(wrong)})\n"
        yield "\n".join(map(_wrong_case, wrong)) + "\n"


def _wrong_case(case: CaseReport) -> str:
    text = " ".join(case.answer.text.split())
    short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"- **{case.scores.key}**: {case.case.question}\n  - {case.scores.why[GOOD_ANSWER.name]}\n  - {short}"


def _coverage(report: Report) -> Iterable[str]:
    if report.without_case:
        yield "## Documents without a case\n"
        yield "\n".join(f"- {name}: {document.title}" for name, document in report.without_case.items()) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)
