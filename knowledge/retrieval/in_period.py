"""Whether what a passage says was so at the time that a question asks about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from knowledge.retrieval.period import Period, calendar_year
from knowledge.retrieval.periods import period_told, periods_asked
from knowledge.retrieval.wishes import speaks_of_sources
from knowledge.vocabulary import Chunk


def facts_asked_of(question: str, today: dt.date) -> tuple[Period, ...]:
    """The times of which ``question`` wants facts; none where it names none or speaks of the age of documents."""
    return () if speaks_of_sources(question) else periods_asked(question, today)


def is_of(time: Period, asked: Sequence[Period]) -> bool:
    """Whether some of a time was asked about."""
    return any(time.meets(period) for period in asked)


def time_of(sentence: str, chunk: Chunk) -> Period:
    """When what a sentence of ``chunk`` says was so: by its own dates, else those of its heading, else the passage's.

    Nothing is later than the year of its document, which is all that is known where none of them has a date.
    """
    texts = (sentence, *reversed(chunk.headings), chunk.text)
    told = next((found for text in texts if (found := period_told(text))), Period(None, None))
    if told.last is None and chunk.year is not None:
        return Period(told.first, calendar_year(chunk.year).last)
    return told
