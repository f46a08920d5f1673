"""A workbook as LibreOffice recalculates it."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook


def recalculated(content: bytes, folder: Path) -> Workbook:
    """The workbook with the values of its formulas; the test is skipped where LibreOffice is not installed."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: on Debian run `apt-get install libreoffice-calc`")
    source, out = folder / "estimate.xlsx", folder / "recalculated"
    source.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    made = out / "estimate.xlsx"
    assert made.exists(), done.stderr
    return load_workbook(BytesIO(made.read_bytes()), data_only=True)
