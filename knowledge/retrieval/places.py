"""The councils of England by name, however an officer writes them."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from pathlib import Path

PLACES = Path(__file__).parents[1] / "reference" / "places.csv"
_ORDINARY = frozenset({"bury", "reading", "stoke"})
"""Names that are ordinary words, too."""
_ALSO_ENGLISH = _ORDINARY | {"sandwell", "mk"}
"""Names that, in lower case, are ordinary words or too short to be sure."""
_BEGINS = re.compile(r"(?:^|[.!?:;\n•(\"“])\s*$")
"""Before the first word of a sentence, a line or a quotation, which has a capital whatever it is."""
_OF_A_COUNCIL = re.compile(r"['’]s\b|\s+(?:(?:metropolitan|borough|city|county) )*council\b", re.IGNORECASE)
_IN_A_NAME = re.compile(r"[ -][A-Z]")
"""After a word that is a part of another name: 'Reading Recovery', 'Bury St Edmunds'."""


def full_names(question: str) -> str:
    """``question`` with every council it names written out and capitalised: 'herts' becomes 'Hertfordshire'."""
    names = _names()

    def written_out(found: re.Match[str]) -> str:
        form = found.group()
        if form == form.lower() and form in _ALSO_ENGLISH:
            return form
        return names[form.lower()]

    return PLACE_NAMES.sub(written_out, question)


@lru_cache(maxsize=8192)
def councils(text: str) -> frozenset[str]:
    """The councils that a text names, in full; in small letters, too, where the name is not also a word."""
    names = _names()
    return frozenset(names[found.group().lower()] for found in PLACE_NAMES.finditer(text) if _is_council(found, text))


def is_place(word: str) -> bool:
    """Whether a word is a council's name or a part of one."""
    return word.lower() in _words()


def _is_council(found: re.Match[str], text: str) -> bool:
    """Whether a name is not the ordinary word that is written as it is: 'in Reading', not 'Reading helps'."""
    form = found.group()
    if form.lower() not in _ORDINARY:
        return form.lower() not in _ALSO_ENGLISH or form != form.lower()
    if not form[0].isupper():
        return False
    if _OF_A_COUNCIL.match(text, found.end()):
        return True
    return not (_BEGINS.search(text[: found.start()]) or _IN_A_NAME.match(text, found.end()))


@cache
def _names() -> dict[str, str]:
    """Every way of writing a name, in lower case, with the name."""
    names: dict[str, str] = {}
    with PLACES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for form in [row["name"], *row["also"].split(";")]:
                if form.strip():
                    names[form.strip().lower()] = row["name"]
    return names


@cache
def _words() -> frozenset[str]:
    return frozenset(word for name in _names() for word in re.findall(r"\w+", name))


PLACE_NAMES = re.compile(
    rf"\b(?:{'|'.join(re.escape(name) for name in sorted(_names(), key=len, reverse=True))})\b", re.IGNORECASE
)
"""Any name of a council, the longest that fits."""
