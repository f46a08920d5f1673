"""Which sentences of a source carry a claim: those with its figures, or else those with its words."""

from __future__ import annotations

from bot.answering.checking.agreement import same_value
from bot.answering.checking.figures import figures
from bot.answering.checking.source import Source


def carrying(claim: str, source: Source) -> tuple[str, ...]:
    """The sentences of ``source`` that have a figure of ``claim``, in order; without one, those it rests on."""
    values = figures(claim)
    found = tuple(
        sentence
        for sentence in source.sentences
        if any(mine.unit is other.unit and same_value(mine, other) for other in figures(sentence) for mine in values)
    )
    return found or source.rests_on
