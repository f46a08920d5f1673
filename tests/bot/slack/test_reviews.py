"""Where that is set, a consultant reads an answer before its asker gets it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.records.reviews import Review
from bot.records.tables import QuestionState, ReviewState
from bot.slack.messages import review as shown
from knowledge.indexing.remove import retire_document
from knowledge.opening import Library
from tests.bot.slack.office import (
    CONSULTANT,
    CONSULTANTS_CHANNEL,
    LOOK,
    NARROW,
    OFFICER,
    SECOND,
    Office,
    office_in,
    slack_with_consultants,
)
from tests.conftest import Write, sync
from tests.fake_slack import FakeSlack
from tests.fake_slack.workspace import FakeMessage

PILOT = "C0PILOT001"
BY_CHANNEL = f"consultants: {CONSULTANTS_CHANNEL}\nreview: {{channels: [{PILOT}]}}\n"
BY_AUDIENCE = f"consultants: {CONSULTANTS_CHANNEL}\nreview: {{audiences: [public]}}\n"
QUESTION = "Did reablement have a trial in Dorset?"
FACT = "Reablement in Dorset had a trial in 2012."
ANSWER = "insights_answer"


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with slack_with_consultants() as slack:
        slack.add_channel(PILOT, [OFFICER, NARROW])
        yield slack


@pytest.fixture
def stocked(library: Library, write: Write, folder: Path) -> Library:
    write("reablement", FACT, title="Reablement in Dorset")
    sync(library, folder)
    return library


@pytest.fixture
def office(stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> Iterator[Office]:
    with office_in(home, stocked, monkeypatch, slack, hand_off_text=BY_CHANNEL) as office:
        yield office


def ask(office: Office, question: str = QUESTION) -> str:
    """Ask in the channel whose answers are read first; the thread."""
    return office.slack.say(OFFICER, PILOT, f"<@{office.slack.bot_user}> {question}")


def draft(office: Office) -> FakeMessage:
    return office.wait_in(CONSULTANTS_CHANNEL, "A draft answer to read before it is sent")


def answers(office: Office, ts: str, channel: str = PILOT) -> list[FakeMessage]:
    thread = office.slack.messages(channel, ts)
    return [m for m in thread if not m.streaming and (m.metadata or {}).get("event_type") == ANSWER]


def answer(office: Office, ts: str, channel: str = PILOT) -> str:
    return office.words(office.slack.wait_for(lambda: answers(office, ts, channel), 20)[-1])


def decide(office: Office, decision: str, user: str = CONSULTANT, **entered: str) -> object:
    office.press(user, draft(office), shown.OPEN)
    form = office.wait_for_view(user, shown.FORM)
    values = {shown.DECISION: decision, **entered}
    return office.slack.submit(user, form["id"], {name: {name: value} for name, value in values.items()})


def only(office: Office) -> Review:
    (found,) = office.records.reviews.listed(list(ReviewState))
    return found


def test_a_draft_waits_until_a_consultant_sends_it_as_it_is(office: Office) -> None:
    ts = ask(office)
    office.wait_in(PILOT, "I have a draft answer. A consultant reads it before you get it", ts)
    seen = draft(office)
    assert FACT in office.words(seen)
    assert QUESTION in office.words(seen)
    time.sleep(4 * LOOK)
    assert FACT not in str([office.words(message) for message in office.slack.messages(PILOT, ts)])
    office.press(CONSULTANT, seen, shown.APPROVE)
    words = answer(office, ts)
    assert FACT in words
    assert "A consultant read this answer on" in words
    gone = office.slack.wait_for(lambda: "I have a draft" not in str(office.slack.messages(PILOT, ts)))
    assert gone
    office.wait_in(CONSULTANTS_CHANNEL, "A draft answer that was sent as it was")
    (event,) = office.events("draft_decided")
    assert event["details"]["decision"] == "approved"
    assert len(office.events("answered")) == 1
    review = only(office)
    assert review.closed_at is not None
    assert review.closed_at >= review.asked_at


def test_elsewhere_answers_are_sent_at_once(office: Office) -> None:
    assert FACT in office.words(office.ask(OFFICER, QUESTION))
    assert office.slack.messages(CONSULTANTS_CHANNEL) == []


def test_what_the_library_does_not_cover_is_said_at_once(office: Office) -> None:
    ts = ask(office, "What do reablement teams in Dorset pay for parking permits?")
    assert "does not cover" in answer(office, ts)


def test_a_changed_draft_is_sent_with_its_sources_and_says_so(office: Office) -> None:
    ts = ask(office)
    decide(office, shown.EDITED, **{shown.SENTENCES: f"{FACT} [1]\nIt was a small one. [1]"})
    words = answer(office, ts)
    for part in (FACT, "It was a small one. [1]", "A consultant read and changed this answer", "Reablement in Dorset"):
        assert part in words
    assert only(office).state is ReviewState.EDITED


@pytest.mark.parametrize("line", ["No source.", "A source that the draft does not have. [7]", "[1]"])
def test_no_sentence_without_a_source_is_sent(office: Office, line: str) -> None:
    ask(office)
    refused = decide(office, shown.EDITED, **{shown.SENTENCES: line})
    assert isinstance(refused, dict)
    assert "numbers of its sources" in refused["errors"][shown.SENTENCES]
    assert only(office).state is ReviewState.WAITING


def test_a_draft_that_is_not_sent_is_explained_and_the_question_can_be_handed_on(office: Office) -> None:
    ts = ask(office)
    decide(office, shown.NOT_SENT, **{shown.NOTE: "That trial was withdrawn."})
    words = answer(office, ts)
    assert "A consultant read my draft answer and did not send it: That trial was withdrawn." in words
    assert FACT not in words
    assert "ask_consultant" in str(answers(office, ts)[-1].blocks)


def test_of_two_consultants_who_decide_at_once_one_does(office: Office) -> None:
    ts = ask(office)
    message = draft(office)
    presses = [
        threading.Thread(target=office.press, args=(user, message, shown.APPROVE)) for user in (CONSULTANT, SECOND)
    ]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    answer(office, ts)
    assert len(office.events("draft_decided")) == 1
    time.sleep(4 * LOOK)
    assert len(answers(office, ts)) == 1


@pytest.mark.parametrize("user", [OFFICER])
def test_an_officer_decides_nothing(office: Office, user: str) -> None:
    office.slack.join(CONSULTANTS_CHANNEL, user)
    ask(office)
    office.press(user, draft(office), shown.APPROVE)
    office.wait_for_view(user, "Drafts are for consultants")
    assert only(office).state is ReviewState.WAITING


def test_an_edited_question_gets_a_new_draft_and_the_old_one_cannot_be_sent(office: Office) -> None:
    ts = ask(office)
    office.press(CONSULTANT, draft(office), shown.OPEN)
    form = office.wait_for_view(CONSULTANT, shown.FORM)
    office.slack.edit(OFFICER, PILOT, ts, f"<@{office.slack.bot_user}> Was there a reablement trial in Dorset?")
    office.wait_in(CONSULTANTS_CHANNEL, "Was there a reablement trial")
    refused = office.slack.submit(CONSULTANT, form["id"], {shown.DECISION: {shown.DECISION: shown.AS_IT_IS}})
    assert isinstance(refused, dict)
    assert refused["errors"] == {shown.DECISION: shown.TAKEN}
    office.press(CONSULTANT, draft(office), shown.APPROVE)
    assert FACT in answer(office, ts)
    assert len(office.slack.messages(CONSULTANTS_CHANNEL)) == 1


def test_a_deleted_question_takes_its_draft_with_it(office: Office) -> None:
    ts = ask(office)
    draft(office)
    office.wait_in(PILOT, "I have a draft answer", ts)
    office.slack.delete(OFFICER, PILOT, ts)
    gone = office.wait_in(CONSULTANTS_CHANNEL, "A draft answer that nobody wants any more")
    assert FACT not in office.words(gone)
    office.slack.wait_for(lambda: "I have a draft" not in str(office.slack.messages(PILOT)))


def test_a_draft_whose_source_is_gone_is_drafted_anew_not_sent(office: Office) -> None:
    ts = ask(office)
    message = draft(office)
    retire_document(office.library, "reablement", "tester")
    office.press(CONSULTANT, message, shown.APPROVE)
    assert FACT not in answer(office, ts)


def test_a_follow_up_does_not_lean_on_a_draft_nobody_has_seen(office: Office) -> None:
    ts = ask(office)
    draft(office)
    question = office.records.questions.find_by_message(PILOT, ts)
    assert question is not None
    assert question.state is QuestionState.IN_REVIEW
    assert office.records.conversations.answers_in(PILOT, ts) == []


def test_by_audience_officers_wait_and_consultants_who_ask_alone_do_not(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    with office_in(home, stocked, monkeypatch, slack, hand_off_text=BY_AUDIENCE) as office:
        assert FACT in office.words(office.ask(CONSULTANT, QUESTION))
        direct = slack.dm(OFFICER)
        ts = slack.say(OFFICER, direct, QUESTION)
        office.press(CONSULTANT, draft(office), shown.APPROVE)
        assert FACT in answer(office, ts, direct)


def test_a_private_question_in_such_a_channel_goes_on_in_direct_messages(office: Office) -> None:
    office.slack.command(OFFICER, PILOT, "/insights", QUESTION)
    office.wait_for(OFFICER, "I have a draft answer")
    assert FACT not in str(office.slack.ephemerals(PILOT, OFFICER))
    office.press(CONSULTANT, draft(office), shown.APPROVE)
    office.wait_for(OFFICER, FACT)


def test_a_restart_in_every_state_sends_once(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    def running(start: bool = True):  # type: ignore[no-untyped-def]
        return office_in(home, stocked, monkeypatch, slack, start=start, hand_off_text=BY_CHANNEL)

    with running(start=False) as office:
        ts = ask(office)
        slack.wait_for(lambda: office.records.questions.find_by_message(PILOT, ts))
    for _ in range(2):
        with running() as office:
            draft(office)
            office.wait_in(PILOT, "I have a draft answer", ts)
    with running(start=False) as office:
        office.press(CONSULTANT, draft(office), shown.APPROVE)
        assert answers(office, ts) == []
    for _ in range(2):
        with running() as office:
            assert FACT in answer(office, ts)
            office.wait_in(CONSULTANTS_CHANNEL, "A draft answer that was sent as it was")
            slack.wait_for(lambda: "I have a draft" not in str(slack.messages(PILOT, ts)))
    assert len(answers(office, ts)) == 1
    assert len(slack.messages(CONSULTANTS_CHANNEL)) == 1


def test_when_reviewing_is_switched_off_what_waited_is_answered(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    with office_in(home, stocked, monkeypatch, slack, hand_off_text=BY_CHANNEL) as office:
        ts = ask(office)
        draft(office)
    with office_in(home, stocked, monkeypatch, slack) as office:
        assert FACT in answer(office, ts)
