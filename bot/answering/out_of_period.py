"""Says so where an answer's sources are all of another time than the question asks about."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.finding import Finding
from bot.vocabulary import Citation
from knowledge.retrieval.in_period import is_of, time_of
from knowledge.retrieval.period import Period

OUT_OF_PERIOD = "Nothing found is from the time you asked about; this is {when}."


def out_of_period(covered: Sequence[Finding], cited: Sequence[Citation]) -> str | None:
    """The notice, or None where a source is of a time asked about or a part of the question names no time."""
    passages = {scored.chunk.id: scored.chunk for finding in covered for scored in finding.result.chunks}
    times = [time_of(citation.quote, passages[citation.chunk_id]) for citation in cited]
    wanted = [period for finding in covered for period in finding.asked]
    if not times or not all(finding.asked for finding in covered) or any(is_of(time, wanted) for time in times):
        return None
    return OUT_OF_PERIOD.format(when=_in_words(times))


def _in_words(times: Sequence[Period]) -> str:
    years = {year for time in times for year in (time.first_year, time.last_year) if year is not None}
    if len(years) == 1:
        return f"from {years.pop()}"
    return f"from {min(years)} to {max(years)}" if years else "older"
