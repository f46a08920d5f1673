"""Gaps as somebody may see them: counts for everybody it concerns, words and questions only as far as they may read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.access.policy import Audiences
from bot.gaps.naming import telling_words
from bot.records.gaps import Gap, Shortfall
from bot.records.tables import GapState
from bot.vocabulary import ClosestDocument

WEEK = 7 * 86_400.0
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class AskedText:
    """A question as somebody may read it: nothing says who asked."""

    question_id: str
    text: str
    asked_at: float
    status: str
    thumbs_down: int


@dataclass(frozen=True, slots=True)
class GapView:
    """A gap for one reader. ``councils`` are (pseudonym, questions); ``hidden`` counts questions they may not read."""

    gap: Gap
    words: tuple[str, ...]
    questions: int
    people: int
    councils: tuple[tuple[str, int], ...]
    this_week: int
    week_before: int
    nearest: tuple[ClosestDocument, ...]
    asked: tuple[AskedText, ...]
    hidden: int

    @property
    def name(self) -> str:
        """The theme with what tells this gap from others."""
        return f"{self.gap.theme}: {', '.join(self.words)}" if self.words else self.gap.theme

    def as_json(self) -> dict[str, Any]:
        """Everything the reader may see, as values of JSON."""
        gap = self.gap
        return {
            "gap": gap.number,
            "name": self.name,
            "state": gap.state,
            "assignee": f"{gap.assignee.team}/{gap.assignee.user}" if gap.assignee else None,
            "outcome": gap.outcome,
            "document_id": gap.document_id,
            "questions": self.questions,
            "people": self.people,
            "councils": dict(self.councils),
            "this_week": self.this_week,
            "week_before": self.week_before,
            "nearest": [asdict(document) for document in self.nearest],
            "asked": [asdict(text) for text in self.asked],
            "hidden": self.hidden,
        }


def may_read(question_from: Audiences | None, reader: Audiences) -> bool:
    """Whether a question may be read by somebody else: only if they hold all that the place it was asked in holds."""
    return question_from is not None and question_from <= reader


def overview(
    gaps: Sequence[Gap],
    shortfalls: Sequence[Shortfall],
    reader: Audiences,
    titles: Mapping[str, str],
    councils: Mapping[str, str],
    now: float,
) -> list[GapView]:
    """The gaps that have questions: unfinished before closed, then by this week's questions, then by all.

    ``titles`` are those of the documents the reader may see, ``councils`` the pseudonyms of teams.
    """
    members: dict[int, list[Shortfall]] = defaultdict(list)
    for shortfall in shortfalls:
        if shortfall.gap is not None:
            members[shortfall.gap].append(shortfall)
    words = telling_words(
        {
            number: [(found.asker, found.text) for found in some if may_read(found.audiences, reader)]
            for number, some in members.items()
        }
    )
    views = [
        _view(gap, members[gap.number], words[gap.number], reader, titles, councils, now)
        for gap in gaps
        if gap.number in members
    ]
    return sorted(views, key=lambda view: (view.gap.state == GapState.CLOSED, -view.this_week, -view.questions))


def _view(
    gap: Gap,
    members: Collection[Shortfall],
    words: tuple[str, ...],
    reader: Audiences,
    titles: Mapping[str, str],
    councils: Mapping[str, str],
    now: float,
) -> GapView:
    readable = [found for found in members if may_read(found.audiences, reader)]
    near = Counter(document for found in members for document in found.near if document in titles)
    return GapView(
        gap=gap,
        words=words,
        questions=len(members),
        people=len({found.asker for found in members}),
        councils=tuple(Counter(councils[found.asker.team] for found in members).most_common()),
        this_week=sum(found.asked_at > now - WEEK for found in members),
        week_before=sum(now - 2 * WEEK < found.asked_at <= now - WEEK for found in members),
        nearest=tuple(ClosestDocument(name, titles[name]) for name, _ in near.most_common(_NEAREST)),
        asked=tuple(
            AskedText(found.question_id, found.text, found.asked_at, found.status, found.thumbs_down)
            for found in reversed(readable)
        ),
        hidden=len(members) - len(readable),
    )
