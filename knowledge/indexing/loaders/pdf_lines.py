"""Letters of a PDF page put together to lines, or to parts of lines where a wide space divides them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_DIVIDING_SPACE = 1.0
"""In letter sizes. A wider space inside a line may be that between two columns."""
_TOUCHING = 0.1
"""In letter sizes. Words with no more between them are one."""
_RAISED = 0.8
"""A mark of letters so much smaller than the word beside it, and standing higher, is raised."""
_MARK = re.compile(r"[\d,*†‡]{1,4}")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)

Word = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one line with no wide space between them: places and letter size in points, from the top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool
    link: str | None = None
    """Where a link in it leads."""


def segments_of(characters: Sequence[dict[str, Any]], links: Sequence[dict[str, Any]]) -> list[Segment]:
    """The line segments of a page, from the top down and then from the left."""
    from pdfplumber.utils.text import extract_words

    words = extract_words(list(characters), extra_attrs=["size", "fontname"], keep_blank_chars=False)
    found = [segment for row in _rows(_with_raised_marks(words)) for segment in _divided(row)]
    return [_linked(segment, links) for segment in found]


def _with_raised_marks(words: Sequence[Word]) -> list[Word]:
    """Words with the raised figures that belong to them: 'families³', never 'families3'."""
    marks = {
        id(mark): (word, after)
        for mark in words
        if _MARK.fullmatch(mark["text"])
        for word, after in [_bearer(mark, words)]
        if word is not None
    }
    borne: dict[int, Word] = {}
    for mark in words:
        if id(mark) not in marks:
            continue
        word, after = marks[id(mark)]
        held = borne.get(id(word), word)
        raised = mark["text"].translate(_SUPERSCRIPT)
        text = f"{held['text']}{raised}" if after else f"{raised} {held['text']}"
        borne[id(word)] = {
            **held,
            "text": text,
            "x0": min(held["x0"], mark["x0"]),
            "x1": max(held["x1"], mark["x1"]),
        }
    return [borne.get(id(word), word) for word in words if id(word) not in marks]


def _bearer(mark: Word, words: Sequence[Word]) -> tuple[Word | None, bool]:
    """The word a small raised figure belongs to, and whether the figure stands after it."""
    for word in words:
        size = word["size"]
        raised = mark["size"] <= size * _RAISED and word["top"] - size * 0.5 <= mark["top"] < word["bottom"]
        if not raised or mark["bottom"] > word["bottom"] - size * 0.12:
            continue
        if -size * 0.1 <= mark["x0"] - word["x1"] <= size * 0.3:
            return word, True
        if 0 <= word["x0"] - mark["x1"] <= size * 0.6:
            return word, False
    return None, True


def _rows(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words on one base line, from the top down, each row from the left."""
    row: list[Word] = []
    for word in sorted(words, key=lambda word: (word["bottom"], word["x0"])):
        if row and word["bottom"] - row[0]["bottom"] > min(word["size"], row[0]["size"]) * 0.4:
            yield sorted(row, key=lambda word: float(word["x0"]))
            row = []
        row.append(word)
    if row:
        yield sorted(row, key=lambda word: float(word["x0"]))


def _divided(row: Sequence[Word]) -> Iterator[Segment]:
    part = [row[0]]
    for word in row[1:]:
        if word["x0"] - part[-1]["x1"] > max(word["size"], part[-1]["size"]) * _DIVIDING_SPACE:
            yield _segment(part)
            part = []
        part.append(word)
    yield _segment(part)


def _segment(words: Sequence[Word]) -> Segment:
    return Segment(
        "".join(_spaced(words)),
        min(word["x0"] for word in words),
        min(word["top"] for word in words),
        max(word["x1"] for word in words),
        max(word["bottom"] for word in words),
        max(float(word["size"]) for word in words),
        all(_BOLD.search(word["fontname"]) for word in words),
    )


def _spaced(words: Sequence[Word]) -> Iterator[str]:
    """Words with a blank where there is one on the page: a change of letters inside a word divides it only for us."""
    yield words[0]["text"]
    for before, word in itertools.pairwise(words):
        if word["x0"] - before["x1"] > min(before["size"], word["size"]) * _TOUCHING:
            yield " "
        yield word["text"]


def _linked(segment: Segment, links: Sequence[dict[str, Any]]) -> Segment:
    """The segment with the target of the link that ends on it, unless its words are that target."""
    for link in links:
        target = link.get("uri")
        middle = (link["top"] + link["bottom"]) / 2
        across = min(link["x1"], segment.right) - max(link["x0"], segment.left)
        if isinstance(target, str) and segment.top <= middle <= segment.bottom and across > 0:
            return Segment(
                segment.text,
                segment.left,
                segment.top,
                segment.right,
                segment.bottom,
                segment.size,
                segment.bold,
                target,
            )
    return segment
