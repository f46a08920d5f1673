"""A consultant's reply becomes a dated answer that can be cited, within its audience and for as long as it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.records.approved_answers import ApprovedAnswer
from bot.records.tables import ApprovalState, HandOffState
from bot.slack.approved_answers import ApprovedAnswers
from bot.slack.messages import approved_answer as shown
from bot.slack.messages import hand_off as handed
from knowledge.indexing.remove import retire_document
from knowledge.opening import Library
from tests.bot.slack.office import (
    CONSULTANT,
    CONSULTANTS_CHANNEL,
    HOLDING_A,
    NARROW,
    OFFICER,
    POLICY,
    SECOND,
    Office,
    keeper_of,
    office_in,
    slack_with_consultants,
)
from tests.conftest import Write, sync
from tests.fake_slack import FakeSlack

RULES = f"consultants: {CONSULTANTS_CHANNEL}\napproved_days: 90\n"
ASKED_IN_VAIN = "What do reablement teams in Dorset pay for parking permits?"
REPLY = "Reablement teams in Dorset pay nothing for parking permits."
LATER = (dt.date.today() + dt.timedelta(days=30)).isoformat()


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with slack_with_consultants() as slack:
        yield slack


@pytest.fixture
def stocked(library: Library, write: Write, folder: Path) -> Library:
    write("reablement", "Reablement in Dorset had a trial in 2012.", title="Reablement in Dorset")
    write("secret", "The Dorset reablement teams have a secret plan.", title="The plan", audience="client:a")
    sync(library, folder)
    return library


@pytest.fixture
def office(stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> Iterator[Office]:
    with office_in(home, stocked, monkeypatch, slack, policy_text=HOLDING_A, hand_off_text=RULES) as office:
        yield office


def replied(office: Office) -> None:
    """A question that the library does not cover, answered by a consultant."""
    answer = office.ask(OFFICER, ASKED_IN_VAIN)
    office.press(OFFICER, answer, handed.ASK)
    office.press(CONSULTANT, office.wait_in(CONSULTANTS_CHANNEL, "A question for a consultant"), handed.CLAIM)
    form = office.wait_for_view(CONSULTANT, handed.REPLY_FORM)
    office.slack.submit(CONSULTANT, form["id"], {handed.WORDS: {handed.WORDS: REPLY}})


def keep(office: Office, audience: str = "public", **entered: object) -> object:
    """Fill in the form behind "Keep as an approved answer"; what it answers."""
    office.close_forms(CONSULTANT)
    office.press(CONSULTANT, office.wait_in(CONSULTANTS_CHANNEL, "A question that was answered"), handed.KEEP)
    form = office.wait_for_view(CONSULTANT, shown.KEEP_FORM)
    values = {shown.AUDIENCE: audience, shown.RESPONSIBLE: "A. Consultant", **entered}
    return office.slack.submit(CONSULTANT, form["id"], {name: {name: value} for name, value in values.items()})


def published(office: Office, audience: str = "public", **entered: object) -> ApprovedAnswer:
    replied(office)
    assert keep(office, audience, **entered) in (None, "", {})
    if audience != "public":
        office.press(SECOND, office.wait_in(CONSULTANTS_CHANNEL, "waits for a second consultant"), shown.AGREE)
    office.wait_in(CONSULTANTS_CHANNEL, "An approved answer is in the library")
    return only(office)


def only(office: Office) -> ApprovedAnswer:
    (found,) = office.records.approved_answers.listed(list(ApprovalState))
    return found


def passage(office: Office, title: str) -> list[str]:
    """The option of the open form that offers this document's passage."""
    form = office.wait_for_view(CONSULTANT, shown.KEEP_FORM)
    (block,) = [found for found in form["blocks"] if found.get("block_id") == shown.PASSAGES]
    return [option["value"] for option in block["element"]["options"] if option["text"]["text"].startswith(title)]


def with_passage(office: Office, title: str, audience: str = "public") -> object:
    office.close_forms(CONSULTANT)
    office.press(CONSULTANT, office.wait_in(CONSULTANTS_CHANNEL, "A question that was answered"), handed.KEEP)
    chosen = passage(office, title)
    form = office.wait_for_view(CONSULTANT, shown.KEEP_FORM)
    values = {shown.AUDIENCE: audience, shown.RESPONSIBLE: "A. Consultant", shown.PASSAGES: chosen}
    return office.slack.submit(CONSULTANT, form["id"], {name: {name: value} for name, value in values.items()})


def found(office: Office, user: str = OFFICER) -> str:
    return office.words(office.ask(user, ASKED_IN_VAIN))


def test_from_an_unanswered_question_to_a_cited_approved_answer(office: Office) -> None:
    approved = published(office)
    words = found(office, NARROW)
    assert REPLY in words
    assert f"approved by a consultant, {dt.date.today():%-d %B %Y}" in words
    (document,) = [one for one in office.library.catalogue.documents() if one.id == approved.document_id]
    about = document.metadata
    assert (about.kind, about.audience, about.owner) == ("note", "public", "A. Consultant")
    assert about.review_by == dt.date.today() + dt.timedelta(days=90)
    (entry,) = office.library.history.of(approved.document_id)
    assert entry.who == f"T0HOME/{CONSULTANT}"
    assert office.events("answer_approved")
    assert office.events("documents_changed")[0]["details"]["approved"] == approved.id


@pytest.mark.parametrize("reply", ["Ring 07700 900123 about it.", "   "])
def test_an_answer_that_cannot_be_kept_is_said_at_its_field(office: Office, reply: str) -> None:
    replied(office)
    if reply.strip():
        answer = keep(office, **{shown.ANSWER: reply})
        assert isinstance(answer, dict)
        assert list(answer["errors"]) == [shown.ANSWER]
    for name, value in (
        (shown.REVIEW_BY, dt.date.today().isoformat()),
        (shown.DOCUMENTS, "no-such-document"),
    ):
        answer = keep(office, **{name: value})
        assert isinstance(answer, dict)
        assert list(answer["errors"]) == [name]
    assert office.records.approved_answers.listed(list(ApprovalState)) == []


# -- its audience --------------------------------------------------------------------------------------------


def test_only_audiences_that_the_place_allows_and_the_consultant_holds_are_offered(office: Office) -> None:
    replied(office)
    office.press(CONSULTANT, office.wait_in(CONSULTANTS_CHANNEL, "A question that was answered"), handed.KEEP)
    form = office.wait_for_view(CONSULTANT, shown.KEEP_FORM)
    (block,) = [one for one in form["blocks"] if one["block_id"] == shown.AUDIENCE]
    assert [option["value"] for option in block["element"]["options"]] == ["public", "client:a"]


def test_it_rests_on_nothing_that_its_readers_may_not_open(office: Office) -> None:
    replied(office)
    answer = with_passage(office, "The plan")
    assert isinstance(answer, dict)
    assert "The plan" in answer["errors"][shown.AUDIENCE]
    assert with_passage(office, "The plan", "client:a") in (None, "", {})


def test_an_answer_for_one_client_needs_a_second_consultant_and_is_found_by_nobody_else(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    slack.add_user("UOTHER", team="T0OTHER")
    policy = HOLDING_A.replace("{T0HOME:", "{T0OTHER: {audiences: [public]}, T0HOME:")
    with office_in(home, stocked, monkeypatch, slack, policy_text=policy, hand_off_text=RULES) as office:
        replied(office)
        keep(office, "client:a")
        waiting = office.wait_in(CONSULTANTS_CHANNEL, "waits for a second consultant")
        assert REPLY not in found(office)
        office.press(CONSULTANT, waiting, shown.AGREE)
        office.wait_for_view(CONSULTANT, shown.NOT_YOUR_OWN)
        office.press(SECOND, waiting, shown.AGREE)
        office.wait_in(CONSULTANTS_CHANNEL, "An approved answer is in the library")
        assert REPLY in found(office)
        assert REPLY not in found(office, "UOTHER")
        (entry,) = office.library.history.of(only(office).document_id)
        assert entry.who == f"T0HOME/{CONSULTANT} and T0HOME/{SECOND}"


def test_a_second_consultant_may_not_publish_it(office: Office) -> None:
    replied(office)
    keep(office, "client:a")
    office.press(SECOND, office.wait_in(CONSULTANTS_CHANNEL, "waits for a second consultant"), shown.END)
    office.wait_in(CONSULTANTS_CHANNEL, "An approved answer is no longer used")
    assert REPLY not in found(office)


def test_once_an_audience_is_revoked_its_approved_answers_are_not_found(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    with office_in(home, stocked, monkeypatch, slack, policy_text=HOLDING_A, hand_off_text=RULES) as office:
        published(office, "client:a")
        assert REPLY in found(office)
    with office_in(home, stocked, monkeypatch, slack, policy_text=POLICY, hand_off_text=RULES) as office:
        assert REPLY not in found(office)


# -- for as long as it holds ---------------------------------------------------------------------------------


def test_after_its_last_day_it_is_found_no_more_until_somebody_renews_it(office: Office) -> None:
    approved = published(office)
    _last_day_was_yesterday(office, approved)
    office.library.catalogue.retire("reablement", "tester")  # something changed, so the bot looks
    again = office.wait_in(CONSULTANTS_CHANNEL, "An approved answer must be looked at again")
    assert "is over" in office.words(again)
    office.slack.wait_for(lambda: not _is_published(office, approved))
    assert REPLY not in found(office)
    office.press(SECOND, again, shown.RENEW)
    form = office.wait_for_view(SECOND, shown.RENEW_FORM)
    amended = f"{REPLY} So it is in 2026."
    office.slack.submit(SECOND, form["id"], {shown.ANSWER: {shown.ANSWER: amended}})
    office.slack.wait_for(lambda: _is_published(office, approved), 20)
    assert "So it is in 2026" in found(office)
    assert (
        len([m for m in office.slack.messages(CONSULTANTS_CHANNEL) if "must be looked at again" in office.words(m)])
        == 0
    )


def test_on_a_machine_where_the_bot_is_off_it_lapses_all_the_same(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    with office_in(home, stocked, monkeypatch, slack, policy_text=HOLDING_A, hand_off_text=RULES) as office:
        approved = published(office)
        assert stocked.catalogue.visible_chunks([f"{approved.document_id}@1#1"], ["public"])  # type: ignore[list-item]
    _last_day_was_yesterday(office, approved)
    assert not stocked.catalogue.visible_chunks([f"{approved.document_id}@1#1"], ["public"])  # type: ignore[list-item]


def test_when_a_source_changes_it_goes_back_to_review_once(office: Office, write: Write, folder: Path) -> None:
    replied(office)
    assert with_passage(office, "Reablement in Dorset") in (None, "", {})
    office.wait_in(CONSULTANTS_CHANNEL, "An approved answer is in the library")
    write("reablement", "Reablement in Dorset had two trials.", title="Reablement in Dorset")
    sync(office.library, folder)
    again = office.wait_in(CONSULTANTS_CHANNEL, "An approved answer must be looked at again")
    assert "What it rests on has changed: Reablement in Dorset." in office.words(again)
    approved = only(office)
    office.slack.wait_for(lambda: not _is_published(office, approved))
    assert REPLY not in found(office)
    write("reablement", "Reablement in Dorset had three trials.", title="Reablement in Dorset")
    sync(office.library, folder)
    office.slack.wait_for(lambda: office.library.catalogue.publication())
    changes = [event["details"]["state"] for event in office.events("approved_answer_changed")]
    assert changes.count("in_review") == 1


def test_another_document_leaves_it_alone(office: Office, write: Write, folder: Path) -> None:
    replied(office)
    assert with_passage(office, "Reablement in Dorset") in (None, "", {})
    office.wait_in(CONSULTANTS_CHANNEL, "An approved answer is in the library")
    write("other", "Something else.", title="Other")
    sync(office.library, folder)
    keeper_of(office.bot, ApprovedAnswers).look()
    assert only(office).state is ApprovalState.PUBLISHED


def test_a_consultant_ends_it(office: Office) -> None:
    approved = published(office)
    office.press(SECOND, office.wait_in(CONSULTANTS_CHANNEL, "An approved answer is in the library"), shown.END)
    office.slack.wait_for(lambda: not _is_published(office, approved))
    office.wait_in(CONSULTANTS_CHANNEL, "An approved answer is no longer used")
    assert REPLY not in found(office)


def test_one_that_was_taken_out_of_the_library_is_not_called_published(office: Office) -> None:
    approved = published(office)
    retire_document(office.library, approved.document_id, "tester")
    again = office.wait_in(CONSULTANTS_CHANNEL, "An approved answer must be looked at again")
    assert "Somebody took its document out" in office.words(again)


def test_a_restart_in_every_state_publishes_and_withdraws_once(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    def running(start: bool = True):  # type: ignore[no-untyped-def]
        return office_in(home, stocked, monkeypatch, slack, start=start, policy_text=HOLDING_A, hand_off_text=RULES)

    with running() as office:
        replied(office)
        office.wait_in(CONSULTANTS_CHANNEL, "A question that was answered")
    with running(start=False) as office:
        keep(office, "client:a")
    with running() as office:
        office.wait_in(CONSULTANTS_CHANNEL, "waits for a second consultant")
    with running(start=False) as office:
        office.press(SECOND, office.wait_in(CONSULTANTS_CHANNEL, "waits for a second consultant"), shown.AGREE)
        slack.wait_for(lambda: only(office).state is ApprovalState.AGREED)
        # A worker published it, and died before it noted that.
        approved = only(office)
        keeper_of(office.bot, ApprovedAnswers).carry_on(approved.id)
        showing = office.records.approved_answers.showing
        showing.note(approved.id, state=ApprovalState.AGREED, due_at=0.0)
    with running() as office:
        office.wait_in(CONSULTANTS_CHANNEL, "An approved answer is in the library")
        assert [v.number for v in stocked.history.versions(approved.document_id)] == [1]
    _last_day_was_yesterday(office, approved)
    for _ in range(2):
        with running() as office:
            office.wait_in(CONSULTANTS_CHANNEL, "An approved answer must be looked at again")
            slack.wait_for(lambda: not _is_published(office, approved))
    assert len([m for m in slack.messages(CONSULTANTS_CHANNEL) if "approved answer" in office.words(m).lower()]) == 2
    assert HandOffState.ANSWERED in {one.state for one in office.records.hand_offs.listed(list(HandOffState))}


def _is_published(office: Office, approved: ApprovedAnswer) -> bool:
    return bool(office.library.catalogue.chunks_of(approved.document_id))


def _last_day_was_yesterday(office: Office, approved: ApprovedAnswer) -> None:
    """Time has passed."""
    day = (dt.date.today() - dt.timedelta(days=1)).isoformat()
    with office.engine.begin() as connection:
        connection.execute(text("UPDATE approved_answers SET review_by = :day"), {"day": day})
    with office.library.catalogue._engine.begin() as connection:
        changed = "UPDATE versions SET details = json_set(details, '$.review_by', :day) WHERE document_id = :id"
        connection.execute(text(changed), {"day": day, "id": approved.document_id})
