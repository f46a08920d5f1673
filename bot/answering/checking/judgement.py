"""What goes into checking a claim and what comes out."""

from __future__ import annotations

from dataclasses import dataclass

from bot.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one cited passage says.

    ``text`` is the whole chunk, or given evidence sentences joined. ``about`` is its title, headings, place, publisher
    and year as one line: names and years there count as said, too.
    """

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What checking found. ``score`` is the support (0 to 1), ``reasons`` are short texts such as
    "number 45% not in the source", none for a supported claim.
    """

    verdict: Verdict
    score: float
    reasons: tuple[str, ...] = ()
