"""Figures for whoever owns the bot: how much it is used, how well it does, what the library lacks."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any

from bot.gaps.overview import GapView
from bot.records.figures import Counted
from bot.records.tables import GapState, HandOffState, QuestionState, ReviewState
from bot.vocabulary import AnswerStatus, ClosestDocument
from knowledge.catalogue.entries import DocumentSummary

_TOP = 5
_READ = (ReviewState.APPROVED, ReviewState.EDITED, ReviewState.REJECTED)
_ANSWERABLE = (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL, AnswerStatus.NOT_COVERED)


@dataclass(frozen=True, slots=True)
class TopGap:
    """A gap that needs doing, in numbers."""

    gap: int
    name: str
    questions: int
    councils: int


@dataclass(frozen=True, slots=True)
class StaleDocument:
    """A document that should have been reviewed by a day that is past, and how many answers of the period cite it."""

    document_id: str
    title: str
    review_by: dt.date
    answers: int


@dataclass(frozen=True, slots=True)
class OwnerFigures:
    """``answered_share`` is of the questions that were searched for (answered, partly, or not covered), None without
    any; seconds are from question to finished answer, hours from a hand-off to its reply. ``drafts_read`` were
    approved, edited or rejected before they were sent; ``approved_unchanged_share`` is of those.
    """

    days: int
    questions: int
    people: int
    councils: int
    answered: int
    partial: int
    not_covered: int
    turned_away: int
    failed: int
    answered_share: float | None
    median_seconds: float | None
    slowest_tenth_seconds: float | None
    helpful: int
    unhelpful: int
    handed_off: int
    handed_off_answered: int
    median_hours_to_reply: float | None
    approved_answers: int
    drafts_read: int
    approved_unchanged_share: float | None
    open_gaps: int
    closed_gaps: int
    top_gaps: tuple[TopGap, ...]
    never_cited: tuple[ClosestDocument, ...]
    stale_cited: tuple[StaleDocument, ...]

    def as_json(self) -> dict[str, Any]:
        """The figures as values of JSON; days as 2026-11-23."""
        told = asdict(self)
        for stale in told["stale_cited"]:
            stale["review_by"] = stale["review_by"].isoformat()
        return told

    def as_csv(self) -> str:
        """One figure a line: `figure,about,value`."""
        out = io.StringIO()
        write = csv.writer(out, lineterminator="\n").writerow
        write(["figure", "about", "value"])
        for name, value in self.as_json().items():
            if not isinstance(value, list | tuple):
                write([name, "", "" if value is None else value])
        for top in self.top_gaps:
            write(["top_gap", _plain(f"{top.gap} {top.name}"), top.questions])
        for document in self.never_cited:
            write(["never_cited", _plain(document.document_id), _plain(document.title)])
        for stale in self.stale_cited:
            write(["stale_cited", _plain(stale.document_id), stale.answers])
        return out.getvalue()


def owner_figures(
    days: int, counted: Counted, gaps: Sequence[GapView], documents: Sequence[DocumentSummary], today: dt.date
) -> OwnerFigures:
    """The figures of a period of ``days``; gaps, and documents never cited, are those of the reader."""
    statuses: Mapping[str, int] = counted.statuses
    searched = sum(statuses.get(status, 0) for status in _ANSWERABLE)
    answered = statuses.get(AnswerStatus.ANSWERED, 0)
    unfinished = [view for view in gaps if view.gap.state != GapState.CLOSED]
    read = sum(counted.drafts.get(state, 0) for state in _READ)
    cited: dict[str, int] = {}
    for (document_id, _), answers in counted.cited.items():
        cited[document_id] = cited.get(document_id, 0) + answers
    return OwnerFigures(
        days=days,
        questions=counted.questions,
        people=counted.people,
        councils=counted.councils,
        answered=answered,
        partial=statuses.get(AnswerStatus.PARTIAL, 0),
        not_covered=statuses.get(AnswerStatus.NOT_COVERED, 0),
        turned_away=counted.states.get(QuestionState.BLOCKED, 0)
        + sum(statuses.get(status, 0) for status in (AnswerStatus.OUT_OF_SCOPE, AnswerStatus.CLARIFY)),
        failed=counted.states.get(QuestionState.UNDELIVERABLE, 0)
        + sum(statuses.get(status, 0) for status in (AnswerStatus.ERROR, AnswerStatus.UNAVAILABLE)),
        answered_share=round(answered / searched, 3) if searched else None,
        median_seconds=round(median(counted.waits), 1) if counted.waits else None,
        slowest_tenth_seconds=_ninetieth(counted.waits),
        helpful=counted.helpful,
        unhelpful=counted.unhelpful,
        handed_off=sum(counted.hand_offs.values()),
        handed_off_answered=counted.hand_offs.get(HandOffState.ANSWERED, 0),
        median_hours_to_reply=round(median(counted.reply_waits) / 3600, 1) if counted.reply_waits else None,
        approved_answers=counted.approved_answers,
        drafts_read=read,
        approved_unchanged_share=round(counted.drafts.get(ReviewState.APPROVED, 0) / read, 3) if read else None,
        open_gaps=len(unfinished),
        closed_gaps=len(gaps) - len(unfinished),
        top_gaps=tuple(
            TopGap(view.gap.number, view.name, view.questions, len(view.councils))
            for view in sorted(unfinished, key=lambda view: -view.questions)[:_TOP]
        ),
        never_cited=tuple(
            ClosestDocument(document.id, document.metadata.title) for document in documents if document.id not in cited
        ),
        stale_cited=tuple(
            StaleDocument(document.id, document.metadata.title, due, cited[document.id])
            for document in documents
            if (due := document.metadata.review_by) is not None and due < today and document.id in cited
        ),
    )


def _ninetieth(waits: Sequence[float]) -> float | None:
    """The time within which nine of ten answers came."""
    if len(waits) < 2:
        return round(waits[0], 1) if waits else None
    return round(quantiles(waits, n=10, method="inclusive")[-1], 1)


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
