"""PDF pages as reports have them: columns, ruled tables, tables without rules, notes, boxes over text."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table

LEFT = (
    "The left column says that councils spend most of their money on care that earlier help would have avoided. "
    "It goes on for several lines, as columns do, and ends here<super>1</super>."
)
RIGHT = (
    "The right column says that nobody has time to read the evidence. It goes on for several lines too, so that "
    "a reader who went across would mix the two, and ends here."
)
BELOW = "Below the table a paragraph of the full width goes on about the same matter, and it cites 85% of all cases."
NOTE = "<super>1</super> Figures are of 2014 and were not audited."
BEGINNINGS = ["that begins on one page", "of another kind", "without much sense"]
ENDS = ["here", "at last", "on the next"]
ROWS = [["Place", "Families", "Cost"], ["Leeds", "1,200", "£5m"], ["Wigan", "85", "£70,000"]]
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13)
SMALL = ParagraphStyle("small", fontName="Helvetica", fontSize=7.5, leading=9.5)
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=18, leading=22)


def _canvas(path: Path) -> Canvas:
    return Canvas(str(path), pagesize=A4, invariant=1)


def _draw(canvas: Canvas, text: str, style: ParagraphStyle, left: float, top: float, width: float) -> float:
    """Draw a paragraph from ``top`` down; returns where it ends."""
    paragraph = Paragraph(text, style)
    _, height = paragraph.wrap(width, 1_000)
    paragraph.drawOn(canvas, left, top - height)
    return float(top - height)


def write_report_page(path: Path) -> Path:
    """A title over two columns, a ruled table below them, a full-width paragraph and a footnote."""
    canvas = _canvas(path)
    top = _draw(canvas, "What earlier help would have avoided", TITLE, 60, 780, 470) - 20
    lowest = min(_draw(canvas, LEFT, BODY, 60, top, 225), _draw(canvas, RIGHT, BODY, 305, top, 225)) - 20
    table = Table(ROWS, colWidths=[150, 100, 100])
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("BACKGROUND", (0, 0), (-1, 0), colors.navy)])
    table.setStyle([("TEXTCOLOR", (0, 0), (-1, 0), colors.white), ("FONTSIZE", (0, 0), (-1, -1), 10)])
    _, height = table.wrap(400, 400)
    table.drawOn(canvas, 60, lowest - height)
    _draw(canvas, BELOW, BODY, 60, lowest - height - 20, 470)
    _draw(canvas, NOTE, SMALL, 60, 80, 470)
    canvas.save()
    return path


def write_plain_table(path: Path) -> Path:
    """A table without rules: names on the left, figures on the right."""
    canvas = _canvas(path)
    canvas.setFont("Helvetica", 10)
    for number, (name, figure) in enumerate([("Staff", "£1,200"), ("Premises", "£300"), ("Training", "£85")]):
        canvas.drawString(72, 700 - number * 14, name)
        canvas.drawRightString(500, 700 - number * 14, figure)
    canvas.save()
    return path


def write_covered(path: Path) -> Path:
    """A name under a black box, a sentence in invisible letters, and one that everybody sees."""
    canvas = _canvas(path)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 700, "Everybody reads this sentence.")
    canvas.drawString(72, 660, "Jane Covered lives here.")
    canvas.rect(70, 655, 200, 18, fill=1)
    text = canvas.beginText(72, 620)
    text.setTextRenderMode(3)
    text.textLine("Invisible letters say something else.")
    canvas.drawText(text)
    canvas.save()
    return path


def write_running_heads(path: Path) -> Path:
    """Four pages with the same head, their number at the foot, and a sentence that runs on from each to the next."""
    canvas = _canvas(path)
    for number in range(1, 5):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 810, "Anytown Council – Draft report")
        canvas.drawCentredString(300, 30, f"{number + 4}")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, 740, f"and ends {ENDS[number - 2]}." if number > 1 else "The report begins.")
        canvas.drawString(72, 700, f"A sentence of page {number}.")
        canvas.drawString(72, 660, f"A sentence {BEGINNINGS[number - 1]}" if number < 4 else "The report ends.")
        canvas.showPage()
    canvas.save()
    return path


def write_scan(path: Path, picture: Path) -> Path:
    """A page that is a picture of text."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (1240, 1754), 255)
    words = "Family hubs cost 1,200 pounds a week."
    ImageDraw.Draw(image).text((120, 200), words, fill=0, font=ImageFont.load_default(size=44))
    image.save(picture)
    canvas = _canvas(path)
    canvas.drawImage(str(picture), 0, 0, A4[0], A4[1])
    canvas.save()
    return path
