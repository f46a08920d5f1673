"""What happens in Slack is recorded before it is seen; what is switched off is not searched."""

from __future__ import annotations

import json
import time

import pytest
from sqlalchemy import text

from bot.answering.assistant import Assistant
from bot.records.person import Person
from bot.records.switches import Scope
from bot.slack.messages.notice import SWITCHED_OFF
from tests.bot.slack.conftest import FACT, QUESTION, Office
from tests.bot.slack.end_to_end.conftest import is_answer, read

ADMINISTRATOR = Person("machine", "root")


def refuse(office: Office, what: str) -> None:
    """Have the database take no row of this kind."""
    with office.engine.begin() as connection:
        connection.execute(
            text(
                f'CREATE TRIGGER full BEFORE INSERT ON audit WHEN NEW.content LIKE \'%"what":"{what}"%\' '
                "BEGIN SELECT RAISE(FAIL, 'disk full'); END"
            )
        )


def accept(office: Office) -> None:
    """Have it take them again."""
    with office.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER full"))


def test_an_answer_is_recorded_with_its_grounds_and_without_its_words(office: Office) -> None:
    office.ask()
    (started,) = office.events("started")
    assert started["details"]["access"] is None
    assert len(started["details"]["settings"]) == 64
    (asked,), (answered,) = office.events("asked"), office.events("answered")
    assert asked["who"] == answered["who"]
    assert (answered["team"], answered["where"]) == ("T0HOME", "direct")
    details = answered["details"]
    assert details["question"] == asked["details"]["question"]
    assert details["status"] == "answered"
    assert details["access"] == {"audiences": ["public"], "role": "officer", "reasons": {"a member holds public": 1}}
    assert details["cited"] == ["telecare version 1"]
    assert all(found.startswith("telecare") for found in details["found"])
    assert details["found"] != []
    assert (details["model"], details["prompt"], details["verdicts"]) == ("extractive", None, {"supported": 1})
    whole = json.dumps(office.events("started", "asked", "answered"))
    assert "UANNE" not in whole
    assert "Kent" not in whole
    assert office.records.audit.find_break() is None


def test_opening_passages_is_recorded_by_whoever_does_it(office: Office) -> None:
    answer = office.ask()
    direct = office.slack.dm("UANNE")
    office.slack.press("UANNE", direct, answer.ts, "show_sources")
    (opened,) = office.slack.wait_for(lambda: office.events("passages_opened"))
    assert opened["who"] == office.events("asked")[0]["who"]
    assert [chunk.startswith("telecare") for chunk in opened["details"]["shown"]] == [True]
    assert opened["details"]["access"]["audiences"] == ["public"]


def test_sharing_is_recorded_with_the_channel(office: Office) -> None:
    office.slack.add_channel("C1", ["UANNE", "UBEN"])
    office.slack.command("UANNE", "C1", "/insights", QUESTION)
    sights = office.slack.wait_for(lambda: [m for m in office.slack.ephemerals("C1", "UANNE") if m.blocks], 20)
    private = sights[-1]
    office.slack.press("UANNE", "C1", private.ts, "share_answer")
    (shared,) = office.slack.wait_for(lambda: office.events("shared"))
    assert (shared["where"], shared["details"]["access"]["audiences"]) == ("C1", ["public"])


def test_what_cannot_be_recorded_is_not_shared_and_can_be_shared_later(office: Office) -> None:
    office.slack.add_channel("C1", ["UANNE", "UBEN"])
    office.slack.command("UANNE", "C1", "/insights", QUESTION)
    sights = office.slack.wait_for(lambda: [m for m in office.slack.ephemerals("C1", "UANNE") if m.blocks], 20)
    refuse(office, "shared")
    office.slack.press("UANNE", "C1", sights[-1].ts, "share_answer")
    time.sleep(0.5)
    assert office.slack.messages("C1") == []
    accept(office)
    office.slack.press("UANNE", "C1", sights[-1].ts, "share_answer")
    office.slack.wait_for(lambda: office.slack.messages("C1"))
    assert len(office.events("shared")) == 1


def test_a_blocked_message_is_recorded_with_what_it_was_blocked_for(office: Office) -> None:
    office.slack.say("UANNE", office.slack.dm("UANNE"), "What helps the child with NHS number 943 476 5919?")
    (blocked,) = office.slack.wait_for(lambda: office.events("blocked"))
    assert blocked["details"]["reason"] == "blocked_personal_data"
    assert "943" not in json.dumps(blocked)


def _failures(office: Office, channel: str, ts: str) -> int:
    """How often answering a question has failed."""
    asked = office.records.questions.find_by_message(channel, ts)
    return asked.failures if asked else 0


def test_an_answer_that_cannot_be_recorded_is_not_given_until_it_can(office: Office) -> None:
    """Shown by a database that refuses rows of answers, for a while."""
    refuse(office, "answered")
    direct = office.slack.dm("UANNE")
    ts = office.slack.say("UANNE", direct, QUESTION)
    office.slack.wait_for(lambda: _failures(office, direct, ts), 20)
    assert [message for message in office.slack.messages(direct, ts) if is_answer(message)] == []
    accept(office)
    answers = office.slack.wait_for(lambda: [m for m in office.slack.messages(direct, ts) if is_answer(m)], 20)
    assert FACT[:-1] in read(answers[0])
    assert len(answers) == 1
    (answered,) = office.events("answered")
    assert answered["details"]["attempt"] > 1


def test_a_question_that_cannot_be_recorded_comes_again(office: Office) -> None:
    """Slack is not told that it arrived, so it is delivered until it is recorded."""
    refuse(office, "asked")
    direct = office.slack.dm("UANNE")
    ts = office.slack.say("UANNE", direct, QUESTION)
    office.slack.wait_for(lambda: any(delivery.attempts for delivery in office.slack.deliveries), 20)
    accept(office)
    office.slack.wait_for(lambda: [m for m in office.slack.messages(direct, ts) if is_answer(m)], 20)
    assert len(office.events("asked")) == 1


def test_what_is_switched_off_is_said_and_not_searched(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.records.switches.off(Scope(), "test", ADMINISTRATOR)
    searched: list[object] = []
    monkeypatch.setattr(Assistant, "answer", lambda self, question: searched.append(question))
    answer = office.ask()
    assert SWITCHED_OFF in read(answer) + answer.text
    assert searched == []
    assert [event["details"]["status"] for event in office.events("answered")] == ["unavailable"]
    assert office.events("answered")[0]["details"]["found"] == []


def test_a_running_bot_obeys_at_the_next_question(office: Office) -> None:
    assert FACT[:-1] in read(office.ask())
    office.records.switches.off(Scope(channel=office.slack.dm("UBEN")), "test", ADMINISTRATOR)
    assert SWITCHED_OFF in read(office.ask("UBEN"))
    assert FACT[:-1] in read(office.ask())
    office.records.switches.on(Scope(channel=office.slack.dm("UBEN")), "test", ADMINISTRATOR)
    assert FACT[:-1] in read(office.ask("UBEN"))
