"""Figures for the owner, computed by hand on small counts."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

from bot.gaps.figures import owner_figures
from bot.gaps.overview import overview
from bot.records.figures import Counted
from bot.records.tables import GapState
from knowledge.vocabulary import PUBLIC
from tests.bot.gaps.shortfalls import NOW, gap, shortfall
from tests.bot.slack.test_home import document

TODAY = dt.date(2026, 11, 23)
COUNTED = Counted(
    questions=12,
    people=3,
    councils=2,
    states={"done": 10, "blocked": 1, "undeliverable": 1},
    statuses={"answered": 4, "partial": 1, "not_covered": 3, "out_of_scope": 1, "error": 1},
    waits=(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0),
    helpful=5,
    unhelpful=2,
    cited={("d1", 1): 2, ("d1", 2): 1},
    hand_offs={"answered": 2, "open": 1},
    reply_waits=(3600.0, 10_800.0),
    approved_answers=1,
    drafts={"approved": 3, "edited": 1, "waiting": 5},
)
DOCUMENTS = [document(1, review_by="2026-11-22"), document(2, review_by="2026-01-01"), document(3, title="=SUM(A1)")]
VIEWS = overview(
    [gap(1), gap(2, GapState.CLOSED)],
    [shortfall("canary one"), shortfall("canary two", "U2"), shortfall(gap=2)],
    frozenset({PUBLIC}),
    {},
    {"T1": "aa11"},
    NOW,
)


def test_shares_times_and_gaps() -> None:
    figures = owner_figures(30, COUNTED, VIEWS, DOCUMENTS, TODAY)
    assert figures.answered_share == 0.5
    assert (figures.median_seconds, figures.slowest_tenth_seconds) == (6.0, 10.0)
    assert (figures.turned_away, figures.failed) == (2, 2)
    assert (figures.open_gaps, figures.closed_gaps) == (1, 1)
    assert [(top.gap, top.questions, top.councils) for top in figures.top_gaps] == [(1, 2, 1)]


def test_hand_offs_and_approvals() -> None:
    figures = owner_figures(30, COUNTED, VIEWS, DOCUMENTS, TODAY)
    assert (figures.handed_off, figures.handed_off_answered, figures.median_hours_to_reply) == (3, 2, 2.0)
    assert (figures.approved_answers, figures.drafts_read, figures.approved_unchanged_share) == (1, 4, 0.75)


def test_documents_never_cited_and_those_cited_after_their_review_was_due() -> None:
    figures = owner_figures(30, COUNTED, VIEWS, DOCUMENTS, TODAY)
    assert [one.document_id for one in figures.never_cited] == ["d2", "d3"]
    assert [(one.document_id, one.answers) for one in figures.stale_cited] == [("d1", 3)]


def test_without_questions_there_is_no_share_and_no_time() -> None:
    nothing = Counted(0, 0, 0, {}, {}, (), 0, 0, {})
    figures = owner_figures(30, nothing, [], [], TODAY)
    assert (figures.answered_share, figures.median_seconds, figures.slowest_tenth_seconds) == (None, None, None)


def test_no_question_of_anybody_s_is_in_either_export_and_no_title_is_a_formula() -> None:
    figures = owner_figures(30, COUNTED, VIEWS, DOCUMENTS, TODAY)
    table = list(csv.reader(io.StringIO(figures.as_csv())))
    assert ["answered_share", "", "0.5"] in table
    assert ["never_cited", "d3", "'=SUM(A1)"] in table
    assert "canary one" not in figures.as_csv() + json.dumps(figures.as_json())
