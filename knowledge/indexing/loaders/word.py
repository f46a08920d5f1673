"""Word documents (DOCX): paragraphs, tables and notes as they read once all changes are accepted. The home of docx."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.links import with_targets
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.package import check_growth
from knowledge.indexing.loaders.rows import named_row
from knowledge.indexing.loaders.signature import check_package
from knowledge.indexing.split import Block
from knowledge.limits import DEFAULT_LIMITS, ReadingLimits

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", f"{_COMPATIBILITY}Fallback", f"{_W}pPr", f"{_W}instrText"}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALLEST = 4
"""Half points."""


@dataclass(slots=True)
class _Reading:
    """One pass over a document: where it is, and what it has left out so far."""

    levels: dict[str, int]
    """Heading levels by the id of a style."""
    hidden: set[str]
    """Styles whose text is not shown."""
    notes: dict[tuple[str, str], Any]
    links: dict[str, str]
    """Addresses by the id of a relationship."""
    left_out: Counter[str] = field(default_factory=Counter)
    headings: list[tuple[int, str]] = field(default_factory=list)
    paragraph: int = 0
    table: int = 0
    said: bool = True
    """Whether something stands below the last heading."""


def load_word(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Loaded:
    """Read a DOCX file. Raises UnreadableDocument.

    Comments, tracked deletions and hidden text are left out; footnotes and endnotes follow the paragraph that calls
    them.
    """
    import docx

    check_package(path, "a DOCX document")
    check_growth(path, limits)
    try:
        document = docx.Document(str(path))
        reading = _Reading(*_styles(document), _notes(document), _links(document))
        blocks = list(_blocks(document.element.body, reading))
        title = document.core_properties.title
    except MemoryError:
        raise
    except Exception as error:  # a malformed part makes the zip, XML or relationship code trip in many ways
        raise UnreadableDocument(f"damaged, or not a DOCX document ({type(error).__name__})") from error
    if not blocks:
        raise UnreadableDocument("no text")
    reading.left_out["comments"] = sum(
        len(part.element) for part in [getattr(document.part, "_comments_part", None)] if part is not None
    )
    first = next((block.headings[0] for block in blocks if block.headings), None)
    return Loaded({}, (title or "").strip() or first, blocks, tuple(_warnings(reading.left_out)))


def _styles(document: Any) -> tuple[dict[str, int], set[str]]:
    """Heading levels (1 is the outermost, as is Title) and hidden styles, inherited ones too."""
    levels, hidden = {}, set()
    for style in document.styles:
        chain: list[Any] = []
        at: Any = style
        while at is not None and at not in chain and len(chain) < 20:
            chain.append(at)
            at = getattr(at, "base_style", None)
        for held in chain:
            outline = held.element.find(f"{_W}pPr/{_W}outlineLvl")
            if outline is not None and int(outline.get(f"{_W}val", 9)) < 9:
                levels[style.style_id] = int(outline.get(f"{_W}val")) + 1
                break
            if held.name == "Title":
                levels[style.style_id] = 0
                break
        if any(held.element.find(f"{_W}rPr/{_W}vanish") is not None for held in chain):
            hidden.add(style.style_id)
    return levels, hidden


def _notes(document: Any) -> dict[tuple[str, str], Any]:
    """The footnotes and endnotes by kind and id."""
    from lxml import etree

    safe = etree.XMLParser(resolve_entities=False, no_network=True)
    notes = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            for note in etree.fromstring(relation.target_part.blob, safe):
                if note.get(f"{_W}type") in (None, "normal"):
                    notes[(kind[:-1], note.get(f"{_W}id"))] = note
    return notes


def _links(document: Any) -> dict[str, str]:
    return {
        identifier: relation.target_ref for identifier, relation in document.part.rels.items() if relation.is_external
    }


def _blocks(container: Any, reading: _Reading) -> Iterator[Block]:
    for element in container:
        if element.tag == f"{_W}p":
            yield from _paragraph(element, reading)
        elif element.tag == f"{_W}tbl":
            yield from _table(element, reading)
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"):
            yield from _blocks(element, reading)
    if container.tag == f"{_W}body" and not reading.said:
        yield from _unsaid(reading)


def _paragraph(element: Any, reading: _Reading) -> Iterator[Block]:
    text = _text(element, reading)
    if text:
        level = _level(element, reading)
        if level is not None:
            if not reading.said and level <= reading.headings[-1][0]:
                yield from _unsaid(reading)
            reading.headings = [*(held for held in reading.headings if held[0] < level), (level, text)]
            reading.said = False
        else:
            reading.paragraph += 1
            reading.said = True
            targets = (reading.links.get(link.get(_RELATION, "")) for link in element.iter(f"{_W}hyperlink"))
            text = with_targets(text, _path(reading), targets)
            yield Block(text, _path(reading), f"paragraph {reading.paragraph}")
    yield from _called_notes(element, reading)
    for box in element.iter(f"{_W}txbxContent"):
        if not any(above.tag == f"{_COMPATIBILITY}Fallback" for above in box.iterancestors()):
            yield from _blocks(box, reading)


def _called_notes(element: Any, reading: _Reading) -> Iterator[Block]:
    for kind, number, note in _called(element, reading):
        said = " ".join(filter(None, (_text(part, reading) for part in note.iter(f"{_W}p"))))
        if said:
            reading.said = True
            yield Block(said, _path(reading), f"{kind} {number}")


def _unsaid(reading: _Reading) -> Iterator[Block]:
    """A heading with nothing below it is text: nothing is lost."""
    reading.paragraph += 1
    text = reading.headings[-1][1]
    yield Block(text, tuple(held for _, held in reading.headings[:-1]), f"paragraph {reading.paragraph}")


def _path(reading: _Reading) -> tuple[str, ...]:
    return tuple(text for _, text in reading.headings)


def _level(element: Any, reading: _Reading) -> int | None:
    outline = element.find(f"{_W}pPr/{_W}outlineLvl")
    if outline is not None and int(outline.get(f"{_W}val", 9)) < 9:
        return int(outline.get(f"{_W}val")) + 1
    style = element.find(f"{_W}pPr/{_W}pStyle")
    return reading.levels.get(style.get(f"{_W}val")) if style is not None else None


def _called(element: Any, reading: _Reading) -> list[tuple[str, int, Any]]:
    """The notes a paragraph calls: kind, number in the order of the text, and element."""
    called = []
    for kind in ("footnote", "endnote"):
        for mark in element.iter(f"{_W}{kind}Reference"):
            note = reading.notes.pop((kind, mark.get(f"{_W}id")), None)
            if note is not None:
                number = reading.left_out[f"_{kind}"] = reading.left_out[f"_{kind}"] + 1
                called.append((kind, number, note))
    return called


def _table(element: Any, reading: _Reading) -> Iterator[Block]:
    """A row a block, under the names in the first row; a table of one column is text."""
    reading.table += 1
    rows = [
        (number, _cells(row, reading))
        for number, row in enumerate(_own(element, "tr"), start=1)
        if row.find(f"{_W}trPr/{_W}del") is None
    ]
    filled = [(number, cells) for number, cells in rows if any(cells)]
    if not filled:
        return
    reading.said = True
    table = f"table {reading.table}"
    wide = max(sum(map(bool, cells)) for _, cells in filled) > 1
    columns = filled[0][1] if wide and len(filled) > 1 else []
    for number, cells in filled[1:] if columns else filled:
        yield Block(named_row(columns, cells), _path(reading), f"{table}, row {number}", whole=wide)
    yield from _called_notes(element, reading)


def _own(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, not those of a table inside."""
    for found in element.iter(f"{_W}{name}"):
        above = next(held for held in found.iterancestors() if held.tag in (f"{_W}tbl", f"{_W}tr"))
        if above is element:
            yield found


def _cells(row: Any, reading: _Reading) -> list[str]:
    """A cell over several columns is followed by empty ones, so that names and values stay in step."""
    cells = []
    for cell in _own(row, "tc"):
        cells.append(" ".join(filter(None, (_text(paragraph, reading) for paragraph in cell.iter(f"{_W}p")))))
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        cells += [""] * (min(int(span.get(f"{_W}val", 1)), 100) - 1 if span is not None else 0)
    return cells


def _text(element: Any, reading: _Reading) -> str:
    return " ".join("".join(_pieces(element, reading)).split())


def _pieces(element: Any, reading: _Reading) -> Iterator[str]:
    for child in element:
        if child.tag in (f"{_W}del", f"{_W}moveFrom"):
            reading.left_out["tracked deletions"] += 1
        if child.tag in _SKIPPED or child.tag == f"{_W}txbxContent":
            continue
        if child.tag == f"{_W}r":
            yield from _run(child, reading)
        elif child.tag in (f"{_W}t", f"{_MATHS}t"):
            yield child.text or ""
        elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield from _pieces(child, reading)


def _run(run: Any, reading: _Reading) -> Iterator[str]:
    said = "".join(_pieces(run, reading))
    look = run.find(f"{_W}rPr")
    if said.strip() and _is_hidden(run, look, reading):
        reading.left_out["hidden pieces of text"] += 1
        return
    raised = look is not None and look.find(f"{_W}vertAlign[@{_W}val='superscript']") is not None
    yield said.translate(_SUPERSCRIPT) if raised else said


def _is_hidden(run: Any, look: Any, reading: _Reading) -> bool:
    paragraph_style = run.getparent().find(f"{_W}pPr/{_W}pStyle")
    if paragraph_style is not None and paragraph_style.get(f"{_W}val") in reading.hidden:
        return True
    if look is None:
        return False

    def value(name: str) -> str | None:
        found = look.find(f"{_W}{name}")
        return None if found is None else str(found.get(f"{_W}val", "true"))

    if value("vanish") not in (None, "0", "false", "off") or value("rStyle") in reading.hidden:
        return True
    size = value("sz") or "24"
    small = size.isdigit() and int(size) < _SMALLEST
    return small or (value("color") == "FFFFFF" and not _stands_on_colour(run, look))


def _stands_on_colour(run: Any, look: Any) -> bool:
    """Whether white letters can be seen: shading of the run, its paragraph or cell, a highlight, or a text box."""
    if look.find(f"{_W}shd") is not None or look.find(f"{_W}highlight") is not None:
        return True
    for above in run.iterancestors():
        if above.tag in (f"{_W}txbxContent", f"{_W}tbl"):  # tables are coloured by their style
            return True
        if above.find(f"{_W}pPr/{_W}shd") is not None or above.find(f"{_W}tcPr/{_W}shd") is not None:
            return True
    return False


def _warnings(left_out: Counter[str]) -> Iterator[str]:
    for what in ("tracked deletions", "comments", "hidden pieces of text"):
        if left_out[what]:
            yield f"{left_out[what]:,} {what} left out"
