"""Whether a quotation stands in a text, word for word."""

from __future__ import annotations

import re

_SAME = ("'‘’‛′`´", '"“”„‟″«»', "-‐‑‒–—―−")
"""Typographic marks that writers exchange freely."""
_INVISIBLE = "[\u00ad\u200b-\u200d\u2060\ufeff]*"
_SPACE = r"\s+"
_PIECE = re.compile(r"(\s+)|(\.{3}|…)|(.)", re.DOTALL)


def find_quote(quote: str, text: str) -> str | None:
    """The stretch of ``text`` that ``quote`` repeats, verbatim as the text has it; None where there is none.

    White space, kinds of dashes and quotation marks, and marks around the whole quotation are taken for equal. Case,
    words, numbers and punctuation are not. A stretch begins and ends between words.
    """
    wanted = _bare(quote)
    if not wanted:
        return None
    found = re.search(rf"(?<!\w){_pattern(wanted)}(?!\w)", text)
    return found.group() if found else None


def _bare(quote: str) -> str:
    """Without invisible signs, surrounding white space and quotation marks."""
    shown = re.sub(_INVISIBLE, "", quote)
    marks = "".join(_SAME[:2])
    return shown.strip().strip(marks).strip()


def _pattern(wanted: str) -> str:
    return _INVISIBLE.join(_piece(*found.groups()) for found in _PIECE.finditer(wanted))


def _piece(space: str | None, dots: str | None, sign: str | None) -> str:
    if space:
        return _SPACE
    if dots:
        return r"(?:\.{3}|…)"
    assert sign is not None
    alike = next((marks for marks in _SAME if sign in marks), None)
    return f"[{re.escape(alike)}]" if alike else re.escape(sign)
