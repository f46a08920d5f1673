"""Makes the documents of every format that the indexing tests read."""

from __future__ import annotations

import csv
import errno
import html
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from pptx.util import Cm
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


def write_word(path: Path, paragraphs: Sequence[str], heading: str = "Findings") -> Path:
    """A Word document of paragraphs under one heading."""
    document = docx.Document()
    document.add_heading(heading, 1)
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(path))
    return path


def write_slides(path: Path, slides: Sequence[tuple[str, Sequence[str]]]) -> Path:
    """Slides, each of a title and paragraphs below it."""
    presentation = pptx.Presentation()
    for title, paragraphs in slides:
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = title
        frame = slide.shapes.add_textbox(Cm(2), Cm(5), Cm(20), Cm(10)).text_frame
        frame.text = "\n".join(paragraphs)
    presentation.save(str(path))
    return path


def write_csv(path: Path, rows: Sequence[Sequence[object]], delimiter: str = ",") -> Path:
    """Rows as a spreadsheet program saves them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_page(path: Path, paragraphs: Sequence[str], heading: str = "Findings") -> Path:
    """A council's web page: menu, banner, main text and footer."""
    main = "\n".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
    path.write_text(
        f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{heading} - Anytown</title></head><body>
<div class="cookie-banner"><p>We use cookies.</p><button>Accept</button></div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/bins">Bins and recycling</a></li></ul></nav>
<main><h1>{heading}</h1>
{main}
</main><footer><p>Contact Anytown</p></footer></body></html>""",
        encoding="utf-8",
    )
    return path


def write_mail(
    path: Path, text: str, attached: Mapping[str, bytes] | None = None, subject: str = "Findings", page: str = ""
) -> Path:
    """An e-mail, with files attached where there are any."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "A. Writer <writer@example.org>", "b@example.org", subject
    message["Date"] = "Mon, 3 Mar 2025 09:30:00 +0000"
    message.set_content(text)
    if page:
        message.add_alternative(page, subtype="html")
    for name, content in (attached or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    path.write_bytes(bytes(message))
    return path


def write_zip(path: Path, members: Mapping[str, bytes]) -> Path:
    """A ZIP archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
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


def close(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Have the system refuse to list a folder. Its rights would not keep out whoever runs tests as root."""
    listing = os.scandir

    def refuse(path: str | Path | int = ".") -> object:
        if str(path) == str(folder):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return listing(path)

    monkeypatch.setattr("os.scandir", refuse)
