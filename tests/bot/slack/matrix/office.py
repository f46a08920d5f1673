"""The bot in this process, driven one step at a time: after each, everything it set going has come to rest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode import SocketModeHandler
from sqlalchemy import Engine, text

from bot.access.policy_file import load_policy
from bot.answering.assistant import Assistant
from bot.answering.compose import Composed
from bot.answering.generate.chat_model import Limits, open_chat_model
from bot.answering.generate.prompt import load_prompt
from bot.answering.generate.spending import Budget
from bot.answering.generate.writing import WritingComposer
from bot.answering.quoting import QuotingComposer
from bot.assembly import slack_bot_for
from bot.guard.configuration import load_guard
from bot.records.database import Records, records_engine
from bot.settings import Settings
from bot.slack.app import SlackBot
from bot.slack.client import web_client
from bot.slack.desk import Desk
from bot.slack.responder import Responder
from bot.slack.serve import disconnect_within, leave_socket_mode
from knowledge.opening import Library, open_library
from knowledge.retrieval.retriever import Retriever
from tests.bot.answering.conftest import SURE
from tests.bot.answering.generate.strict_checker import StrictChecker
from tests.bot.slack.end_to_end.conftest import is_answer
from tests.bot.slack.matrix import cast, stock
from tests.bot.slack.matrix.combinations import Combination
from tests.bot.slack.matrix.recorder import Recorder
from tests.conftest import WordEmbedder
from tests.databases import put_databases
from tests.fake_model.script import PHRASE, Says, claim, sources_of, writes
from tests.fake_model.server import FakeModel
from tests.fake_slack import FakeSlack
from tests.fake_slack.workspace import FakeMessage

_REST = 120.0
_LOOK = 0.004
_UNFINISHED = (
    "SELECT count(*) FROM questions WHERE state IN ('waiting', 'working')",
    "SELECT count(*) FROM submissions WHERE state IN "
    "('received', 'described', 'second_named', 'sent_back', 'agreed', 'discarded')",
)


class Writing:
    """Composes with a model or without, as the combination says."""

    def __init__(self, library: Library, records: Records) -> None:
        self.is_on = False
        self._quoting = QuotingComposer(library.catalogue)
        self._model = WritingComposer(
            library.catalogue,
            open_chat_model("openai:stub", Limits(20.0, 8.0, 2, 3, 60.0)),
            load_prompt(),
            StrictChecker(),
            Budget(records.spending, None),
            self._quoting,
        )

    def compose(self, *args: Any) -> Composed:
        """What is shown of the answer."""
        return (self._model if self.is_on else self._quoting).compose(*args)


class Counting(ThreadPoolExecutor):
    """The threads of Bolt's listeners, and how many have something to do."""

    at_work: set[Future[Any]]

    def submit(self, *args: Any, **named: Any) -> Future[Any]:
        """Note what is begun until it is over."""
        future = super().submit(*args, **named)
        self.__dict__.setdefault("at_work", set()).add(future)
        future.add_done_callback(lambda done: self.at_work.discard(done))
        return future


@dataclass
class MatrixOffice:
    """The platform, the bot, what it is built from, and who watches."""

    slack: FakeSlack
    bot: SlackBot
    desk: Desk
    records: Records
    engine: Engine
    library: Library
    writing: Writing
    retriever: Retriever
    recorder: Recorder
    folder: Path
    listeners: list[Counting]
    answering: list[int]

    def rest(self) -> None:
        """Wait until every delivery is taken, every listener has ended and no question is unfinished."""
        end = time.monotonic() + _REST
        quiet = 0
        while quiet < 2:
            quiet = quiet + 1 if self._is_quiet() else 0
            assert time.monotonic() < end, self._unfinished()
            time.sleep(_LOOK)

    def _is_quiet(self) -> bool:
        if self.slack._platform.deliveries._running or any(getattr(one, "at_work", ()) for one in self.listeners):
            return False
        if self.answering:
            return False
        with self.engine.connect() as connection:
            return all(connection.execute(text(query)).scalar_one() == 0 for query in _UNFINISHED)

    def _unfinished(self) -> str:
        with self.engine.connect() as connection:
            counts = [connection.execute(text(query)).scalar_one() for query in _UNFINISHED]
            failed = connection.execute(text("SELECT state, failures FROM submissions WHERE failures > 0")).all()
        listeners = sum(len(getattr(one, "at_work", ())) for one in self.listeners)
        on_their_way = len(self.slack._platform.deliveries._running)
        return (
            f"after {_REST:.0f} s: {counts[0]} questions and {counts[1]} submissions unfinished, failed {failed}, "
            f"{listeners} listeners at work, {on_their_way} events on their way, {len(self.answering)} being answered"
        )

    # -- when ----------------------------------------------------------------------------------------------

    @contextmanager
    def earlier(self, combination: Combination) -> Iterator[str]:
        """When the asker was a colleague, alone in the place, and everybody held everything; gives the channel.

        No questions are offered below such an answer: nobody looks at them later, and each costs an answer.
        """
        policy = self.desk.places._policy
        self.desk.places._policy = cast.EARLIER
        self._forget()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.desk.next_questions, "after", lambda question, answer: [])
            try:
                yield cast.set_earlier(self.slack, combination.person, combination.where)
            finally:
                self.rest()
                self.desk.places._policy = policy

    def now(self, combination: Combination) -> str:
        """Now, as the combination has it; gives the channel."""
        channel = cast.set_now(self.slack, combination.person, combination.where)
        self._forget()
        self.writing.is_on = combination.written
        return channel

    def _forget(self) -> None:
        self.desk.directory._remembered.clear()

    def looking(self, combination: Combination, alone: bool = False, reads_count: bool = True) -> Any:
        """What follows is for the asker in their place, or for them alone."""
        asker = combination.person
        place = cast.direct(asker) if alone else combination.where.place(asker)
        return self.recorder.looking(cast.Viewing(asker, place), reads_count)

    # -- what --------------------------------------------------------------------------------------------------

    def ask(self, user: str, channel: str, question: str, thread: str | None = None) -> list[FakeMessage]:
        """The answers in the thread after a question was asked there."""
        mention = "" if channel.startswith("D") else f"<@{self.slack.bot_user}> "
        ts = self.slack.say(user, channel, f"{mention}{question}", thread_ts=thread)
        self.rest()
        return [message for message in self.slack.messages(channel, thread or ts) if is_answer(message)]

    def ask_privately(self, user: str, channel: str, question: str) -> FakeMessage | None:
        """The answer to a command that only this person sees."""
        known = {message.ts for message in self.slack.ephemerals(channel, user)}
        reply = self.slack.command(user, channel, "/insights", question)
        self.recorder.shown(reply.body)
        self.rest()
        fresh = [message for message in self.slack.ephemerals(channel, user) if message.ts not in known]
        return next((message for message in reversed(fresh) if message.blocks), None)

    def press_in_view(self, user: str, view_id: str, action: str) -> None:
        """Press a button in a window."""
        self.slack.press_in_view(user, view_id, action)
        self.rest()

    def press(self, user: str, message: FakeMessage, action: str) -> bool:
        """Press a button, if the message has it; whether it has."""
        if f"'{action}'" not in str(message.blocks):
            return False
        self.slack.press(user, message.channel, message.ts, action)
        self.rest()
        return True


def _says(request: dict[str, Any]) -> Says:
    """The model quotes the first sentence of each source."""
    sources = [(one["source"], one["text"].split(". ")[0].rstrip(".") + ".") for one in sources_of(request)]
    stated = [(number, sentence) for number, sentence in sources if sentence in str(request["messages"])]
    return writes(*(claim(sentence, (number, sentence)) for number, sentence in stated[:3]), piece=PHRASE)


@contextmanager
def matrix_office(home: Path) -> Iterator[MatrixOffice]:
    """The bot over the matrix's library in a new data directory."""
    home.mkdir()
    library = open_library(put_databases(home), WordEmbedder())
    stock.fill(library, home / "files")
    policy = home / "access.yaml"
    policy.write_text(cast.POLICY, encoding="utf-8")
    hand_off = home / "handoff.yaml"
    hand_off.write_text("consultants: C0PLAIN\n", encoding="utf-8")
    built: dict[str, Any] = {"listeners": [], "answering": []}
    with FakeSlack(retry_delays=(0.5, 2.0, 8.0), ack_seconds=6) as slack, FakeModel(_says) as model:
        cast.enter_all(slack)
        with pytest.MonkeyPatch.context() as patch:
            recorder = Recorder(slack, model, load_policy(policy))
            recorder.install(patch)
            _expose(patch, built, model)
            settings = Settings(
                _env_file=None,
                insights_home=home,
                insights_access=policy,
                insights_handoff=hand_off,
                questions_per_minute=10_000,
                answers_at_once=2,
                slack_bot_token=SecretStr(slack.bot_token),
                slack_app_token=SecretStr(slack.app_token),
                slack_api_url=slack.url,
            )
            bot, records = slack_bot_for(settings, library, [])
            handler = SocketModeHandler(bot.app, slack.app_token, web_client=web_client(slack.app_token, slack.url))
            handler.client.connect()
            bot.workers.start()
            bot.adding.start()
            engine = records_engine(home, None)
            office = MatrixOffice(
                slack=slack, bot=bot, records=records, engine=engine, library=library, recorder=recorder,
                folder=home / "files", retriever=Retriever(library), **built,
            )  # fmt: skip
            try:
                yield office
            finally:
                disconnect_within(10, lambda: leave_socket_mode(handler))
                bot.adding.finish()
                bot.workers.finish(10)
        # Slack streams to people; that another app asks something is not how the bot is used.
        assert [one for one in slack.violations if cast.ASKERS["bot"].id not in one] == []


def _expose(patch: pytest.MonkeyPatch, built: dict[str, Any], model: FakeModel) -> None:
    """Keep hold of parts that the bot is built from, and let a stub write its answers."""
    patch.setenv("OPENAI_API_KEY", "of-a-test")
    patch.setenv("OPENAI_BASE_URL", model.url)
    patch.setattr("bot.slack.directory._MOST_READERS", cast.MOST_TOLD)

    def threads(number: int, name: str) -> Counting:
        built["listeners"].append(Counting(number, name))
        return built["listeners"][-1]  # type: ignore[no-any-return]

    def desk(**parts: Any) -> Desk:
        built["desk"] = Desk(**parts)
        return built["desk"]  # type: ignore[no-any-return]

    def assistant(library: Library, settings: Settings) -> Assistant:
        from bot.assembly import records_from

        writing = Writing(library, records_from(settings))
        built.setdefault("writing", writing)
        return Assistant(library, Retriever(library), SURE, load_guard(None), writing)

    respond = Responder.respond

    def counted(responder: Responder, question: Any) -> None:
        built["answering"].append(1)
        try:
            respond(responder, question)
        finally:
            built["answering"].pop()

    patch.setattr("bot.slack.app.ThreadPoolExecutor", threads)
    patch.setattr("bot.slack.app.Desk", desk)
    patch.setattr("bot.assembly.assistant_for", assistant)
    patch.setattr(Responder, "respond", counted)
