"""Whether a quotation stands in a text, word for word."""

from __future__ import annotations

import unicodedata

_SAME = {mark: marks[0] for marks in ("'‘’‛′`´", '"“”„‟″«»', "-‐‑‒–—―−") for mark in marks}
"""Typographic marks that writers exchange freely, each with the one it is taken for."""
_AROUND = "'\" "


def find_quote(quote: str, text: str) -> str | None:
    """The stretch of ``text`` that ``quote`` repeats, verbatim as the text has it; None where there is none.

    White space, kinds of dashes and quotation marks, and marks around the whole quotation are taken for equal. Case,
    words, numbers and punctuation are not. A stretch begins and ends between words.
    """
    wanted = _plain(quote)[0].strip(_AROUND)
    plain, places = _plain(text)
    start = plain.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if not (_in_word(plain, start) or _in_word(plain, end)):
            return text[places[start] : places[end - 1] + 1]
        start = plain.find(wanted, start + 1)
    return None


def _plain(text: str) -> tuple[str, list[int]]:
    """``text`` with one sign for those taken for equal and none nobody sees, and where each stood."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if sign.isspace():
            plain = "" if signs and signs[-1] == " " else " "
        elif sign == "…":
            plain = "..."
        else:
            plain = "" if unicodedata.category(sign) == "Cf" else _SAME.get(sign, sign)
        signs += plain
        places += [place] * len(plain)
    return "".join(signs), places


def _in_word(text: str, place: int) -> bool:
    """Whether ``place`` is between two signs of one word."""
    return 0 < place < len(text) and _is_of_word(text[place - 1]) and _is_of_word(text[place])


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
