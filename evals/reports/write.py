"""Writes a run's report beside its answers, in the three forms."""

from __future__ import annotations

import json
from pathlib import Path

from evals.reports.data import as_data
from evals.reports.html import as_html
from evals.reports.markdown import as_markdown
from evals.reports.report import Report

HTML = "report.html"


def write_report(report: Report, folder: Path) -> Path:
    """Write report.html, report.md and report.json; returns the page."""
    page = folder / HTML
    page.write_text(as_html(report), encoding="utf-8")
    (folder / "report.md").write_text(as_markdown(report), encoding="utf-8")
    data = json.dumps(as_data(report), ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(data + "\n", encoding="utf-8")
    return page
