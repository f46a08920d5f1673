"""Makes the PDFs and workbooks that the indexing tests read."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

BODY = 11.0


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its letters' size, its distance from the left edge, and extra space above it."""

    text: str
    size: float = BODY
    left: float = 72
    above: float = 0
    grey: float = 0
    """0 is black, 1 is the white of the page."""


Page = Sequence[str | Line]


def write_pdf(path: Path, pages: Sequence[Page], password: str | None = None, owner_password: str = "") -> Path:
    """Print each page from the top down; a plain string is a line of body text."""
    encrypt = None
    if password is not None:
        encrypt = StandardEncryption(password, ownerPassword=owner_password, canCopy=0)
    canvas = Canvas(str(path), pagesize=A4, encrypt=encrypt, invariant=1)
    for page in pages:
        height = 780.0
        for line in page:
            printed = Line(line) if isinstance(line, str) else line
            height -= printed.above
            canvas.setFont("Helvetica", printed.size)
            canvas.setFillGray(printed.grey)
            canvas.drawString(printed.left, height, printed.text)
            height -= printed.size * 1.3
        canvas.showPage()
    canvas.save()
    return path


def write_workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    """A workbook with the given rows, a sheet for each keyword."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path


def damage_part(path: Path, name: str) -> Path:
    """Overwrite compressed bytes of one part of the package that a workbook is; its list of parts stays whole."""
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        part = package.getinfo(name)
    # The compressed bytes begin after a header of 30 bytes and the part's name.
    start = part.header_offset + 30 + len(name)
    content[start : start + 20] = b"\xff" * 20
    path.write_bytes(content)
    return path


def one_line(text: str) -> bool:
    """Whether a message can be shown as one clear line."""
    return bool(text.strip()) and len(text.splitlines()) == 1
