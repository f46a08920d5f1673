"""What the bot sends of its own accord: to whom, what of it, and once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import text

from bot.slack.errands import week_of
from bot.slack.messages.covered import LEAD
from knowledge.indexing.add import add_files
from knowledge.opening import Library
from tests.bot.slack.office import CONSULTANT, NARROW, OFFICER, SECOND, Office, office_in
from tests.conftest import Write, sync
from tests.fake_slack import FakeSlack
from tests.fake_slack.workspace import FakeMessage

CHANNEL = "C0CONSULT"
MONDAY = dt.datetime(2026, 11, 23, 9)
NEXT_MONDAY = MONDAY + dt.timedelta(days=7)
ASKED = "Do Cornwall foster carers receive golden hello payments?"
ANSWER = "Cornwall foster carers receive golden hello payments of 500 pounds."


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack(retry_delays=(0.1, 0.2, 0.4, 0.8)) as slack:
        yield slack


@pytest.fixture
def stocked(library: Library, write: Write, folder: Path) -> Library:
    write("telecare", "The Kent telecare trial did not cut hospital admissions.", title="Telecare in Kent")
    sync(library, folder)
    return library


@pytest.fixture
def office(stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> Iterator[Office]:
    with working(home, stocked, monkeypatch, slack) as office:
        slack.add_channel(CHANNEL, [CONSULTANT, SECOND])
        yield office


@contextmanager
def working(home: Path, library: Library, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> Iterator[Office]:
    """The bot answering, its errands done only when a test says so."""
    with office_in(home, library, monkeypatch, slack, start=False, hand_off_text=f"consultants: {CHANNEL}\n") as office:
        office.bot.workers.start()
        try:
            yield office
        finally:
            office.bot.workers.finish(5)


def add(library: Library, write: Write, folder: Path, name: str, words: str, **fields: object) -> None:
    path = write(name, words, **fields)
    moved = folder.parent / path.name
    path.rename(moved)
    add_files(library, [moved], {}, "tester", lambda done, total, name: None)


def words_in(office: Office, channel: str, thread: str | None = None) -> list[str]:
    return [office.words(m) for m in office.slack.messages(channel, thread) if m.bot]


def in_home(office: Office, user: str, words: str) -> dict[str, Any]:
    """The Home tab, once it says so."""
    office.slack.open_home(user)
    return office.slack.wait_for(lambda: _home(office, user) if words in str(_home(office, user)) else None, 20) or {}


def _modal(office: Office, user: str) -> dict[str, Any]:
    return office.slack.wait_for(lambda: office.slack.views(user))[-1]


def _home(office: Office, user: str) -> dict[str, Any]:
    return office.slack.home(user) or {}


@pytest.mark.parametrize(
    ("moment", "week"),
    [("2026-11-23T07:59", "2026-W47"), ("2026-11-23T08:00", "2026-W48"), ("2027-01-01T12:00", "2026-W53")],
)
def test_weeks_begin_on_mondays_at_eight(moment: str, week: str) -> None:
    assert week_of(dt.datetime.fromisoformat(moment)) == week


def test_consultants_hear_once_a_week_of_themes_and_counts_and_never_of_a_question(office: Office) -> None:
    office.ask(question=ASKED)
    office.bot.errands.go_round(MONDAY)
    office.bot.errands.go_round(MONDAY + dt.timedelta(days=3))
    (digest,) = words_in(office, CHANNEL)
    assert "1 question this week, 1 gap open" in digest
    assert "1 question from 1 council" in digest
    assert "Cornwall" not in digest
    assert "golden" not in digest
    office.bot.errands.go_round(NEXT_MONDAY)
    assert len(words_in(office, CHANNEL)) == 2


def test_a_digest_whose_sending_was_cut_short_is_found_and_not_sent_again(
    office: Office, home: Path, stocked: Library, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    office.ask(question=ASKED)
    office.bot.errands.go_round(MONDAY)
    with office.engine.begin() as connection:
        connection.execute(text("UPDATE sendings SET sent_at = NULL, begun_at = 0"))
    with working(home, stocked, monkeypatch, slack) as restarted:
        restarted.bot.errands.go_round(MONDAY)
        restarted.bot.errands.go_round(MONDAY)
    assert len(words_in(office, CHANNEL)) == 1


def test_a_digest_that_slack_did_not_take_is_sent_in_the_next_round(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.ask(question=ASKED)
    post = office.bot.app.client.chat_postMessage
    with monkeypatch.context() as failing:

        def fail(**arguments: object) -> None:
            raise SlackApiError("busy", {"error": "internal_error"})  # type: ignore[no-untyped-call]

        failing.setattr(office.bot.app.client, "chat_postMessage", fail)
        office.bot.errands.go_round(MONDAY)
    assert office.bot.app.client.chat_postMessage == post
    assert words_in(office, CHANNEL) == []
    office.bot.errands.go_round(MONDAY)
    assert len(words_in(office, CHANNEL)) == 1


def test_without_gaps_nobody_is_bothered(office: Office) -> None:
    office.bot.errands.go_round(MONDAY)
    assert words_in(office, CHANNEL) == []


def test_new_documents_are_told_only_to_who_asked_for_it_and_may_see_them_then(
    office: Office, write: Write, folder: Path, stocked: Library
) -> None:
    for user in (CONSULTANT, NARROW):
        view = in_home(office, user, "Tell me what is new")
        office.slack.press_in_view(user, view["id"], "whats_new_on")
        in_home(office, user, "Stop telling me")
    office.bot.errands.go_round(MONDAY)
    add(stocked, write, folder, "public", "A public report.", title="A public report", audience="public")
    add(stocked, write, folder, "secret", "A client report.", title="A client report", audience="client:a")
    office.bot.errands.go_round(MONDAY)
    assert words_in(office, office.slack.dm(CONSULTANT)) == []
    office.bot.errands.go_round(NEXT_MONDAY)
    office.bot.errands.go_round(NEXT_MONDAY)
    (wide,) = words_in(office, office.slack.dm(CONSULTANT))
    (narrow,) = words_in(office, office.slack.dm(NARROW))
    assert "2 new documents" in wide
    assert "A client report" in wide
    assert "1 new document in" in narrow
    assert "A public report" in narrow
    assert words_in(office, office.slack.dm(OFFICER)) == []
    office.bot.errands.go_round(NEXT_MONDAY + dt.timedelta(days=7))
    assert len(words_in(office, office.slack.dm(CONSULTANT))) == 1


def test_somebody_who_has_had_enough_hears_no_more(
    office: Office, write: Write, folder: Path, stocked: Library
) -> None:
    for now, action in (("Tell me what is new", "whats_new_on"), ("Stop telling me", "whats_new_off")):
        office.slack.press_in_view(OFFICER, in_home(office, OFFICER, now)["id"], action)
    in_home(office, OFFICER, "Tell me what is new")
    assert office.records.subscribers.all() == []
    add(stocked, write, folder, "public", "A public report.", title="A public report", audience="public")
    office.bot.errands.go_round(MONDAY)
    assert words_in(office, office.slack.dm(OFFICER)) == []


def test_a_thread_hears_once_that_its_question_is_covered_now(
    office: Office, write: Write, folder: Path, stocked: Library
) -> None:
    answer = office.ask(question=ASKED)
    thread = str(answer.thread_ts)
    office.bot.errands.go_round(MONDAY)
    add(stocked, write, folder, "fostering", ANSWER, title="Fostering in Cornwall", audience="public")
    office.bot.errands.go_round(MONDAY)
    add(stocked, write, folder, "other", "Another report.", title="Another report", audience="public")
    office.bot.errands.go_round(MONDAY)
    (note,) = [words for words in words_in(office, answer.channel, thread) if LEAD in words]
    assert "Fostering in Cornwall" in note
    (event,) = office.events("covered")
    assert ASKED not in json.dumps(event)


def test_a_thread_is_not_told_of_what_its_place_may_not_see(
    office: Office, write: Write, folder: Path, stocked: Library
) -> None:
    answer = office.ask(question=ASKED)
    add(stocked, write, folder, "fostering", ANSWER, title="Fostering in Cornwall", audience="client:a")
    office.bot.errands.go_round(MONDAY)
    assert not [words for words in words_in(office, answer.channel, answer.thread_ts) if LEAD in words]


def test_somebody_can_ask_again_from_the_note(office: Office, write: Write, folder: Path, stocked: Library) -> None:
    answer = office.ask(question=ASKED)
    add(stocked, write, folder, "fostering", ANSWER, title="Fostering in Cornwall", audience="public")
    office.bot.errands.go_round(MONDAY)

    def notes() -> list[FakeMessage]:
        return [m for m in office.slack.messages(answer.channel, answer.thread_ts) if LEAD in office.words(m)]

    (note,) = office.slack.wait_for(notes, 10)
    office.press(OFFICER, note, "ask_next_0")
    thread = (answer.channel, answer.thread_ts)
    office.slack.wait_for(lambda: [words for words in words_in(office, *thread) if ANSWER in words], 20)


def test_a_consultant_reads_what_they_may_and_decides(office: Office) -> None:
    office.ask(CONSULTANT, ASKED)
    office.ask(OFFICER, ASKED)
    office.bot.errands.go_round(MONDAY)
    for user, shown in ((CONSULTANT, 2), (NARROW, 1)):
        view = in_home(office, user, "What officers could not get")
        assert ASKED not in str(view)
        office.slack.press_in_view(user, view["id"], "open_gap")
        modal = _modal(office, user)
        assert str(modal).count(ASKED) == shown
        assert ("asked where you do not hold every audience" in str(modal)) is (user == NARROW)
    refused = office.slack.submit(NARROW, modal["id"], {"outcome": {"outcome": "document"}})
    assert "errors" in str(refused)
    office.slack.submit(NARROW, modal["id"], {"outcome": {"outcome": "document"}, "document": {"document": "telecare"}})
    office.slack.wait_for(lambda: office.events("gap_closed"), 10)
    assert office.events("gap_closed")[0]["details"]["document"] == "telecare"
    assert [event["details"]["shown"] for event in office.events("gap_read")] == [2, 1]


def test_officers_see_no_gaps_and_cannot_open_one(office: Office) -> None:
    office.ask(question=ASKED)
    office.bot.errands.go_round(MONDAY)
    assert "What officers could not get" not in str(in_home(office, OFFICER, "What the library holds"))
    digest = [m for m in office.slack.messages(CHANNEL) if m.bot][-1]
    office.slack.join(CHANNEL, OFFICER)
    office.press(OFFICER, digest, "open_gap")
    modal = office.slack.wait_for(lambda: office.slack.views(OFFICER))[-1]
    assert ASKED not in str(modal)
    assert "for consultants" in str(modal)
