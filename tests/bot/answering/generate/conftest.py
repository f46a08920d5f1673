"""An assistant whose answers a fake model writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.answering.assistant import Assistant
from bot.answering.generate.chat_model import ChatModel, Limits, open_chat_model
from bot.answering.generate.prices import Price
from bot.answering.generate.prompt import load_prompt
from bot.answering.generate.spending import Budget
from bot.answering.generate.writing import WritingComposer
from bot.answering.quoting import QuotingComposer
from bot.guard.configuration import load_guard
from bot.records.database import open_records, records_engine
from bot.records.spending import Spending
from bot.vocabulary import Answer, Claim, Question
from knowledge.opening import Library, open_library
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import PUBLIC, Audience
from tests.bot.answering.conftest import SURE
from tests.bot.answering.generate.strict_checker import StrictChecker
from tests.conftest import WordEmbedder, sync
from tests.databases import put_databases
from tests.fake_model.server import FakeModel

FAST = Limits(seconds=20.0, silence=8.0, attempts=2, failures=3, rest=60.0)
PRICE = Price(2.0, 10.0, "a test")


@pytest.fixture
def model_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    """The server that `openai:stub` is at."""
    with FakeModel() as server:
        monkeypatch.setenv("OPENAI_API_KEY", "of-a-test")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        yield server


@pytest.fixture
def spending(tmp_path: Path) -> Spending:
    """An empty ledger."""
    return open_records(records_engine(put_databases(tmp_path), None)).spending


class Desk:
    """Asks an assistant with a model, and keeps what it released."""

    def __init__(self, library: Library, spending: Spending, limits: Limits, daily_usd: float | None) -> None:
        self.released: list[str] = []
        self.spending = spending
        self.library = library
        self.model: ChatModel = open_chat_model("openai:stub", limits, PRICE)
        self.assistant = Assistant(
            library,
            Retriever(library),
            SURE,
            load_guard(None),
            WritingComposer(
                library.catalogue,
                self.model,
                load_prompt(),
                StrictChecker(),
                Budget(spending, daily_usd),
                QuotingComposer(library.catalogue),
            ),
        )

    def ask(self, text: str, *audiences: Audience) -> Answer:
        """The answer; what came before its end is in ``released``."""
        self.released = []
        question = Question("q1", text, (), frozenset(audiences or {PUBLIC}))
        return self.assistant.answer(question, self._release)

    def _release(self, claim: Claim) -> None:
        self.released.append(claim.text)


KENT = (
    "The Kent telecare trial of 2014 did not cut hospital admissions. "
    "Telecare in the Kent trial cost £1,200 a person over the year of the trial. "
    "Staff in Kent said that the alarms reassured families."
)
QUESTION = "Did the Kent telecare trial cut hospital admissions?"
FIRST = "The Kent telecare trial of 2014 did not cut hospital admissions."
SECOND = "Telecare in the Kent trial cost £1,200 a person over the year of the trial."


@pytest.fixture(scope="module")
def kent(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library with one report. For reading only."""
    folder, home = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("home")
    front = "---\ntitle: Kent telecare trial\naudience: public\nyear: 2014\nplace: Kent\nevidence: rct\n---\n"
    (folder / "kent.md").write_text(front + KENT + "\n", encoding="utf-8")
    library = open_library(put_databases(home), WordEmbedder())
    sync(library, folder)
    return library


@pytest.fixture
def desk(kent: Library, spending: Spending, model_server: FakeModel) -> Desk:
    """An assistant over the report from Kent."""
    return Desk(kent, spending, FAST, None)


def texts(answer: Answer) -> Sequence[str]:
    """The sentences of an answer."""
    return [claim.text for claim in answer.claims]
