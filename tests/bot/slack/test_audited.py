"""What happens in Slack is recorded before it is seen; what is switched off is not searched."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from sqlalchemy import Engine, text

from bot.answering.assistant import Assistant
from bot.assembly import slack_bot_for
from bot.records.database import Records, records_engine
from bot.records.person import Person
from bot.records.switches import Scope
from bot.settings import Settings
from bot.slack.client import web_client
from bot.slack.messages.notice import SWITCHED_OFF
from knowledge.opening import Library
from knowledge.retrieval.confidence import ConfidenceModel
from tests.bot.slack.end_to_end.conftest import is_answer, read
from tests.conftest import Write, sync
from tests.fake_slack import FakeSlack
from tests.fake_slack.workspace import FakeMessage

ADMINISTRATOR = Person("machine", "root")
QUESTION = "Did the Kent telecare trial cut hospital admissions?"
FACT = "The Kent telecare trial did not cut hospital admissions."


@dataclass(frozen=True)
class Office:
    """A workspace with the bot in it, in this process, and what it has recorded."""

    slack: FakeSlack
    records: Records
    engine: Engine

    def ask(self, user: str = "UANNE") -> FakeMessage:
        """The answer to the question in a direct message."""
        direct = self.slack.dm(user)
        ts = self.slack.say(user, direct, QUESTION)
        return self.slack.wait_for(lambda: [m for m in self.slack.messages(direct, ts) if is_answer(m)], 20)[0]

    def events(self, *kinds: str) -> list[dict[str, Any]]:
        """What the audit says of these kinds."""
        with self.engine.connect() as connection:
            rows = [json.loads(content) for (content,) in connection.execute(text("SELECT content FROM audit"))]
        return [row for row in rows if row["what"] in kinds]


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


@pytest.fixture
def office(
    library: Library, home: Path, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """The bot with one document, connected to a fake Slack."""
    write("telecare", FACT, title="Telecare in Kent", year=2014)
    write("secret", "The Borchester review found 11 placements avoidable.", audience="client:a")
    sync(library, folder)
    # The shipped confidence is calibrated for the shipped embedder.
    confidence = ConfidenceModel(intercept=-5.0, weights={"sentence_meaning": 10.0}, threshold=0.5)
    monkeypatch.setattr("bot.assembly.load_confidence", lambda: confidence)
    with FakeSlack(retry_delays=(0.1, 0.2, 0.4, 0.8)) as slack:
        slack.add_user("UANNE")
        slack.add_user("UBEN")
        tokens = {"slack_bot_token": slack.bot_token, "slack_app_token": slack.app_token, "slack_api_url": slack.url}
        settings = Settings(_env_file=None, insights_home=home, **tokens)  # type: ignore[arg-type]
        bot, records = slack_bot_for(settings, library, [])
        handler = SocketModeHandler(bot.app, slack.app_token, web_client=web_client(slack.app_token, slack.url))
        handler.client.connect()
        bot.workers.start()
        try:
            yield Office(slack, records, records_engine(home, None))
        finally:
            handler.close()  # type: ignore[no-untyped-call]
            bot.workers.finish(5)
        assert slack.violations == []


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
