"""A note as Markdown and as a Word document says what it says, whatever was asked and quoted."""

from __future__ import annotations

import re
from io import BytesIO

from docx import Document
from hypothesis import given, settings
from markdown_it import MarkdownIt

from bot.briefing.markdown import note_as_markdown
from bot.briefing.note import LEFT_OUT, NOT_COVERED, BriefingNote
from bot.briefing.word import note_as_word
from tests.bot.briefing.notes import any_note

_INLINE = {"text", "text_special", *(f"{mark}_{end}" for mark in ("em", "strong", "link") for end in ("open", "close"))}
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def one_line(text: str) -> str:
    """The text without line breaks."""
    return " ".join(text.split())


def expected(note: BriefingNote) -> list[str]:
    """What must be read in a note, in order."""
    found = [note.title]
    for section in note.sections:
        found.append(section.question)
        found += [NOT_COVERED] if not section.sentences else []
        for sentence in section.sentences:
            found.append(sentence.text + " " + "".join(f"[{number}]" for number in sentence.references))
        found += section.notices
    found += [LEFT_OUT] if note.left_out else []
    for reference in note.references:
        found += [reference.title, *([reference.publisher] if reference.publisher else []), reference.quote]
    return found


def read_in_order(read: str, words: list[str]) -> None:
    """Asserts that the words are read one after the other."""
    at = 0
    for one in words:
        found = read.find(one, at)
        assert found >= 0, f"{one!r} is not read after {read[:at][-80:]!r}"
        at = found + len(one)


@settings(deadline=None)
@given(any_note())
def test_markdown_shows_every_word_and_formats_none_of_them(note: BriefingNote) -> None:
    tokens = MarkdownIt("commonmark").parse(note_as_markdown(note))
    inline = [token for token in tokens if token.type == "inline"]
    spoken = [child for token in inline for child in token.children or []]
    assert {child.type for child in spoken} <= _INLINE
    assert {token.tag for token in tokens if token.type.endswith("_open")} <= {"h1", "h2", "p", "ol", "li"}
    links = [child.attrs["href"] for child in spoken if child.type == "link_open"]
    assert links == [reference.url for reference in note.references]
    read = " ".join("".join(child.content for child in token.children or []) for token in inline)
    read_in_order(read, [one_line(words.replace("\x00", "\ufffd")) for words in expected(note)])


@settings(max_examples=25, deadline=None)
@given(any_note())
def test_a_word_document_opens_and_reads_the_same(note: BriefingNote) -> None:
    document = Document(BytesIO(note_as_word(note)))
    read = " ".join(paragraph.text for paragraph in document.paragraphs)
    read_in_order(read, [one_line(_NOT_IN_XML.sub("", words)) for words in expected(note)])
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert styles[0] == "Title"
    assert styles.count("Quote") == len(note.references)


@settings(deadline=None)
@given(any_note())
def test_references_are_a_list_numbered_like_the_markers(note: BriefingNote) -> None:
    tail = note_as_markdown(note).rpartition("## References")[2]
    assert re.findall(r"^(\d+)\. ", tail, re.MULTILINE) == [str(reference.number) for reference in note.references]
