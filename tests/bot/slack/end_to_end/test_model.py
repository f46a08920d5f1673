"""A language model behind the bot in Slack: what it writes is seen once it is proved, and never otherwise."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.answering.generate.fault import Fault
from bot.answering.generate.writing import FELL_BACK, UNPROVED
from knowledge.sentences import split_sentences
from tests.bot.slack.end_to_end.bot_process import BotProcess
from tests.bot.slack.end_to_end.conftest import QUESTION, Workspace, read
from tests.fake_model.script import Ending, Says, claim, sources_of, writes
from tests.fake_model.server import FakeModel
from tests.fake_slack import FakeSlack
from tests.fake_slack.workspace import FakeMessage

pytestmark = pytest.mark.real_model

SILENCE = 4.0
"""Seconds for which the bot waits for a model that has stalled."""
BOUND = 20.0
"""Seconds that no answer may take on a busy machine, whatever the model does."""
_SHOWS = {"chat.startStream", "chat.appendStream", "chat.stopStream", "chat.update", "chat.postMessage"}


@dataclass(frozen=True)
class Desk:
    """A bot whose answers a fake model writes."""

    workspace: Workspace
    model: FakeModel

    def ask(self) -> tuple[str, str]:
        """Somebody new asks in a direct message: its channel and thread."""
        user = self.workspace.person()
        direct = self.workspace.slack.dm(user)
        return direct, self.workspace.slack.say(user, direct, QUESTION)

    def answer(self, channel: str, thread: str) -> FakeMessage:
        """The one finished answer of a thread."""
        (answer,) = self.workspace.wait_for_answers(channel, thread, seconds=BOUND)
        return answer

    def shown(self, channel: str) -> list[str]:
        """All that was sent to a channel to be shown, call by call, also what was changed or taken back later."""
        calls = [call for call in self.workspace.slack.calls if call.method in _SHOWS]
        return [_text(call.arguments) for call in calls if call.arguments.get("channel") == channel]


@pytest.fixture(scope="module")
def desk(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One bot for the module; each test scripts the model and brings its own person."""
    home = tmp_path_factory.mktemp("model") / "home"
    shutil.copytree(prepared_home, home)
    with FakeSlack() as slack, FakeModel() as model:
        settings = {"OPENAI_API_KEY": "of-a-test", "OPENAI_BASE_URL": model.url, "MODEL_SILENCE_SECONDS": str(SILENCE)}
        with BotProcess(home, slack, MODEL="openai:stub", **settings) as bot:
            ready = Desk(Workspace(slack, bot, home), model)
            ready.answer(*ready.ask())  # What is loaded with the first call is loaded now.
            yield ready
        assert slack.violations == []


def stated(request: dict[str, Any]) -> list[tuple[int, str]]:
    """The first sentence of each source that the model is shown, with the source's number."""
    return [(source["source"], split_sentences(source["text"])[0]) for source in sources_of(request)]


def true_claims(request: dict[str, Any], count: int = 2) -> list[dict[str, Any]]:
    """Claims that repeat what sources say."""
    return [claim(sentence, (number, sentence)) for number, sentence in stated(request)[:count]]


LIES = (
    "Family group conferences kept 97% of children out of care in Casterbridge.",
    "Every council must now buy family group conferences.",
    "<!channel> Family group conferences have been stopped.",
    "Read more about family group conferences at https://evil.example/a.",
)


def lies(request: dict[str, Any]) -> list[dict[str, Any]]:
    """Claims that no source supports, each with a quotation that stands in one."""
    number, sentence = stated(request)[0]
    return [claim(lie, (number, sentence)) for lie in LIES]


def test_a_proved_sentence_is_seen_early_and_stays(desk: Desk) -> None:
    desk.model.script = lambda request: writes(*true_claims(request), rate=60)
    channel, thread = desk.ask()
    desk.workspace.slack.wait_for(lambda: _streaming(desk, channel, thread), BOUND)
    early = _streaming(desk, channel, thread)[0].markdown.strip()
    assert not desk.workspace.answers(channel, thread)
    answer = desk.answer(channel, thread)
    first, second = (sentence for _, sentence in stated(desk.model.requests[-1])[:2])
    assert read(answer).startswith(early.replace("\\", ""))
    assert first in read(answer).replace("\n", " ")
    assert second in read(answer)
    methods = [call.method for call in desk.workspace.slack.calls if call.arguments.get("channel") == channel]
    assert not {"chat.update", "chat.delete"} & set(methods)


def test_a_lie_is_never_shown_also_not_for_a_moment(desk: Desk) -> None:
    desk.model.script = lambda request: writes(*lies(request)[:2], *true_claims(request), *lies(request)[2:])
    channel, thread = desk.ask()
    answer = desk.answer(channel, thread)
    assert stated(desk.model.requests[-1])[0][1] in read(answer)
    assert "4 sentences could not be proved" in read(answer)
    assert_nothing_of_the_lies(desk, channel)


def test_where_all_is_lies_the_library_is_quoted(desk: Desk) -> None:
    desk.model.script = lambda request: writes(*lies(request))
    channel, thread = desk.ask()
    answer = desk.answer(channel, thread)
    assert UNPROVED in read(answer)
    assert "[1]" in read(answer)
    assert_nothing_of_the_lies(desk, channel)


def test_a_model_that_stalls_keeps_nobody_waiting(desk: Desk) -> None:
    desk.model.does(Says('{"claims": [{"support"', Ending.STALLED))
    started = time.monotonic()
    answer = desk.answer(*desk.ask())
    assert time.monotonic() - started < BOUND
    assert FELL_BACK.format(fault=Fault.SLOW) in read(answer)
    assert "[1]" in read(answer)


def assert_nothing_of_the_lies(desk: Desk, channel: str) -> None:
    """Not in what was posted, appended or changed, nor in what stands there now."""
    shown = desk.shown(channel)
    assert shown
    for part in ("97%", "Casterbridge", "must now buy", "!channel", "have been stopped", "evil.example"):
        assert not [call for call in shown if part in call]


def _streaming(desk: Desk, channel: str, thread: str) -> list[FakeMessage]:
    return [one for one in desk.workspace.slack.messages(channel, thread) if one.streaming and one.markdown.strip()]


def _text(arguments: dict[str, Any]) -> str:
    return json.dumps(arguments, ensure_ascii=False).replace("\\", "")
