"""A claim speaks of the place that the sentence it rests on speaks of, not of another in the sources."""

from __future__ import annotations

import re

from bot.answering.checking.source import Source
from knowledge.retrieval.places import councils

_NATIONS = {
    "england": "England", "english": "England", "scotland": "Scotland", "scottish": "Scotland", "wales": "Wales",
    "welsh": "Wales", "northern ireland": "Northern Ireland", "united kingdom": "United Kingdom",
    "uk": "United Kingdom", "britain": "Britain", "british": "Britain", "america": "America", "american": "America",
}  # fmt: skip
_NATION = re.compile(rf"\b(?:{'|'.join(_NATIONS)})\b", re.IGNORECASE)


def other_places(claim: str, source: Source) -> list[str]:
    """Places of the claim that stand only elsewhere in the source, while its sentence is of others of their kind.

    A sentence that names none is of those that its passage is known to be about.
    """
    sentences, about = " ".join(source.rests_on), source.about(source.mainly)
    faults = []
    for places in (councils, _nations):
        mine, theirs = places(claim), places(sentences) or places(about)
        left_out = theirs - mine
        faults += [f"place {place} is not that of the sentence" for place in sorted(mine - theirs) if left_out]
    return faults


def _nations(text: str) -> frozenset[str]:
    return frozenset(_NATIONS[found.group().lower()] for found in _NATION.finditer(text))
