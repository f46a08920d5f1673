"""A source as a Word document or as slides, with fixed dates so that the same source gives the same parts."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from knowledge.making.source import Source, link_apart

_MADE = dt.datetime(2026, 11, 22)
_FULL_SLIDE = 620
"""Characters of text that fit on one slide."""


def write_word(source: Source, path: Path) -> None:
    """A Word document: title, headings, paragraphs, sources as links."""
    import docx
    from docx.shared import Pt

    document = docx.Document()
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    document.add_heading(source.title, 0)
    for text in source.opening:
        document.add_paragraph(text)
    for section in source.sections:
        document.add_heading(section.heading, 1)
        for text in section.paragraphs:
            words, address = link_apart(text)
            paragraph = document.add_paragraph("" if address else words)
            if address:
                _add_link(paragraph, words, address)
    _date(document.core_properties, source)
    document.save(str(path))
    _with_fixed_times(path)


def write_slides(source: Source, path: Path) -> None:
    """A slide for the title, then as many slides a section as its text needs, each under the section's heading."""
    import pptx
    from pptx.util import Cm

    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = Cm(33.867), Cm(19.05)
    _add_slide(presentation, source.title, source.opening)
    for section in source.sections:
        for part in _slides(section.paragraphs):
            _add_slide(presentation, section.heading, part)
    _date(presentation.core_properties, source)
    presentation.save(str(path))
    _with_fixed_times(path)


def _add_slide(presentation: Any, title: str, paragraphs: Sequence[str]) -> None:
    from pptx.util import Cm, Pt

    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    heading = slide.shapes.title
    heading.left, heading.top, heading.width, heading.height = Cm(1.8), Cm(0.9), Cm(30), Cm(2.6)
    heading.text = title
    heading.text_frame.paragraphs[0].font.size = Pt(28)
    frame = slide.shapes.add_textbox(Cm(1.8), Cm(4), Cm(30), Cm(13.5)).text_frame
    frame.word_wrap = True
    for number, text in enumerate(paragraphs):
        words, address = link_apart(text)
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text, run.font.size = words, Pt(16)
        paragraph.space_after = Pt(8)
        if address:
            run.hyperlink.address = address


def _slides(paragraphs: Sequence[str]) -> list[list[str]]:
    """Paragraphs in the order they are, as many on a slide as fit."""
    slides: list[list[str]] = [[]]
    for text in paragraphs:
        if slides[-1] and sum(map(len, slides[-1])) + len(text) > _FULL_SLIDE:
            slides.append([])
        slides[-1].append(text)
    return slides


def _add_link(paragraph: Any, words: str, address: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(words)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _date(properties: Any, source: Source) -> None:
    properties.title, properties.author, properties.comments = source.title, "Insights starter library", ""
    properties.created = properties.modified = _MADE
    properties.last_modified_by, properties.revision = "Insights starter library", 1


def _with_fixed_times(path: Path) -> None:
    """The package again, its parts dated alike."""
    with zipfile.ZipFile(path) as package:
        parts = [(part.filename, package.read(part)) for part in package.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            part = zipfile.ZipInfo(name, (2026, 11, 22, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            package.writestr(part, content)
