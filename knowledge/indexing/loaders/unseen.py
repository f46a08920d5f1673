"""Characters without a shape: taken out of every document's text, whatever its format, and counted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from knowledge.indexing.loaders.loaded import Loaded

_UNSEEN = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u061c\u180e"  # zero width, directions
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # fillers
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"  # annotations, tags
)
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\ufe00-\ufe0f]")
"""Control characters, the mark of a possible division of a word, and variants of a shape: nothing is said by them."""
_SURROGATES = re.compile("[\ud800-\udfff]")
_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)


def without_unseen(loaded: Loaded) -> Loaded:
    """The document without what no reader sees, with a warning where that may have said something."""
    blocks = [
        replace(block, text=visible(block.text), headings=tuple(filter(None, map(visible, block.headings))))
        for block in loaded.blocks
    ]
    fields = {key: visible(value) if isinstance(value, str) else value for key, value in loaded.fields.items()}
    found = _count(text for block in loaded.blocks for text in (block.text, *block.headings))
    warnings = [f"{found:,} zero-width or tag characters left out: a reader does not see them"] if found else []
    return replace(
        loaded,
        fields=fields,
        title=visible(loaded.title or "") or None,
        blocks=[block for block in blocks if block.text],
        warnings=(*loaded.warnings, *warnings),
    )


def visible(text: str) -> str:
    """The text without what has no shape and without stray white space; its lines stay lines."""
    text = _UNPRINTABLE.sub("", _UNSEEN.sub("", text)).translate(_LIGATURES)
    lines = [" ".join(line.split()) for line in _SURROGATES.sub("\ufffd", text).split("\n")]
    return "\n".join(filter(None, lines))


def _count(texts: Iterable[str]) -> int:
    return sum(len(_UNSEEN.findall(text)) for text in texts)
