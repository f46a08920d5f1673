"""Slides (PPTX): what is on each slide and, marked as such, what the speaker's notes say. The home of pptx."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.links import with_targets
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.package import check_growth
from knowledge.indexing.loaders.rows import named_row
from knowledge.indexing.loaders.signature import check_package
from knowledge.indexing.split import Block
from knowledge.limits import DEFAULT_LIMITS, ReadingLimits, too_much

NOTES = "Speaker notes"
_SMALLEST = 200
"""Hundredths of a point."""
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def load_slides(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Loaded:
    """Read a PPTX file. Hidden slides, and text no reader sees, are left out. Raises UnreadableDocument."""
    import pptx

    check_package(path, "a PPTX presentation")
    check_growth(path, limits)
    left_out: Counter[str] = Counter()
    try:
        presentation = pptx.Presentation(str(path))
        if len(presentation.slides) > limits.pages:
            raise too_much(f"{len(presentation.slides):,} slides", f"{limits.pages:,}", "READING_PAGES")
        size = (presentation.slide_width or 0, presentation.slide_height or 0)
        blocks = [
            block
            for number, slide in enumerate(presentation.slides, start=1)
            for block in _slide(slide, number, size, left_out)
        ]
        title = presentation.core_properties.title
    except (MemoryError, UnreadableDocument):
        raise
    except Exception as error:  # a malformed part makes the zip, XML or relationship code trip in many ways
        raise UnreadableDocument(f"damaged, or not a PPTX presentation ({type(error).__name__})") from error
    if not blocks:
        raise UnreadableDocument("no text on its slides: pictures of text are not read")
    first = next((block.headings[0] for block in blocks if not block.headings[0].startswith("Slide ")), None)
    title = title.strip() if title and title.strip() != "PowerPoint Presentation" else None
    return Loaded({}, title or first, blocks, tuple(_warnings(left_out)))


def _slide(slide: Any, number: int, size: tuple[int, int], left_out: Counter[str]) -> Iterator[Block]:
    if slide.element.get("show") in ("0", "false"):
        left_out["slides"] += 1
        return
    title = slide.shapes.title
    heading = _shape_text(title, slide, left_out) if title is not None and title.has_text_frame else ""
    path, locator = (heading or f"Slide {number}",), f"slide {number}"
    said = False
    for shape in _in_reading_order(_flat(slide.shapes)):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if not _is_on_slide(shape, size):
            left_out["shapes"] += _has_text(shape)
            continue
        for block in _shape(shape, slide, path, locator, left_out):
            said = True
            yield block
    if heading and not said:
        yield Block(heading, path, locator)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
            if text := _joined(paragraph.text):
                yield Block(text, (*path, NOTES), f"{locator}, notes")


def _flat(shapes: Iterable[Any]) -> Iterator[Any]:
    """Shapes with the members of groups in their place."""
    for shape in shapes:
        if shape.shape_type is not None and shape.shape_type.name == "GROUP":
            yield from _flat(shape.shapes)
        else:
            yield shape


def _in_reading_order(shapes: Iterable[Any]) -> list[Any]:
    """From the top down, then from the left; what begins within a centimetre of another stands beside it."""
    row = 360_000  # a centimetre in the format's own unit
    return sorted(shapes, key=lambda shape: ((shape.top or 0) // row, shape.left or 0))


def _is_on_slide(shape: Any, size: tuple[int, int]) -> bool:
    """Whether a shape is shown: not hidden, and not wholly beside the slide. One in a group is placed by the group."""
    properties = shape._element.xpath(".//p:cNvPr")
    if properties and properties[0].get("hidden") in ("1", "true"):
        return False
    if None in (shape.left, shape.top, shape.width, shape.height) or _is_grouped(shape):
        return True
    beside = shape.left >= size[0] or shape.left + shape.width <= 0
    return not (beside or shape.top >= size[1] or shape.top + shape.height <= 0)


def _is_grouped(shape: Any) -> bool:
    return str(shape._element.getparent().tag).endswith("}grpSp")


def _has_text(shape: Any) -> bool:
    return bool(shape.has_text_frame and shape.text_frame.text.strip()) or shape.has_table


def _shape(shape: Any, slide: Any, path: tuple[str, ...], locator: str, left_out: Counter[str]) -> Iterator[Block]:
    if shape.has_table:
        yield from _rows([[_joined(cell.text) for cell in row.cells] for row in shape.table.rows], path, locator)
    elif shape.has_chart:
        yield from _rows(_chart(shape.chart), path, locator)
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            if text := _paragraph_text(paragraph, shape, slide, left_out):
                targets = (run.hyperlink.address for run in paragraph.runs)
                yield Block(with_targets(text, path, targets), path, locator)


def _rows(rows: list[list[str]], path: tuple[str, ...], locator: str) -> Iterator[Block]:
    """A row a block, under the names in the first row."""
    columns = rows[0] if len(rows) > 1 else []
    for cells in rows[1:] if columns else rows:
        if text := named_row(columns, cells):
            yield Block(text, path, locator, whole=True)


def _chart(chart: Any) -> list[list[str]]:
    """The figures behind a chart: a category a row, a series a column."""
    plot = chart.plots[0]
    categories = [_joined(str(category)) for category in plot.categories]
    series = list(plot.series)
    rows = [["Category", *(_joined(str(held.name or "Value")) for held in series)]]
    for number, category in enumerate(categories):
        values = [held.values[number] if number < len(held.values) else None for held in series]
        rows.append([category, *("" if value is None else f"{value:.15g}" for value in values)])
    return rows


def _shape_text(shape: Any, slide: Any, left_out: Counter[str]) -> str:
    texts = (_paragraph_text(paragraph, shape, slide, left_out) for paragraph in shape.text_frame.paragraphs)
    return " ".join(filter(None, texts))


def _paragraph_text(paragraph: Any, shape: Any, slide: Any, left_out: Counter[str]) -> str:
    pieces = []
    for piece in paragraph._p:
        if piece.tag == f"{_A}br":
            pieces.append(" ")
        elif piece.tag in (f"{_A}r", f"{_A}fld"):
            text = "".join(found.text or "" for found in piece.iter(f"{_A}t"))
            look = piece.find(f"{_A}rPr")
            if text.strip() and look is not None and _is_unseen(look, shape, slide):
                left_out["pieces of text"] += 1
                continue
            raised = look is not None and int(look.get("baseline") or 0) > 0
            pieces.append(text.translate(_SUPERSCRIPT) if raised else text)
    return _joined("".join(pieces))


def _is_unseen(look: Any, shape: Any, slide: Any) -> bool:
    if int(look.get("sz") or _SMALLEST) < _SMALLEST:
        return True
    colour = look.find(f"{_A}solidFill/{_A}srgbClr")
    return colour is not None and colour.get("val", "").upper() == "FFFFFF" and _is_on_white(shape, slide)


def _is_on_white(shape: Any, slide: Any) -> bool:
    """Whether nothing coloured can be behind a shape: no fill, no background, no other shape under it."""
    coloured = shape._element.xpath("./p:spPr/a:solidFill | ./p:spPr/a:gradFill | ./p:spPr/a:blipFill | ./p:style")
    backgrounds = [
        held.element.xpath("./p:cSld/p:bg//a:srgbClr | ./p:cSld/p:bg//a:blip | ./p:cSld/p:bg//a:schemeClr[@val!='bg1']")
        for held in (slide, slide.slide_layout, slide.slide_layout.slide_master)
    ]
    under = [other for other in slide.shapes if other.shape_id != shape.shape_id and _covers(other, shape)]
    return not (coloured or any(backgrounds) or under)


def _covers(other: Any, shape: Any) -> bool:
    sides = (other.left, other.top, other.width, other.height, shape.left, shape.top, shape.width, shape.height)
    if None in sides:
        return False
    middle = (shape.left + shape.width / 2, shape.top + shape.height / 2)
    return bool(
        other.left <= middle[0] <= other.left + other.width and other.top <= middle[1] <= other.top + other.height
    )


def _joined(text: str) -> str:
    return " ".join(text.split())


def _warnings(left_out: Counter[str]) -> Iterator[str]:
    found = [f"{count:,} {what}" for what, count in left_out.items() if count]
    if found:
        yield f"hidden {', '.join(found)} left out"
