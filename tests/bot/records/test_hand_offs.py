"""What consultants were told of a question goes with it, and what is kept of people can be exported and erased."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.records.database import Records
from bot.records.hand_offs import Context, HandOff
from bot.records.person import Person
from bot.records.questions import NewQuestion, Surface
from bot.records.tables import HandOffState
from knowledge.vocabulary import PUBLIC

WHO, CONSULTANT, OTHER = Person("T1", "U1"), Person("T1", "U2"), Person("T1", "U3")
CANARY = "canary question"
REPLY = "canary reply"


def handed_on(records: Records) -> HandOff:
    new = NewQuestion("E1", Surface.DIRECT, WHO.team, WHO.user, "D1", CANARY, "1.0", "1.0")
    question = records.inbox.receive(new)
    assert question is not None
    context = Context(before=(CANARY,), disliked=(CANARY,))
    one = records.hand_offs.request(question, CANARY, context, {PUBLIC}, "C1", None, 9e9)
    assert one is not None
    return one


def answered(records: Records) -> HandOff:
    one = handed_on(records)
    assert records.hand_offs.claim(one.id, CONSULTANT)
    assert records.hand_offs.reply(one.id, CONSULTANT, REPLY)
    return one


def now(records: Records, one: HandOff) -> HandOff:
    found = records.hand_offs.find(one.id)
    assert found is not None
    return found


def test_only_one_claims_and_only_who_claimed_replies(records: Records) -> None:
    one = handed_on(records)
    assert not records.hand_offs.reply(one.id, CONSULTANT, REPLY)
    assert records.hand_offs.claim(one.id, CONSULTANT)
    assert not records.hand_offs.claim(one.id, OTHER)
    assert not records.hand_offs.reply(one.id, OTHER, REPLY)
    assert not records.hand_offs.decline(one.id, OTHER, REPLY)
    assert records.hand_offs.reply(one.id, CONSULTANT, REPLY)
    assert not records.hand_offs.reassign(one.id, OTHER, CONSULTANT)
    assert now(records, one).state is HandOffState.ANSWERED


def test_a_question_is_handed_on_once(records: Records) -> None:
    one = handed_on(records)
    question = records.questions.find(one.question_id)
    assert question is not None
    assert records.hand_offs.request(question, CANARY, Context(), {PUBLIC}, "C1", None, 9e9) is None


@pytest.mark.parametrize("days", [-1])
def test_old_words_go_and_who_did_what_stays(records: Records, days: int) -> None:
    one = answered(records)
    records.retention.purge(days, WHO)
    kept = now(records, one)
    assert (kept.text, kept.reply, kept.context) == ("", "", Context())
    assert (kept.state, kept.handler) == (HandOffState.ANSWERED, CONSULTANT)


def test_a_deleted_question_leaves_no_word_and_is_due_to_be_taken_back(records: Records) -> None:
    one = answered(records)
    while (row := records.hand_offs.showing.claim("worker")) is not None:
        records.hand_offs.showing.mark_shown(row.id, row.changes)
    records.inbox.withdraw("D1", "1.0")
    kept = now(records, one)
    assert (kept.state, kept.text, kept.reply, kept.context) == (HandOffState.WITHDRAWN, "", "", Context())
    assert records.hand_offs.showing.claim("worker") is not None


def test_what_changes_while_it_is_shown_is_shown_again(records: Records) -> None:
    one = handed_on(records)
    row = records.hand_offs.showing.claim("worker")
    assert row is not None
    records.hand_offs.claim(one.id, CONSULTANT)
    records.hand_offs.showing.mark_shown(one.id, row.changes)
    assert records.hand_offs.showing.claim("worker") is not None


def test_the_asker_s_erasure_takes_it_all_and_the_consultant_s_only_the_name(records: Records) -> None:
    one = answered(records)
    records.retention.erase(CONSULTANT, OTHER)
    assert now(records, one).handler is None
    records.retention.erase(WHO, OTHER)
    assert records.hand_offs.find(one.id) is None


def test_everybody_is_told_what_is_held_about_them_and_nobody_else_s_question(records: Records) -> None:
    answered(records)
    (theirs,) = records.subject_access.export(WHO, OTHER)["hand_offs"]
    assert (theirs["question"], theirs["reply"]) == (CANARY, REPLY)
    (handled,) = records.subject_access.export(CONSULTANT, OTHER)["hand_offs"]
    assert (handled["question"], handled["reply"]) == (None, REPLY)


def test_the_audit_holds_every_step_and_no_word(records: Records) -> None:
    answered(records)
    with records.hand_offs.showing.engine.connect() as connection:
        rows = connection.execute(text("SELECT content FROM audit")).scalars().all()
    for step in ("handed_on", "hand_off_claimed", "hand_off_answered"):
        assert any(f'"{step}"' in row for row in rows)
    assert not any("canary" in row for row in rows)
