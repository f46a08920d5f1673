"""Lines of a PDF put together to paragraphs under their headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from knowledge.indexing.loaders.links import with_targets
from knowledge.indexing.loaders.pdf_tables import Table
from knowledge.indexing.split import Block

_HEADING_RATIO = 1.15
"""A line this much larger than the document's usual letters is a heading."""
_LONGEST_HEADING = 200
_LONGEST_BOLD_HEADING = 100
_GAP_RATIO = 1.6
"""A gap this many times the usual line distance parts two paragraphs."""
_NOTE_RATIO = 0.9
"""Lines of letters so much smaller than usual are notes."""
_SENTENCE_ENDS = (".", "!", "?", ":", ";", "”", '"')
_RUNNING_HEADS = 0.6
"""The share of pages on which a first or last line recurs that is a running head."""
_NOTE_BEGINS = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹*†‡]")
_PAGE_NUMBER = re.compile(r"(?:page\s+)?(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_END_OF_MARKED_SENTENCE = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹,*†‡)]+$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its letter size in points, and its distance from the line above in its column (None: first)."""

    text: str
    size: float
    bold: bool
    page: int
    gap: float | None
    top: float
    link: str | None = None


def without_running_heads(pages: Sequence[Sequence[Line | Table]]) -> tuple[list[Line | Table], list[str]]:
    """The lines of all pages without page numbers, and without first and last lines that stand apart and recur.

    These may differ in their numbers. Also returns what they say.
    """
    kept = [list(page) for page in pages]
    for page in kept:
        for end, beside in ((0, 1), (-1, -2)):
            if len(page) > 1 and isinstance(line := page[end], Line) and _is_page_number(line, page[beside]):
                del page[end]
    heads: dict[str, None] = {}
    for end, beside in ((0, 1), (-1, -2)):
        for _ in range(2):  # a head and the number above it
            ends = [
                (page, line)
                for page in kept
                if len(page) > 2 and isinstance(line := page[end], Line) and _stand_apart(line, page[beside])
            ]
            seen = Counter(_pattern(line) for _, line in ends)
            for page, line in ends:
                if seen[_pattern(line)] > 2 and seen[_pattern(line)] >= len(kept) * _RUNNING_HEADS:
                    heads[_pattern(line)[0]] = None
                    del page[end]
    return [line for page in kept for line in page], list(heads)


def _is_page_number(line: Line, beside: Line | Table) -> bool:
    """'7', 'Page 7' or '7 of 12' on page 7; a page whose printed number is another is found by its recurring."""
    found = _PAGE_NUMBER.fullmatch(line.text)
    return found is not None and int(found.group(1)) == line.page and _stand_apart(line, beside)


def _stand_apart(line: Line, beside: Line | Table) -> bool:
    """Whether a line is no part of the text beside it: farther away, or of another size."""
    if isinstance(beside, Table):
        return True
    away = abs(line.top - beside.top) > max(line.size, beside.size) * 1.9
    return away or abs(line.size - beside.size) >= 0.5


def _pattern(line: Line) -> tuple[str, int]:
    """What a line says with its numbers made alike, and how high it stands."""
    return re.sub(r"\d+", "#", line.text), round(line.top / 3)


def blocks_of(items: Sequence[Line | Table]) -> Iterator[Block]:
    """Paragraphs, table rows and notes; a note follows the paragraph it interrupts."""
    lines = [item for item in items if isinstance(item, Line)]
    usual = median([line.size for line in lines for _ in line.text]) if lines else 0.0
    # The lower quartile: in a list of short items most gaps are those between paragraphs.
    gaps = sorted(line.gap for line in lines if line.gap is not None)
    distance = gaps[len(gaps) // 4] if gaps else 0.0
    bold_is_usual = sum(len(line.text) for line in lines if line.bold) > sum(len(line.text) for line in lines) / 2
    page = _Flow(usual, distance, not bold_is_usual)
    for item in items:
        yield from page.table(item) if isinstance(item, Table) else page.line(item)
    yield from page.end()
    if not page.said:
        yield page.unsaid()


class _Flow:
    """Where the reading of a document is: headings, the paragraph and the note being read."""

    def __init__(self, usual: float, distance: float, bold_heads: bool) -> None:
        self.usual, self.distance, self.bold_heads = usual, distance, bold_heads
        self.headings: list[Line] = []
        self.said = True  # the last heading has text below it; one that never gets any is kept as a block
        self.paragraph: list[Line] = []
        self.note: list[Line] = []
        self.notes: list[Block] = []

    def line(self, line: Line) -> Iterator[Block]:
        """Take in the next line; gives the blocks it ends."""
        if self._is_note(line):
            if self.note and (_NOTE_BEGINS.match(line.text) or self._begins(line, self.note[-1])):
                self._end_note()
            self.note.append(line)
            self.said = True
            return
        self._end_note()
        rank = self._heading_rank(line)
        if self.paragraph and (rank is not None or self._begins(line, self.paragraph[-1])):
            yield from self._end_paragraph()
        if rank is None:
            self.paragraph.append(line)
            self.said = True
            return
        yield from self.end()
        yield from self._heading(replace(line, size=rank))

    def table(self, table: Table) -> Iterator[Block]:
        """Take in a table: a row a block."""
        yield from self.end()
        for number, text in table.named_rows():
            self.said = True
            locator = f"p. {table.page}, table {table.number}, row {number}"
            yield Block(text, self._path(), locator, whole=True)

    def end(self) -> Iterator[Block]:
        """What is still open; a heading with nothing below it stays open."""
        self._end_note()
        if self.paragraph or self.notes:
            yield from self._end_paragraph()

    def _heading(self, line: Line) -> Iterator[Block]:
        if self.headings and not self.said and self._continues(line, self.headings[-1]):
            above = self.headings.pop()
            line = replace(line, text=f"{above.text} {line.text}", page=above.page, gap=above.gap)
        elif self.headings and not self.said and line.size >= self.headings[-1].size:
            yield self.unsaid()
        self.headings = [*(above for above in self.headings if above.size > line.size), line]
        self.said = False

    def unsaid(self) -> Block:
        """The last heading as text: nothing is lost."""
        *above, last = self.headings
        return Block(last.text, tuple(line.text for line in above), f"p. {last.page}")

    def _is_note(self, line: Line) -> bool:
        return line.size < self.usual * _NOTE_RATIO

    def _heading_rank(self, line: Line) -> float | None:
        """The letter size of a heading; one in bold letters of the usual size ranks just above the text."""
        if line.size > self.usual * _HEADING_RATIO and len(line.text) < _LONGEST_HEADING:
            return line.size
        apart = line.gap is None or line.gap > self.distance * 1.15 or not self.said
        bold = self.bold_heads and line.bold and len(line.text) < _LONGEST_BOLD_HEADING
        return self.usual + 0.01 if bold and apart and not line.text.endswith((".", ",", ";")) else None

    def _begins(self, line: Line, before: Line) -> bool:
        """A wide gap begins a paragraph; a new page or column does unless the sentence goes on."""
        if line.gap is None or line.page != before.page:
            return _END_OF_MARKED_SENTENCE.sub("", before.text).endswith(_SENTENCE_ENDS)
        return line.gap > self.distance * _GAP_RATIO

    def _continues(self, line: Line, heading: Line) -> bool:
        return (
            abs(line.size - heading.size) < 0.3
            and line.gap is not None
            and line.gap <= max(self.distance, line.size) * 1.6
        )

    def _end_note(self) -> None:
        if self.note:
            self.notes.append(_block(self.note, self._path()))
            self.note = []

    def _end_paragraph(self) -> Iterator[Block]:
        if self.paragraph:
            yield _block(self.paragraph, self._path())
        yield from self.notes
        self.paragraph, self.notes = [], []

    def _path(self) -> tuple[str, ...]:
        return tuple(heading.text for heading in self.headings)


def _block(lines: Sequence[Line], headings: tuple[str, ...]) -> Block:
    first, last = lines[0].page, lines[-1].page
    locator = f"p. {first}" if first == last else f"p. {first}–{last}"
    text = _joined([line.text for line in lines])
    return Block(with_targets(text, headings, (line.link for line in lines)), headings, locator)


def _joined(lines: Sequence[str]) -> str:
    """Lines as running text; a word divided at a line's end becomes whole again."""
    text = lines[0]
    for line in lines[1:]:
        divided = text.endswith("-") and text[-2:-1].isalpha() and line[:1].islower()
        text = text[:-1] + line if divided else f"{text} {line}"
    return text
