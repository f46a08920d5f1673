"""What the library does not cover goes to a person who knows, and the reply comes back to the same thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.records.hand_offs import HandOff
from bot.records.person import Person
from bot.records.tables import HandOffState
from bot.slack.hand_offs import HandOffs
from bot.slack.messages import hand_off as shown
from knowledge.opening import Library
from tests.bot.slack.office import (
    CONSULTANT,
    CONSULTANTS_CHANNEL,
    HOLDING_A,
    LOOK,
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
from tests.fake_slack.workspace import FakeMessage

RULES = f"consultants: {CONSULTANTS_CHANNEL}\n"
ASKED_IN_VAIN = "What do reablement teams in Dorset pay for parking permits?"
REPLY = "Dorset teams pay nothing for permits.\nAsk the fleet office to confirm."
THEME = "Hospital discharge, reablement and intermediate care"


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with slack_with_consultants() as slack:
        yield slack


@pytest.fixture
def stocked(library: Library, write: Write, folder: Path) -> Library:
    write("reablement", "Reablement in Dorset had a trial in 2012.", title="Reablement in Dorset")
    write("secret", "The Borchester review of parking found waste.", title="Borchester", audience="client:a")
    sync(library, folder)
    return library


@pytest.fixture
def office(stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> Iterator[Office]:
    with office_in(home, stocked, monkeypatch, slack, hand_off_text=RULES) as office:
        yield office


def hand_on(office: Office, user: str = OFFICER, question: str = ASKED_IN_VAIN) -> FakeMessage:
    """Ask in direct messages, and press the button below the answer; the answer."""
    answer = office.ask(user, question)
    assert "does not cover" in office.words(answer)
    office.press(user, answer, shown.ASK)
    return answer


def dislike_and_hand_on(office: Office, question: str) -> None:
    """Press thumbs-down, and the button in the form that opens."""
    answer = office.ask(OFFICER, question)
    assert shown.ASK not in str(answer.blocks)
    question_id = (answer.metadata or {})["event_payload"]["question_id"]
    office.press(OFFICER, answer, "feedback", f"bad:{question_id}")
    form = office.wait_for_view(OFFICER, "About this answer")
    office.slack.press_in_view(OFFICER, form["id"], shown.ASK)
    office.wait_for_view(OFFICER, shown.ASKED)


def only(office: Office) -> HandOff:
    (found,) = office.records.hand_offs.listed(list(HandOffState))
    return found


def card(office: Office, words: str = "A question for a consultant") -> FakeMessage:
    return office.wait_in(CONSULTANTS_CHANNEL, words)


def claimed(office: Office, user: str = CONSULTANT) -> FakeMessage:
    office.press(user, card(office), shown.CLAIM)
    return card(office, "A question a consultant is seeing to")


def reply(office: Office, words: str = REPLY, user: str = CONSULTANT) -> object:
    form = office.wait_for_view(user, shown.REPLY_FORM)
    return office.slack.submit(user, form["id"], {shown.WORDS: {shown.WORDS: words}})


def replied(office: Office) -> FakeMessage:
    claimed(office)
    assert reply(office) in (None, "", {})
    return office.wait_for(OFFICER, "A consultant's reply")


def test_a_question_is_handed_on_claimed_answered_and_the_reply_comes_to_the_same_thread(office: Office) -> None:
    answer = hand_on(office)
    whispered = office.slack.wait_for(lambda: office.slack.ephemerals(answer.channel, OFFICER), 20)
    assert whispered[-1].text == shown.ASKED
    told = office.wait_for(OFFICER, "Nobody has taken it up yet")
    asked = card(office)
    words = office.words(asked)
    for part in (ASKED_IN_VAIN, "The library did not cover it.", "Nearest in the library:", "Reablement in Dorset"):
        assert part in words
    office.press(CONSULTANT, asked, shown.CLAIM)
    office.wait_for(OFFICER, "A consultant is seeing to it")
    assert reply(office) in (None, "", {})
    came = office.wait_for(OFFICER, "A consultant's reply")
    assert "Dorset teams pay nothing for permits." in office.words(came)
    assert {came.thread_ts, told.thread_ts} == {answer.thread_ts}
    office.wait_for(OFFICER, "A consultant replied on")
    done = card(office, "A question that was answered")
    assert done.ts == asked.ts
    assert f"answered by <@{CONSULTANT}>" in office.words(done)
    one = only(office)
    assert one.state is HandOffState.ANSWERED
    assert one.asked_at <= (one.claimed_at or 0) <= (one.closed_at or 0)
    for event in ("handed_on", "hand_off_claimed", "hand_off_read", "hand_off_answered", "hand_off_delivered"):
        assert len(office.events(event)) == 1, event
    assert ASKED_IN_VAIN not in str([office.events(event) for event in ("handed_on", "hand_off_delivered")])


def test_without_a_consultants_channel_there_is_no_button(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    with office_in(home, stocked, monkeypatch, slack) as office:
        assert shown.ASK not in str(office.ask(OFFICER, ASKED_IN_VAIN).blocks)


def test_an_answer_that_covers_the_question_has_no_button_until_somebody_dislikes_it(office: Office) -> None:
    dislike_and_hand_on(office, "Did reablement have a trial in Dorset?")
    assert "The asker found the answer unhelpful." in office.words(card(office))


def test_asking_twice_hands_it_on_once(office: Office) -> None:
    answer = hand_on(office)
    card(office)
    office.press(OFFICER, answer, shown.ASK)
    said = office.slack.wait_for(lambda: [m for m in office.slack.ephemerals(answer.channel, OFFICER)][1:])
    assert said[0].text == shown.ASKED_ALREADY
    time.sleep(4 * LOOK)
    assert len(office.slack.messages(CONSULTANTS_CHANNEL)) == 1


def test_only_its_asker_hands_a_question_on(office: Office) -> None:
    office.slack.add_channel("C1", [OFFICER, NARROW])
    ts = office.slack.say(OFFICER, "C1", f"<@{office.slack.bot_user}> {ASKED_IN_VAIN}")
    answer = office.wait_in("C1", "does not cover", ts)
    office.slack.wait_for(lambda: shown.ASK in str(office.wait_in("C1", "does not cover", ts).blocks))
    office.press(NARROW, answer, shown.ASK)
    assert office.slack.wait_for(lambda: office.slack.ephemerals("C1", NARROW))[-1].text == shown.NOT_YOURS_TO_ASK
    assert office.records.hand_offs.listed(list(HandOffState)) == []


def test_a_question_in_a_channel_is_answered_in_its_thread(office: Office) -> None:
    office.slack.add_channel("C1", [OFFICER, NARROW])
    ts = office.slack.say(OFFICER, "C1", f"<@{office.slack.bot_user}> {ASKED_IN_VAIN}")
    office.slack.wait_for(lambda: shown.ASK in str(office.wait_in("C1", "does not cover", ts).blocks))
    office.press(OFFICER, office.wait_in("C1", "does not cover", ts), shown.ASK)
    claimed(office)
    reply(office)
    office.wait_in("C1", "A consultant's reply", ts)


def test_a_private_question_is_answered_in_direct_messages(office: Office) -> None:
    office.slack.add_channel("C1", [OFFICER])
    office.slack.command(OFFICER, "C1", "/insights", ASKED_IN_VAIN)
    answer = office.slack.wait_for(lambda: [m for m in office.slack.ephemerals("C1", OFFICER) if m.blocks], 20)[-1]
    office.press(OFFICER, answer, shown.ASK)
    came = replied(office)
    root = office.slack.messages(came.channel, came.thread_ts)[0]
    assert ASKED_IN_VAIN in office.words(root)
    assert [m for m in office.slack.messages("C1") if m.to is None] == []


def test_of_two_consultants_who_claim_at_once_one_gets_it(office: Office) -> None:
    hand_on(office)
    message = card(office)
    presses = [
        threading.Thread(target=office.press, args=(user, message, shown.CLAIM)) for user in (CONSULTANT, SECOND)
    ]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    views = office.slack.wait_for(lambda: _both(office), 20)
    assert sorted(shown.REPLY_FORM in view for view in views) == [False, True]
    assert sorted(shown.TAKEN in view for view in views) == [False, True]
    assert len(office.events("hand_off_claimed")) == 1


def _both(office: Office) -> list[str]:
    views = [str(office.slack.views(user)) for user in (CONSULTANT, SECOND)]
    return views if all(view != "[]" for view in views) else []


def test_an_officer_claims_nothing(office: Office) -> None:
    office.slack.join(CONSULTANTS_CHANNEL, OFFICER)
    hand_on(office)
    office.press(OFFICER, card(office), shown.CLAIM)
    office.wait_for_view(OFFICER, "your role or your audiences")
    assert only(office).state is HandOffState.OPEN


def test_a_declined_question_tells_its_asker_why(office: Office) -> None:
    hand_on(office)
    message = claimed(office)
    office.press(CONSULTANT, message, shown.DECLINE)
    form = office.wait_for_view(CONSULTANT, shown.DECLINE_FORM)
    office.slack.submit(CONSULTANT, form["id"], {shown.WORDS: {shown.WORDS: "Your fleet office knows, we do not."}})
    came = office.wait_for(OFFICER, "A consultant could not help with this")
    assert "Your fleet office knows" in office.words(came)
    card(office, "A question that was declined")


def test_a_question_is_given_to_another_consultant_who_then_replies(office: Office) -> None:
    hand_on(office)
    message = claimed(office)
    office.press(CONSULTANT, message, shown.REASSIGN, SECOND)
    office.wait_in(CONSULTANTS_CHANNEL, f"claimed by <@{SECOND}>")
    assert reply(office) == {"response_action": "errors", "errors": {shown.WORDS: shown.TAKEN}}
    office.press(SECOND, card(office, "is seeing to"), shown.REPLY)
    reply(office, user=SECOND)
    office.wait_for(OFFICER, "A consultant's reply")
    assert office.events("hand_off_reassigned")


def test_it_is_given_to_nobody_who_is_no_consultant(office: Office) -> None:
    hand_on(office)
    office.press(CONSULTANT, claimed(office), shown.REASSIGN, OFFICER)
    office.wait_for_view(CONSULTANT, shown.NOT_A_CONSULTANT)
    assert only(office).handler == Person("T0HOME", CONSULTANT)


@pytest.mark.parametrize("words", ["Ring her: 07700 900123, about it.", "She is at 12 Elm Road, Dorchester DT1 1AA."])
def test_a_reply_with_personal_data_is_not_taken(office: Office, words: str) -> None:
    hand_on(office)
    claimed(office)
    answer = reply(office, words)
    assert isinstance(answer, dict)
    assert "seems to hold" in answer["errors"][shown.WORDS]
    assert only(office).state is HandOffState.CLAIMED


def test_what_was_asked_before_in_the_thread_goes_with_it(office: Office) -> None:
    first = office.ask(OFFICER, "Did reablement have a trial in Dorset?")
    ts = office.slack.say(OFFICER, first.channel, ASKED_IN_VAIN, thread_ts=first.thread_ts)
    assert ts
    answer = office.wait_in(first.channel, "does not cover", first.thread_ts)
    office.slack.wait_for(lambda: shown.ASK in str(office.wait_in(first.channel, "does not cover").blocks))
    office.press(OFFICER, answer, shown.ASK)
    assert "Asked before it in the thread: Did reablement have a trial" in office.words(card(office))


def test_a_deleted_question_is_taken_back_from_everybody(office: Office) -> None:
    answer = hand_on(office)
    card(office)
    office.wait_for(OFFICER, "Nobody has taken it up yet")
    office.slack.delete(OFFICER, answer.channel, str(answer.thread_ts))
    gone = card(office, "A question that was withdrawn")
    assert ASKED_IN_VAIN not in office.words(gone)
    office.slack.wait_for(lambda: not [m for m in office.slack.messages(answer.channel) if "Asked a cons" in str(m)])
    assert (only(office).text, only(office).reply) == ("", "")


# -- who may see it ------------------------------------------------------------------------------------------


def test_its_words_are_hidden_where_not_everybody_may_see_what_its_place_may(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    policy = HOLDING_A + "channels: {C0CONSULT1: {audiences: [public]}}\n"
    with office_in(home, stocked, monkeypatch, slack, policy_text=policy, hand_off_text=RULES) as office:
        dislike_and_hand_on(office, "What did the Borchester review of parking find?")
        hidden = card(office)
        assert "parking" not in office.words(hidden)
        assert "Borchester" not in office.words(hidden)
        office.press(CONSULTANT, hidden, shown.CLAIM)
        form = office.wait_for_view(CONSULTANT, shown.REPLY_FORM)
        assert "What did the Borchester review" in str(form)
        assert "found waste" in str(form)


def test_a_consultant_who_lost_the_audience_replies_no_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_on(office)
    claimed(office)
    monkeypatch.setattr("bot.slack.hand_offs.may_handle", lambda access, audiences: False)
    answer = reply(office)
    assert answer == {"response_action": "errors", "errors": {shown.WORDS: shown.NOT_FOR_YOU}}


def test_a_reply_goes_to_its_asker_alone_where_somebody_new_may_see_less(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    slack.add_user("UGUEST", guest=True)
    slack.add_channel("C1", [OFFICER])
    with office_in(home, stocked, monkeypatch, slack, policy_text=HOLDING_A, hand_off_text=RULES) as office:
        ts = slack.say(OFFICER, "C1", f"<@{slack.bot_user}> {ASKED_IN_VAIN}")
        slack.wait_for(lambda: shown.ASK in str(office.wait_in("C1", "does not cover", ts).blocks))
        office.press(OFFICER, office.wait_in("C1", "does not cover", ts), shown.ASK)
        claimed(office)
        slack.join("C1", "UGUEST")
        reply(office)
        office.wait_for(OFFICER, "A consultant's reply")
        assert "A consultant's reply" not in str([office.words(m) for m in slack.messages("C1", ts)])


def test_a_reply_that_its_asker_may_no_longer_see_is_not_given(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    with office_in(home, stocked, monkeypatch, slack, policy_text=HOLDING_A, hand_off_text=RULES) as office:
        hand_on(office)
        claimed(office)
    with office_in(home, stocked, monkeypatch, slack, policy_text=POLICY, hand_off_text=RULES) as office:
        office.press(CONSULTANT, card(office, "is seeing to"), shown.REPLY)
        reply(office)
        card(office, "A reply that could not be given")
        assert REPLY.split("\n")[0] not in str([m.blocks for m in slack.messages(slack.dm(OFFICER))])
        office.wait_for(OFFICER, "There is a reply that I cannot give you here")


# -- where it goes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", [f'{{theme: "{THEME}", channel: C0OTHER1}}', "{owner: A. Person, channel: C0OTHER1}"])
def test_a_question_is_routed_by_theme_or_owner(
    library: Library,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    slack: FakeSlack,
    write: Write,
    folder: Path,
    route: str,
) -> None:
    write("reablement", "Reablement in Dorset had a trial in 2012.", title="Reablement", owner="A. Person")
    sync(library, folder)
    monkeypatch.setattr("bot.assembly.theme_finder", lambda themes, embedder: lambda question: THEME)
    slack.add_channel("C0OTHER1", [SECOND])
    rules = f"{RULES}routes: [{route}]\n"
    with office_in(home, library, monkeypatch, slack, hand_off_text=rules) as office:
        hand_on(office)
        assert ASKED_IN_VAIN in office.words(office.wait_in("C0OTHER1", "A question for a consultant"))
        assert slack.messages(CONSULTANTS_CHANNEL) == []


def test_a_question_that_waits_long_is_recalled_three_times(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    rules = f"{RULES}remind_after_hours: 0.0001\n"
    with office_in(home, stocked, monkeypatch, slack, hand_off_text=rules) as office:
        hand_on(office)
        message = card(office)
        slack.wait_for(lambda: len(slack.messages(CONSULTANTS_CHANNEL, message.ts)) == 4, 30)
        time.sleep(2)
        assert len(slack.messages(CONSULTANTS_CHANNEL, message.ts)) == 4


# -- restarts ------------------------------------------------------------------------------------------------


def test_nothing_is_lost_or_doubled_by_a_restart_in_any_state(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    def running(start: bool = True):  # type: ignore[no-untyped-def]
        return office_in(home, stocked, monkeypatch, slack, start=start, hand_off_text=RULES)

    with running() as office:
        answer = office.ask(OFFICER, ASKED_IN_VAIN)
    with running(start=False) as office:  # stored, and nothing works
        office.press(OFFICER, answer, shown.ASK)
        assert slack.messages(CONSULTANTS_CHANNEL) == []
    with running() as office:
        card(office)
        office.wait_for(OFFICER, "Nobody has taken it up yet")
    with running(start=False) as office:
        office.press(CONSULTANT, card(office), shown.CLAIM)
    with running() as office:
        office.wait_for(OFFICER, "A consultant is seeing to it")
        card(office, "A question a consultant is seeing to")
    with running(start=False) as office:
        reply(office)
        # A worker had posted reply and status, and died before it noted that.
        row = slack.wait_for(lambda: office.records.hand_offs.showing.claim("a dead worker"))
        keeper_of(office.bot, HandOffs).carry_on(row.id)
        office.records.hand_offs.showing.note(row.id, reply_ts=None, told_ts=None)
        office.records.hand_offs.showing.release("a dead worker")
    for _ in range(2):
        with running() as office:
            office.wait_for(OFFICER, "A consultant's reply")
            card(office, "A question that was answered")
            time.sleep(4 * LOOK)
    direct = [office.words(message) for message in slack.messages(slack.dm(OFFICER))]
    assert len([words for words in direct if "A consultant's reply" in words]) == 1
    assert len([words for words in direct if "Asked a consultant on" in words]) == 1
    assert len(slack.messages(CONSULTANTS_CHANNEL)) == 1
