"""A source as a PDF: full-width title, one or two columns, page number. The home of reportlab."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from knowledge.making.source import Source, link_apart

_MARGIN = 56.0
_GUTTER = 20.0
_TITLE = 76.0
"""Points that the title takes at the top of the first page."""


def print_pdf(source: Source, path: Path, columns: int) -> None:
    """Write a PDF of A4 pages with so many columns. The same source gives the same bytes."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, NextPageTemplate, PageTemplate, Paragraph

    width, height = A4
    column = (width - 2 * _MARGIN - (columns - 1) * _GUTTER) / columns
    lefts = [_MARGIN + number * (column + _GUTTER) for number in range(columns)]
    plain = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
    tall = height - 2 * _MARGIN
    title = Frame(_MARGIN, height - _MARGIN - _TITLE, width - 2 * _MARGIN, _TITLE, **plain)
    first = [Frame(left, _MARGIN, column, tall - _TITLE, **plain) for left in lefts]
    later = [Frame(left, _MARGIN, column, tall, **plain) for left in lefts]
    document = BaseDocTemplate(
        str(path), pagesize=A4, title=source.title, author="Insights starter library", invariant=1, lang="en-GB"
    )
    document.addPageTemplates(
        [
            PageTemplate("first", [title, *first], onPage=_furniture),
            PageTemplate("later", later, onPage=_furniture),
        ]
    )
    styles = _styles()
    story: list[Any] = [NextPageTemplate("later"), Paragraph(escape(source.title), styles["title"]), FrameBreak()]
    story += [Paragraph(_marked(text), styles["body"]) for text in source.opening]
    for section in source.sections:
        story.append(Paragraph(escape(section.heading), styles["heading"]))
        story += [Paragraph(_marked(text), styles["body"]) for text in section.paragraphs]
    document.build(story)


def _styles() -> dict[str, Any]:
    from reportlab.lib.enums import TA_LEFT
    from reportlab.lib.styles import ParagraphStyle

    return {
        "title": ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=20, leading=24),
        "heading": ParagraphStyle(
            "heading",
            fontName="Helvetica-Bold",
            fontSize=12.5,
            leading=15,
            spaceBefore=10,
            spaceAfter=4,
            keepWithNext=1,
        ),
        "body": ParagraphStyle(
            "body", fontName="Helvetica", fontSize=9.5, leading=12.5, spaceAfter=9, alignment=TA_LEFT
        ),
    }


def _marked(text: str) -> str:
    words, address = link_apart(text)
    return f'<a href="{escape(address)}" color="#1d4f91">{escape(words)}</a>' if address else escape(words)


def _furniture(canvas: Any, document: Any) -> None:
    """The page number, which is no part of the text."""
    canvas.saveState()
    canvas.setFont("Helvetica", 8)
    canvas.setFillGray(0.4)
    canvas.drawRightString(document.pagesize[0] - _MARGIN, 28, f"Page {document.page}")
    canvas.restoreState()
