"""A report as plain data, for other programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from evals.reports.report import CaseReport, Group, Report


def as_data(report: Report) -> dict[str, Any]:
    """The report with metrics by name; what was not scored is null or not there, never zero."""
    return {
        "run": report.run.model_dump(mode="json"),
        "audiences": list(report.audiences),
        "warnings": list(report.warnings),
        "metrics": [
            {
                "name": figure.metric.name,
                "title": figure.metric.title,
                "definition": figure.metric.definition,
                "reference": figure.metric.reference,
                "better": figure.metric.better,
                "unit": figure.metric.unit,
                "estimate": asdict(figure.estimate) if figure.estimate else None,
            }
            for figure in report.figures
        ],
        "auroc": report.auroc,
        "suites": [_group(group) for group in report.suites],
        "tags": [_group(group) for group in report.tags],
        "cases": [_case(case) for case in report.cases],
        "documents_without_case": sorted(report.without_case),
        "comparison": asdict(report.comparison) if report.comparison else None,
    }


def _group(group: Group) -> dict[str, Any]:
    return {"name": group.name, "good_answer": asdict(group.good), "means": dict(group.means)}


def _case(case: CaseReport) -> dict[str, Any]:
    return {
        "suite": case.suite,
        "case": case.case.model_dump(mode="json"),
        "answer": case.answer.as_json(),
        "milliseconds": case.milliseconds,
        "good": case.good,
        "scores": {name: {"value": value, "why": case.scores.why[name]} for name, value in case.scores.scores.items()},
        "baseline": asdict(case.change) if case.change else None,
        "judged": case.judged.model_dump(mode="json") if case.judged else None,
    }
