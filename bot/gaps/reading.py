"""Looks the gaps up for one reader."""

from __future__ import annotations

import time

from bot.access.policy import Audiences
from bot.gaps.overview import GapView, overview
from bot.records.gaps import Gaps
from knowledge.catalogue.catalogue import Catalogue
from knowledge.errors import InsightsError


def gaps_for(gaps: Gaps, catalogue: Catalogue, reader: Audiences) -> list[GapView]:
    """Every gap with questions, as somebody with these audiences may see it, what needs doing first."""
    shortfalls = gaps.shortfalls()
    titles = {document.id: document.metadata.title for document in catalogue.documents(reader)}
    councils = gaps.councils({shortfall.asker.team for shortfall in shortfalls})
    return overview(gaps.all(), shortfalls, reader, titles, councils, time.time())


def gap_for(gaps: Gaps, catalogue: Catalogue, reader: Audiences, number: int) -> GapView:
    """One of them. Raises InsightsError when there is none with this number, or none of its questions is kept."""
    for view in gaps_for(gaps, catalogue, reader):
        if view.gap.number == number:
            return view
    gaps.find(number)
    raise InsightsError(f"the questions of gap {number} are no longer kept")
