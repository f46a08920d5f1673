"""Text made comparable: case, white space, typographic marks and the formatting of numbers aside."""

from __future__ import annotations

import re
import unicodedata

_MARKS = str.maketrans(
    dict.fromkeys("‘’‛′`", "'") | dict.fromkeys("“”„″«»", '"') | dict.fromkeys("‐‑‒–—―−", "-") | {"\u00ad": None}
)
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?:[, ]\d{3})+)(?![\d]|,\d)")
_SCALES = {"thousand": "k", "million": "m", "mn": "m", "billion": "bn"}
_SCALE = re.compile(rf"(?<=\d)\s?({'|'.join(_SCALES)})\b")
_PERCENT = re.compile(r"(?<=\d)\s?(?:per cent|percent|percentage points?|%)(?:\b|(?<=%))")
_EDGE_DIGIT = r"(?<![\d.,])"
_END_DIGIT = r"(?!\d|[.,]\d)"


def plain(text: str) -> str:
    """``text`` in small letters with plain marks, single blanks and numbers such as 83630, 1.2m and 30%."""
    folded = unicodedata.normalize("NFKC", text).translate(_MARKS).casefold()
    joined = _THOUSANDS.sub(lambda found: found[1] + re.sub(r"[, ]", "", found[2]), " ".join(folded.split()))
    scaled = _SCALE.sub(lambda found: _SCALES[found[1]], joined)
    return _PERCENT.sub("%", scaled)


def occurs(wording: str, text: str, inside_words: bool = False) -> bool:
    """Whether ``wording`` occurs in ``text``, cutting no number short, and beginning where a word does.

    ``inside_words``: it may begin inside a word too, as what must not be said in any form.
    """
    wanted = plain(wording)
    before = _EDGE_DIGIT if wanted[0].isdigit() else r"(?<!\w)" if wanted[0].isalpha() and not inside_words else ""
    after = _END_DIGIT if wanted[-1].isdigit() else ""
    return re.search(f"{before}{re.escape(wanted)}{after}", plain(text)) is not None
