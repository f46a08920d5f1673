"""The bot in a fake Slack, in this process and with the fast embedder: consultants, an officer, and a small library."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from sqlalchemy import Engine, text

from bot.adding.changes import AskedBefore
from bot.assembly import slack_bot_for
from bot.records.database import Records, records_engine
from bot.settings import Settings
from bot.slack.app import SlackBot
from bot.slack.approved_answers import ApprovedAnswers
from bot.slack.client import web_client
from bot.slack.hand_offs import HandOffs
from bot.slack.serve import disconnect_within, leave_socket_mode
from bot.vocabulary import Question
from knowledge.opening import Library
from knowledge.retrieval.confidence import ConfidenceModel
from tests.fake_slack import FakeSlack
from tests.fake_slack.workspace import FakeMessage

POLICY = """
teams: {T0HOME: {audiences: [public]}}
users:
  UCONNY: {team: T0HOME, audiences: [public, subscribers, internal, "client:a"], role: consultant}
  USECOND: {team: T0HOME, audiences: [public, subscribers, internal, "client:a"], role: consultant}
  UPARTNER: {team: T0HOME, audiences: [public, "client:a"], role: consultant}
  UNARROW: {team: T0HOME, audiences: [public], role: consultant}
"""
LOOK = 0.25
"""Seconds between looks of the bot's threads that go by the clock, here; as shipped up to three."""
CONSULTANT, SECOND, PARTNER, NARROW, OFFICER = "UCONNY", "USECOND", "UPARTNER", "UNARROW", "UOFFICE"
ASKED = "Did telecare cut hospital admissions in Kent?"
HOLDING_A = POLICY.replace("{T0HOME: {audiences: [public]}}", '{T0HOME: {audiences: [public, "client:a"]}}')
"""A workspace that may see a council's documents: its people may, each by their own rights."""
CONSULTANTS_CHANNEL = "C0CONSULT1"
Kept = TypeVar("Kept", HandOffs, ApprovedAnswers)


@dataclass
class Office:
    """The platform, the running bot, and what it keeps."""

    slack: FakeSlack
    bot: SlackBot
    records: Records
    engine: Engine
    library: Library

    def words(self, message: FakeMessage) -> str:
        """All text that people read in a message."""
        return message.text + (message.markdown or "").replace("\\", "") + _words(message.blocks)

    def last(self, user: str) -> FakeMessage:
        """The bot's last message to this person."""
        return [message for message in self.slack.messages(self.slack.dm(user)) if message.bot][-1]

    def wait_for(self, user: str, words: str, seconds: float = 40) -> FakeMessage:
        """The bot's message to this person that says so."""

        def found() -> list[FakeMessage]:
            return [m for m in self.slack.messages(self.slack.dm(user)) if m.bot and words in self.words(m)]

        return self.slack.wait_for(found, seconds)[-1]

    def wait_for_view(self, user: str, words: str, seconds: float = 20) -> dict[str, Any]:
        """The modal this person sees that says so."""
        views = self.slack.wait_for(lambda: [v for v in self.slack.views(user) if words in str(v)], seconds)
        return views[-1]

    def wait_in(self, channel: str, words: str, thread_ts: str | None = None, seconds: float = 20) -> FakeMessage:
        """The bot's message in a channel or thread that says so."""

        def found() -> list[FakeMessage]:
            said = self.slack.messages(channel, thread_ts)
            return [message for message in said if message.bot and words in self.words(message)]

        return self.slack.wait_for(found, seconds)[-1]

    def press(self, user: str, message: FakeMessage, action_id: str, value: object = None) -> None:
        """Use an element of a message."""
        assert self.slack.press(user, message.channel, message.ts, action_id, value).acked

    def close_forms(self, user: str) -> None:
        """Close what stands open before somebody: the next form is then not taken for the last one."""
        for view in reversed(self.slack.views(user)):
            self.slack.close_view(user, view["id"])

    def events(self, what: str) -> list[dict[str, Any]]:
        """The audit's rows of one kind."""
        with self.engine.connect() as connection:
            rows = connection.execute(text("SELECT content FROM audit ORDER BY number")).scalars().all()
        return [event for row in rows if (event := json.loads(row))["what"] == what]

    def ask(self, user: str = OFFICER, question: str = ASKED) -> FakeMessage:
        """Ask in direct messages and wait for the answer, and for its being noted, which comes after it is posted."""
        direct = self.slack.dm(user)
        ts = self.slack.say(user, direct, question)

        def answers() -> list[FakeMessage]:
            thread = self.slack.messages(direct, ts)
            return [m for m in thread if not m.streaming and (m.metadata or {}).get("event_type") == "insights_answer"]

        answer = self.slack.wait_for(answers, 30)[-1]
        self.slack.wait_for(lambda: not self._are_at_work(), 10)
        return answer

    def _are_at_work(self) -> bool:
        with self.engine.connect() as connection:
            return bool(connection.scalar(text("SELECT count(*) FROM questions WHERE state IN ('waiting', 'working')")))


def keeper_of(bot: SlackBot, kind: type[Kept]) -> Kept:
    """The part of the running bot that carries on what it keeps, for tests that do so themselves."""
    assert bot.consulting is not None
    (found,) = [one for one in bot.consulting._keepers if isinstance(one, kind)]
    return found


@contextmanager
def slack_with_consultants() -> Iterator[FakeSlack]:
    """A Slack with two consultants in a channel of their own."""
    with FakeSlack(retry_delays=(0.1, 0.2, 0.4, 0.8)) as slack:
        for user in (CONSULTANT, SECOND, NARROW, OFFICER):
            slack.add_user(user)
        slack.add_channel(CONSULTANTS_CHANNEL, [CONSULTANT, SECOND])
        yield slack


@contextmanager
def office_in(
    home: Path,
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
    slack: FakeSlack,
    start: bool = True,
    policy_text: str = POLICY,
    hand_off_text: str | None = None,
    look: float = LOOK,
) -> Iterator[Office]:
    """The bot running on a data directory, in a Slack that stays when it ends."""
    policy = home / "access.yaml"
    policy.write_text(policy_text, encoding="utf-8")
    hand_off = home / "handoff.yaml" if hand_off_text is not None else None
    if hand_off is not None:
        hand_off.write_text(str(hand_off_text), encoding="utf-8")
    # The shipped confidence is calibrated for the shipped embedder.
    confidence = ConfidenceModel(intercept=-5.0, weights={"sentence_meaning": 10.0}, threshold=0.5)
    monkeypatch.setattr("bot.assembly.load_confidence", lambda: confidence)
    for wait in ("corrections._LOOK", "consulting._LOOK", "consulting._IDLE", "adding._IDLE"):
        monkeypatch.setattr(f"bot.slack.{wait}", look)
    for user in (CONSULTANT, SECOND, PARTNER, NARROW, OFFICER):
        slack.add_user(user)
    tokens = {"slack_bot_token": slack.bot_token, "slack_app_token": slack.app_token, "slack_api_url": slack.url}
    files = {"insights_home": home, "insights_access": policy, "insights_handoff": hand_off}
    settings = Settings(_env_file=None, **files, **tokens)  # type: ignore[arg-type]
    asked = [AskedBefore(Question("kent", ASKED), "suite-of-the-test")]
    bot, records = slack_bot_for(settings, library, asked)
    handler = SocketModeHandler(bot.app, slack.app_token, web_client=web_client(slack.app_token, slack.url))
    handler.client.connect()
    if start:
        bot.start()
    try:
        yield Office(slack, bot, records, records_engine(home, None), library)
    finally:
        disconnect_within(10, lambda: leave_socket_mode(handler))
        if start:
            bot.finish(5)
    assert slack.violations == []


def _words(part: object) -> str:
    if isinstance(part, dict):
        own = str(part["text"]) if isinstance(part.get("text"), str) else ""
        return own + "".join(_words(value) for value in part.values() if isinstance(value, dict | list))
    return "".join(map(_words, part)) if isinstance(part, list) else ""
