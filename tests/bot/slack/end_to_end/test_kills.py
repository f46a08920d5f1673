"""The bot is killed at random moments under load: no question is lost, none is answered twice.

KILLS=100 pytest tests/bot/slack/end_to_end/test_kills.py -s      for the long run
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.records.database import records_engine
from bot.slack.messages.answer import SENT_AGAIN
from tests.bot.slack.end_to_end.bot_process import BotProcess
from tests.bot.slack.end_to_end.conftest import QUESTION, Workspace, is_answer, read
from tests.fake_slack import FakeSlack

pytestmark = pytest.mark.real_model

KILLS = int(os.environ.get("KILLS", "2"))
QUESTIONS = (QUESTION, "Does telecare save money?", "What did reablement cost and save?", "Who won the league in 1998?")
RETRIES = (0.2, 1.0, *[5.0] * 60)
"""Slack retries for minutes, then gives an event up: here it goes on, so that what is lost was lost by the bot."""
PAUSE = 1.0
"""Seconds between questions."""


class Askers:
    """People who ask in direct messages, channels, threads and by command until told to stop."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self._workspace = workspace
        self._random = random.Random(seed)
        self._people = [workspace.person() for _ in range(6)]
        self._channel = workspace.channel(*self._people)
        self._threads: list[tuple[str, str]] = []
        self._stopping = threading.Event()
        self.asked: list[tuple[str, str]] = []
        self.commands: list[list[dict[str, object]]] = []
        self._thread = threading.Thread(target=self._ask_on, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._stopping.set()
        self._thread.join()

    def _ask_on(self) -> None:
        while not self._stopping.wait(PAUSE):
            slack, person = self._workspace.slack, self._random.choice(self._people)
            text = f"{self._random.choice(QUESTIONS)} ({len(self.asked)})"
            way = self._random.random()
            if way < 0.1:
                reply = slack.command(person, self._channel, "/insights", text)
                if reply.acked:
                    self.commands.append(reply.responses)
            elif way < 0.5:
                direct = slack.dm(person)
                self.asked.append((direct, slack.say(person, direct, text)))
            elif way < 0.8 or not self._threads:
                ts = slack.say(person, self._channel, f"<@{slack.bot_user}> {text}")
                self._threads.append((self._channel, ts))
                self.asked.append((self._channel, ts))
            else:
                channel, thread = self._random.choice(self._threads)
                ts = slack.say(person, channel, f"<@{slack.bot_user}> {text}", thread_ts=thread)
                self.asked.append((channel, ts))


def test_kills_lose_and_double_nothing(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = int(os.environ.get("SEED", time.time_ns() % 10_000))
    moments = random.Random(seed)
    with (
        FakeSlack(retry_delays=RETRIES) as slack,
        BotProcess(own_home, slack, QUESTIONS_PER_MINUTE="10000") as bot,
    ):
        workspace = Workspace(slack, bot, own_home)
        askers = Askers(workspace, seed)
        working = 0
        for number in range(KILLS):
            time.sleep(moments.uniform(0.1, 4.0))
            states = Counter(_states(workspace))
            working += bool(states["working"])
            bot.kill()
            bot.start(wait=moments.random() < 0.9)
            with capsys.disabled():
                sys.stderr.write(f"kill {number + 1} of {KILLS} (seed {seed}), {dict(states)}\n")
        askers.stop()
        slack.wait_for(lambda: set(_states(workspace)) == {"done"}, 600)
        time.sleep(2)
        answers = _answers(workspace, askers.asked)
        unfinished = [m for channel, _ in set(askers.asked) for m in slack.messages(channel) if m.streaming]
        private = [[r for r in responses if SENT_AGAIN not in str(r)] for responses in askers.commands]
        asked = len(askers.asked) + len(askers.commands)
        with capsys.disabled():
            sys.stderr.write(f"{asked} questions, {working} of {KILLS} kills while an answer was being worked on\n")
        violations = slack.violations
    assert Counter(answers.values()) == Counter({1: len(askers.asked)})
    assert unfinished == []
    assert all(len(responses) <= 1 for responses in private), private
    assert all(askers.commands), "a command was never answered"
    assert violations == []


def _states(workspace: Workspace) -> list[str]:
    engine = records_engine(workspace.home, None)
    with engine.connect() as connection:
        found = [str(row[0]) for row in connection.execute(text("SELECT state FROM questions"))]
    engine.dispose()
    return found


def _answers(workspace: Workspace, asked: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How many finished answers each question has, told apart by the metadata's question ids."""
    records = workspace.records
    found = dict.fromkeys(asked, 0)
    ids = {}
    for channel, ts in asked:
        question = records.questions.find_by_message(channel, ts)
        assert question is not None, f"lost: {channel} {ts}, {_delivered(workspace, ts)}"
        ids[question.id] = (channel, ts)
    for channel in {channel for channel, _ in asked}:
        for message in workspace.slack.messages(channel):
            if is_answer(message):
                assert read(message)
                found[ids[(message.metadata or {})["event_payload"]["question_id"]]] += 1
    return found


def _delivered(workspace: Workspace, ts: str) -> str:
    """How often the event of a message was sent, and when it was acknowledged."""
    about = [delivery for delivery in workspace.slack.deliveries if delivery.body.get("event", {}).get("ts") == ts]
    return ", ".join(f"{found.kind}: {found.attempts} sent, acknowledged {found.acked_at}" for found in about)
