"""A known flaw in a pinned package stops a change; a machine that cannot look flaws up is told so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

AUDIT = Path(__file__).parents[1] / ".ci" / "audit"
SOUND = {"name": "sound", "version": "1.0", "vulns": []}
FLAWED = {"name": "flawed", "version": "2.0", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["2.1"]}]}
UNFIXED = {"name": "flawed", "version": "2.0", "vulns": [{"id": "CVE-2026-1", "fix_versions": []}]}
UNKNOWN = {"name": "unknown", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([SOUND], 0, "audit: 1 packages looked up, 0 known flaws\n"),
        ([SOUND, FLAWED], 1, "flawed 2.0: CVE-2026-1, fixed in 2.1\n"),
        ([UNFIXED], 1, "flawed 2.0: CVE-2026-1, fixed in no version\n"),
        ([SOUND, UNKNOWN], 0, "not looked up: unknown\n"),
        ([FLAWED, UNKNOWN], 1, "not looked up: unknown\n"),
        ([UNKNOWN], 0, "audit: skipped"),
        (None, 0, "audit: skipped"),
    ],
)
def test_a_report_is_judged(tmp_path: Path, packages: list[object] | None, code: int, said: str) -> None:
    report = tmp_path / "report.json"
    if packages is not None:
        report.write_text(json.dumps({"dependencies": packages, "fixes": []}), encoding="utf-8")
    done = subprocess.run([sys.executable, str(AUDIT), str(report)], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert said in done.stdout
