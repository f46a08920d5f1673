"""A fake Slack with the real bot in it, once for each transport."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from filelock import FileLock

from bot.records.database import Records, open_records, records_engine
from tests.bot.slack.end_to_end.bot_process import BotProcess, starter_home
from tests.fake_slack import FakeSlack
from tests.fake_slack.workspace import FakeMessage

QUESTION = "Did family group conferences keep children out of care?"
SHARED_CHANNEL = "C0SHARED"
CONSULTANTS_CHANNEL = "C0CONSULT1"
CONSULTANTS = ("U0CONSULTA", "U0CONSULTB")
OFFICERS = ("U0INSIDEA", "U0INSIDEB")
"""People who may see internal documents, as the consultants may."""
_numbers = count(1)


@dataclass(frozen=True)
class Workspace:
    """The platform, the bot in it, and its data directory."""

    slack: FakeSlack
    bot: BotProcess
    home: Path

    def person(self, **fields: bool | str) -> str:
        """Somebody new."""
        user = f"U{next(_numbers)}"
        self.slack.add_user(user, **fields)  # type: ignore[arg-type]
        return user

    def channel(self, *members: str, name: str = "", **fields: bool) -> str:
        """A channel with these people and the bot: a new one, or the one called ``name``."""
        channel = name or f"C{next(_numbers)}"
        self.slack.add_channel(channel, list(members), **fields)  # type: ignore[arg-type]
        return channel

    def answers(self, channel: str, thread: str) -> list[FakeMessage]:
        """The finished answers in a thread."""
        return [message for message in self.slack.messages(channel, thread) if is_answer(message)]

    def wait_for_answers(self, channel: str, thread: str, number: int = 1, seconds: float = 20) -> list[FakeMessage]:
        """The answers of a thread, once there are so many."""
        self.slack.wait_for(lambda: len(self.answers(channel, thread)) >= number, seconds)
        return self.answers(channel, thread)

    @property
    def records(self) -> Records:
        """What the bot has recorded."""
        return open_records(records_engine(self.home, None))


def is_answer(message: FakeMessage) -> bool:
    """Whether a message of the bot's is a finished answer."""
    return not message.streaming and (message.metadata or {}).get("event_type") == "insights_answer"


def read(message: FakeMessage) -> str:
    """What people read in a message: the streamed text and that of its blocks."""
    return (message.markdown or "").replace("\\", "") + _words(message.blocks)


def _words(part: object) -> str:
    if isinstance(part, dict):
        own = str(part["text"]) if isinstance(part.get("text"), str) else ""
        return own + "".join(_words(value) for value in part.values() if isinstance(value, dict | list))
    return "".join(map(_words, part)) if isinstance(part, list) else ""


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A home with the starter library, made once for all test processes and copied."""
    own = tmp_path_factory.getbasetemp()
    home = (own if worker_id == "master" else own.parent) / "prepared-home"
    with FileLock(f"{home}.lock"):
        if not home.exists():
            starter_home(home.with_suffix(".part"))
            home.with_suffix(".part").rename(home)
    return home


@pytest.fixture
def own_home(prepared_home: Path, tmp_path: Path) -> Path:
    """A home of the test's own."""
    home = tmp_path / "own-home"
    shutil.copytree(prepared_home, home)
    return home


@pytest.fixture(scope="session", params=["socket", "http"])
def workspace(
    request: pytest.FixtureRequest, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """One bot a transport for all tests; each test brings its own people and channels."""
    home = tmp_path_factory.mktemp(request.param) / "home"
    shutil.copytree(prepared_home, home)
    with FakeSlack(retry_delays=(0.2, 1.0, 3.0)) as slack:
        for user in (*CONSULTANTS, *OFFICERS):
            slack.add_user(user)
        slack.add_channel(CONSULTANTS_CHANNEL, list(CONSULTANTS))
        files = {"INSIGHTS_ACCESS": str(_policy(home)), "INSIGHTS_HANDOFF": str(_hand_off(home))}
        bot = BotProcess(home, slack, request.param, **files).start()
        try:
            yield Workspace(slack, bot, home)
        finally:
            bot.kill()


def _policy(home: Path) -> Path:
    """Everybody at home may see public documents, a few more; one channel is agreed with another organisation."""
    inside = [f"  {user}: {{team: T0HOME, audiences: [internal]}}" for user in OFFICERS]
    consulting = [f"  {user}: {{team: T0HOME, audiences: [internal], role: consultant}}" for user in CONSULTANTS]
    lines = [
        "teams: {T0HOME: {audiences: [public]}}",
        f"channels: {{{SHARED_CHANNEL}: {{audiences: [public], until: 2099-12-31}}}}",
        "users:",
        *inside,
        *consulting,
    ]
    path = home / "access.yaml"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def _hand_off(home: Path) -> Path:
    """Questions go to the consultants' channel."""
    path = home / "handoff.yaml"
    path.write_text(f"consultants: {CONSULTANTS_CHANNEL}\n", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _no_violations(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test does, the bot asks nothing of Slack that Slack does not offer."""
    yield
    if "workspace" in request.fixturenames:
        assert request.getfixturevalue("workspace").slack.violations == []
