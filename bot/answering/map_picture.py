"""Which picture of the map says more than an answer from its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answering.map_answer import MODEL
from bot.vocabulary import Answer
from knowledge.prevention_map.pictures.drawings import Drawing

_MANY = 6
"""Rows cited from which a picture says more than sentences."""
_ABOUT: tuple[tuple[Drawing, re.Pattern[str]], ...] = (
    (
        Drawing.SCORECARD,
        re.compile(r"\b(?:own\w*|accountab\w*|duplicat\w*|measur\w*|baseline\w*|grants?|fragment\w*)\b"),
    ),
    (Drawing.FLOW, re.compile(r"\b(?:behaviou?rs?|parent\w*|drivers?|causes?)\b")),
)


@dataclass(frozen=True, slots=True)
class PictureOfMap:
    """A picture of one map."""

    document_id: str
    drawing: Drawing


def picture_for(answer: Answer) -> PictureOfMap | None:
    """The picture that goes with an answer from many rows of one map; None where sentences say it all."""
    if answer.model != MODEL or len(answer.citations) < _MANY:
        return None
    asked = answer.question.lower()
    drawing = next((drawing for drawing, words in _ABOUT if words.search(asked)), Drawing.NEEDS)
    return PictureOfMap(answer.citations[0].document_id, drawing)
