"""The bot's own words about an answer's sources, built from their metadata alone."""

from __future__ import annotations

from collections.abc import Sequence

from bot.vocabulary import Citation
from knowledge.vocabulary import Evidence

_OLD = 5
"""Years after which an officer should know the age of all the figures."""

NOT_PROVED = "could not be proved"
"""In every notice about sentences of a model that were left out or replaced."""
ONE_DOCUMENT = "This rests on one document."
ONE_REVIEW = "This rests on one document, which brings several sources together."
_UNTESTED = {
    Evidence.SELF_REPORTED: "what organisations say of their own work, not independently tested",
    Evidence.EXPERT_VIEW: "expert opinion, not a measured result",
}


def source_notices(citations: Sequence[Citation], this_year: int) -> list[str]:
    """What an officer should know of the sources as a whole: few, old, or untested."""
    if not citations:
        return []
    notices = _single(citations)
    years = {citation.year for citation in citations}
    if None not in years and max(year for year in years if year) <= this_year - _OLD:
        *earlier, last = [str(year) for year in sorted(year for year in years if year)]
        span = f"{', '.join(earlier)} and {last}" if earlier else last
        law = all(citation.evidence is Evidence.LAW_OR_GUIDANCE for citation in citations)
        later = "check what has changed since" if law else "newer figures may exist"
        notices.append(f"The sources cited are from {span}; {later}.")
    kinds = {citation.evidence for citation in citations}
    if len(kinds) == 1 and (evidence := next(iter(kinds))) in _UNTESTED:
        notices.append(f"The evidence is {_UNTESTED[evidence]}.")
    return notices


def _single(citations: Sequence[Citation]) -> list[str]:
    """That no second document says so. Passages of other evidence or years are other studies' that one reports.

    The law needs nobody beside it who says the same.
    """
    kinds = {(citation.evidence, citation.year) for citation in citations}
    is_law = {evidence for evidence, _ in kinds} == {Evidence.LAW_OR_GUIDANCE}
    if is_law or len({citation.document_id for citation in citations}) > 1:
        return []
    return [ONE_REVIEW if len(kinds) > 1 else ONE_DOCUMENT]
