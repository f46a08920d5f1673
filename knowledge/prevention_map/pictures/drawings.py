"""The pictures a map can be drawn as."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.prevention_map.pictures.picture import Picture
    from knowledge.prevention_map.rows import PreventionMap


class Drawing(StrEnum):
    """What a picture shows."""

    NEEDS = "needs"
    """Needs by tier, with bubbles for spend and the evidence."""
    FLOW = "flow"
    """From spend to drivers, and on to whose behaviour is to change."""
    SCORECARD = "scorecard"
    """The review: five faults, grants, the front door."""


def draw(drawing: Drawing, found: PreventionMap, today: dt.date) -> Picture:
    """A picture of a map, its review as on ``today``. Raises InsightsError for a map without rows."""
    match drawing:
        case Drawing.NEEDS:
            from knowledge.prevention_map.pictures.needs import draw_needs

            return draw_needs(found)
        case Drawing.FLOW:
            from knowledge.prevention_map.pictures.flow import draw_flow

            return draw_flow(found)
        case Drawing.SCORECARD:
            from knowledge.prevention_map.pictures.scorecard import draw_scorecard
            from knowledge.prevention_map.review import review_map

            return draw_scorecard(review_map(found, today))
