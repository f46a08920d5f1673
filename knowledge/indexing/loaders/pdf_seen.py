"""Which letters of a PDF page a reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points from the page's top left corner."""

_SMALLEST_READABLE = 2.0
"""Points. Smaller letters are not meant to be seen."""
_INVISIBLE = (3, 7)
"""PDF's text rendering modes that paint nothing."""
_OPAQUE = 250
"""Of 255."""


class HiddenText:
    """Where a file's pages hold text that is painted in no colour, or painted over. A context manager.

    Method: PDFium's list of a page's objects is in the order they are painted.
    """

    def __init__(self, path: Path) -> None:
        import pypdfium2

        self._document = pypdfium2.PdfDocument(path)

    def __enter__(self) -> HiddenText:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._document.close()

    def areas(self, page: Any) -> list[Box]:
        """The boxes of the hidden text of a page as pdfplumber has it. None of a turned page, nor of a read scan."""
        if page.rotation:
            return []
        found = self._document[page.page_number - 1]
        try:
            hidden = _hidden_boxes(found, (page.mediabox[0], page.mediabox[3]))
        finally:
            found.close()
        return hidden


def _hidden_boxes(page: Any, corner: tuple[float, float]) -> list[Box]:
    import pypdfium2.raw as pdfium

    texts: list[tuple[Box, bool]] = []
    """Each with whether it is invisible by itself."""
    hidden: list[Box] = []
    painted: list[Box] = []
    for item in page.get_objects(max_depth=4):
        box = _box(item, corner)
        if item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            texts.append((box, pdfium.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE))
        elif item.type == pdfium.FPDF_PAGEOBJ_IMAGE or _is_filled(item):
            # A picture over invisible text is a scan that was read: there the text is what the picture shows.
            hidden += [text for text, unseen in texts if not unseen and _covers(box, text)]
            texts = [(text, unseen) for text, unseen in texts if unseen or not _covers(box, text)]
            if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
                painted.append(box)
    unseen = [text for text, invisible in texts if invisible and not any(_covers(image, text) for image in painted)]
    return hidden + unseen


def _box(item: Any, corner: tuple[float, float]) -> Box:
    left, bottom, right, top = item.get_bounds() if hasattr(item, "get_bounds") else item.get_pos()
    return left - corner[0], corner[1] - top, right - corner[0], corner[1] - bottom


def _is_filled(item: Any) -> bool:
    """Whether a shape is filled with a colour that nothing shines through."""
    import ctypes

    import pypdfium2.raw as pdfium

    if item.type != pdfium.FPDF_PAGEOBJ_PATH:
        return False
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, mode, stroke)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
    return mode.value != 0 and alpha.value >= _OPAQUE


def _covers(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0] + 1 and outer[1] <= inner[1] + 1 and outer[2] >= inner[2] - 1 and outer[3] >= inner[3] - 1
    )


def seen_characters(page: Any, hidden: Sequence[Box]) -> tuple[list[dict[str, Any]], int]:
    """The letters of a page that a reader sees, and how many others there are."""
    dark = _filled_shapes(page)
    seen, unseen = [], 0
    for character in page.chars:
        if _is_seen(character, page, dark) and not any(_inside(_middle(character), box) for box in hidden):
            seen.append(character)
        else:
            unseen += not character["text"].isspace()
    return seen, unseen


def _is_seen(character: dict[str, Any], page: Any, dark: Sequence[Box]) -> bool:
    """Whether a letter is large enough, on the page, and not white on white."""
    middle = _middle(character)
    if character["size"] < _SMALLEST_READABLE or not _inside(middle, page.bbox):
        return False
    return not _is_white(character.get("non_stroking_color")) or any(_inside(middle, shape) for shape in dark)


def _filled_shapes(page: Any) -> list[Box]:
    """Rectangles and pictures that white letters can stand on."""
    shapes = [shape for shape in page.rects + page.curves if shape.get("fill")]
    coloured = [shape for shape in shapes if not _is_white(shape.get("non_stroking_color"))] + page.images
    return [(shape["x0"], shape["top"], shape["x1"], shape["bottom"]) for shape in coloured]


def _middle(character: dict[str, Any]) -> tuple[float, float]:
    return (character["x0"] + character["x1"]) / 2, (character["top"] + character["bottom"]) / 2


def _inside(point: tuple[float, float], box: Sequence[float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _is_white(colour: object) -> bool:
    """In grey or RGB; CMYK white is no ink at all."""
    if not isinstance(colour, list | tuple) or not colour or not all(isinstance(part, int | float) for part in colour):
        return False
    return all(part == 0 for part in colour) if len(colour) == 4 else all(part >= 0.99 for part in colour)
