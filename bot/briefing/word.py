"""A briefing note as a Word document."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Pt

from bot.answering.source_line import source_line
from bot.briefing.note import ABOUT, LEFT_OUT, NOT_COVERED, BriefingNote, Section
from bot.vocabulary import Citation

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def note_as_word(note: BriefingNote) -> bytes:
    """The note with its references as a numbered list, as the content of a DOCX file."""
    document = Document()
    document.styles["Normal"].font.size = Pt(11)
    _properties(document, note)
    document.add_heading(_clean(note.title), level=0)
    document.add_paragraph(f"{note.date:%-d %B %Y}. {ABOUT}")
    for section in note.sections:
        _section(document, section)
    if note.left_out:
        document.add_paragraph().add_run(LEFT_OUT).italic = True
    if note.references:
        document.add_heading("References", level=1)
    for citation in note.references:
        _reference(document, citation)
    stored = BytesIO()
    document.save(stored)
    return stored.getvalue()


def _section(document: WordDocument, section: Section) -> None:
    document.add_heading(_clean(section.question), level=1)
    if not section.sentences:
        document.add_paragraph(NOT_COVERED)
    for sentence in section.sentences:
        numbers = "".join(f"[{number}]" for number in sentence.references)
        document.add_paragraph(f"{_clean(sentence.text)} {numbers}")
    for notice in section.notices:
        document.add_paragraph().add_run(_clean(notice)).italic = True


def _reference(document: WordDocument, citation: Citation) -> None:
    paragraph = document.add_paragraph(f"[{citation.number}] ")
    paragraph.add_run(f"{_clean(citation.title)}. ").bold = True
    publisher = f"{citation.publisher}. " if citation.publisher else ""
    url = f" {citation.url}" if citation.url else ""
    paragraph.add_run(_clean(f"{publisher}{source_line(citation)}.{url}"))
    document.add_paragraph(f"“{_clean(citation.quote)}”", style="Quote")


def _properties(document: WordDocument, note: BriefingNote) -> None:
    written = dt.datetime.combine(note.date, dt.time())
    properties = document.core_properties
    properties.title, properties.author, properties.language = _clean(note.title)[:255], "Insights", "en-GB"
    properties.created = properties.modified = written
    properties.last_modified_by, properties.comments = "Insights", ""


def _clean(text: str) -> str:
    """The text on one line, without the characters a Word document cannot hold."""
    return " ".join(_NOT_IN_XML.sub("", text).split())
