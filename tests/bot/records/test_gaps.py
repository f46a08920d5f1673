"""Gaps, what is sent once, and who hears of new documents, in a real database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.records.audit import Event, What
from bot.records.database import Records, records_engine
from bot.records.gaps import Outcome, Sorted
from bot.records.person import Person
from bot.records.sendings import Begun, Errand, Sending
from bot.records.tables import GapState
from bot.vocabulary import Answer, AnswerStatus, Retrieved
from knowledge.errors import InsightsError
from knowledge.vocabulary import PUBLIC
from tests.bot.records.conftest import Ask, answer

ANNE, BEN = Person("T1", "U1"), Person("T1", "U2")
DIGEST = Sending(Errand.GAPS, "C1", "2026-W48")


@pytest.fixture
def fall_short(records: Records, ask: Ask) -> Ask:
    """Stores a question that is answered, from public documents, with a status."""

    def store(text: str = "Why?", status: AnswerStatus = AnswerStatus.NOT_COVERED, **fields: str | None) -> str:
        ask(text, **fields)
        question = records.queue.claim("worker", 60)
        assert question is not None
        given = answer(status=status)
        if status is AnswerStatus.OUT_OF_SCOPE and text != "Tell me a joke":
            found = Retrieved("d@1#1", "d", PUBLIC, 0.1)
            given = Answer("1", text, status, "No.", retrieved=(found,))
        assert records.answers.keep(question, given, {PUBLIC})
        assert records.queue.finish(question, "9.9")
        return question.id

    return store  # type: ignore[return-value]


def texts(records: Records) -> list[str]:
    return [shortfall.text for shortfall in records.gaps.shortfalls()]


def test_what_fell_short_is_listed_and_small_talk_is_not(records: Records, fall_short: Ask) -> None:
    fall_short("Fine?", AnswerStatus.ANSWERED)
    disliked = fall_short("Poor?", AnswerStatus.ANSWERED)
    fall_short("Part?", AnswerStatus.PARTIAL)
    fall_short("None?")
    fall_short("Far?", AnswerStatus.OUT_OF_SCOPE)
    fall_short("Tell me a joke", AnswerStatus.OUT_OF_SCOPE)
    records.feedback.rate(str(disliked), BEN, helpful=False)
    assert texts(records) == ["Poor?", "Part?", "None?", "Far?"]
    first = records.gaps.shortfalls()[0]
    assert (first.thumbs_down, first.audiences, first.asker) == (1, frozenset({PUBLIC}), ANNE)


def test_a_gap_is_opened_assigned_closed_and_opened_again_by_a_new_question(records: Records, fall_short: Ask) -> None:
    assert records.gaps.sort([Sorted(None, "Fostering", (str(fall_short()),))])
    (gap,) = records.gaps.all()
    records.gaps.assign(gap.number, BEN, ANNE)
    assert records.gaps.find(gap.number).assignee == BEN
    records.gaps.close(gap.number, Outcome.DOCUMENT, "reports/fostering", ANNE)
    closed = records.gaps.find(gap.number)
    assert (closed.state, closed.document_id, closed.assignee) == (GapState.CLOSED, "reports/fostering", BEN)
    assert records.gaps.sort([Sorted(gap.number, "Fostering", (str(fall_short()),))])
    assert records.gaps.find(gap.number).state is GapState.OPEN


def test_what_is_out_of_scope_stays_so(records: Records, fall_short: Ask) -> None:
    records.gaps.sort([Sorted(None, "Fostering", (str(fall_short()),))])
    records.gaps.close(1, Outcome.OUT_OF_SCOPE, None, ANNE)
    records.gaps.sort([Sorted(1, "Fostering", (str(fall_short()),))])
    assert records.gaps.find(1).state is GapState.CLOSED


def test_of_two_who_sort_the_same_questions_one_does(records: Records, fall_short: Ask) -> None:
    question = str(fall_short())
    assert records.gaps.sort([Sorted(None, "Fostering", (question,))])
    assert not records.gaps.sort([Sorted(None, "Falls", (question,))])
    assert [gap.theme for gap in records.gaps.all()] == ["Fostering"]


def test_what_consultants_do_is_in_the_audit_and_an_unknown_gap_is_an_error(
    records: Records, fall_short: Ask, tmp_path: Path
) -> None:
    records.gaps.sort([Sorted(None, "Fostering", (str(fall_short("Canary?")),))])
    records.gaps.assign(1, BEN, ANNE)
    records.gaps.close(1, Outcome.OUT_OF_SCOPE, None, ANNE)
    records.gaps.note_reading(1, 1, ANNE)
    records.gaps.reopen(1, ANNE)
    with pytest.raises(InsightsError, match="no gap 9"):
        records.gaps.close(9, Outcome.OUT_OF_SCOPE, None, ANNE)
    with records_engine(tmp_path, None).connect() as connection:
        rows = [json.loads(row) for row in connection.execute(text("SELECT content FROM audit")).scalars()]
    kinds = [row["what"] for row in rows if row["what"].startswith("gap_")]
    assert kinds == ["gap_assigned", "gap_closed", "gap_read", "gap_reopened"]
    assert "Canary" not in str(rows)
    assert records.audit.find_break() is None


def test_councils_keep_their_pseudonyms(records: Records) -> None:
    first = records.gaps.councils(["T1", "T2"])
    assert len(set(first.values())) == 2
    assert records.gaps.councils(["T2"]) == {"T2": first["T2"]}


def test_erasing_somebody_takes_their_questions_out_of_gaps_and_them_off_every_list(
    records: Records, fall_short: Ask
) -> None:
    mine, other = str(fall_short("Mine?")), str(fall_short("Other?", user="U2"))
    records.gaps.sort([Sorted(None, "Fostering", (mine, other))])
    records.gaps.assign(1, ANNE, BEN)
    records.subscribers.add(ANNE)
    for sending in (Sending(Errand.WHATS_NEW, "T1/U1", "2026-W48"), Sending(Errand.COVERED, mine), DIGEST):
        records.sendings.begin(sending)
        records.sendings.finish(sending, None)
    held = records.subject_access.export(ANNE, BEN)
    assert (held["hears_of_new_documents"], held["gaps_assigned"]) == (True, [1])
    records.retention.erase(ANNE, BEN)
    assert texts(records) == ["Other?"]
    assert records.gaps.find(1).assignee is None
    assert records.subscribers.all() == []
    assert records.sendings.sent(Errand.WHATS_NEW, "2026-W48") == set()
    assert records.sendings.was_sent(DIGEST)


def test_a_message_is_sent_once_and_after_a_crash_it_is_looked_for_first(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert records.sendings.begin(DIGEST) is Begun.FIRST
    assert records.sendings.begin(DIGEST) is Begun.NO
    records.sendings.put_off(DIGEST)
    assert records.sendings.begin(DIGEST) is Begun.AGAIN
    assert records.sendings.begin(DIGEST) is Begun.NO
    records.sendings.finish(DIGEST, Event(What.DIGEST_SENT, None, "C1", {}))
    records.sendings.put_off(DIGEST)
    assert records.sendings.begin(DIGEST) is Begun.NO
    assert records.sendings.was_sent(DIGEST)


def test_nobody_hears_of_new_documents_until_they_say_so(records: Records) -> None:
    assert not records.subscribers.has(ANNE)
    records.subscribers.add(ANNE)
    records.subscribers.told(ANNE, 5.0)
    records.subscribers.add(ANNE)
    assert [(one.person, one.told_until) for one in records.subscribers.all()] == [(ANNE, 5.0)]
    records.subscribers.remove(ANNE)
    records.subscribers.remove(ANNE)
    assert not records.subscribers.has(ANNE)


def test_figures_count_a_period(records: Records, fall_short: Ask) -> None:
    fall_short("One?", AnswerStatus.ANSWERED)
    disliked = str(fall_short("Two?", user="U2", team="T2"))
    records.feedback.rate(disliked, BEN, helpful=False)
    counted = records.figures.count(0, 9e9)
    assert (counted.questions, counted.people, counted.councils) == (2, 2, 2)
    assert counted.statuses == {"answered": 1, "not_covered": 1}
    assert (counted.helpful, counted.unhelpful, len(counted.waits)) == (0, 1, 2)
    assert records.figures.count(0, 1).questions == 0
