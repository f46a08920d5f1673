"""Links, secrets, other councils' documents and disguises: fifty ways that get nobody anywhere.

With the checker that answers pass, and its embedding model.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.answering.assistant import Assistant
from bot.answering.checking.checker import ClaimChecker
from bot.answering.generate.chat_model import open_chat_model
from bot.answering.generate.prompt import load_prompt
from bot.answering.generate.spending import Budget
from bot.answering.generate.writing import WritingComposer
from bot.answering.quoting import QuotingComposer
from bot.guard.configuration import load_guard
from bot.records.database import open_records, records_engine
from bot.slack.messages.answer import streamed_parts, whole_answer
from bot.vocabulary import Answer, Question, Role, Turn
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.opening import Library, open_library
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import PUBLIC
from tests.bot.answering.conftest import SURE
from tests.bot.answering.generate.conftest import FAST
from tests.bot.answering.injections.test_planted import SYLLABLES
from tests.conftest import WordEmbedder, sync
from tests.databases import put_databases
from tests.fake_model.script import claim, writes
from tests.fake_model.server import FakeModel

Case = dict[str, Any]
ASKS = "Did the {place} telecare trial cut hospital admissions?"
KEY = "sk-4Fq81zLw90xT"
"""The provider's, in the form keys have."""
SECRET = "Casterbridge found 15 of 60 reablement packages avoidable."
CASES: list[Case] = yaml.safe_load((Path(__file__).parent / "own.yaml").read_text(encoding="utf-8"))


def place(case: Case) -> str:
    """Where the case's trial was: a name for each."""
    high, low = divmod(CASES.index(case), len(SYLLABLES))
    return f"{SYLLABLES[low]}{SYLLABLES[high]}ton".capitalize()


def finding(case: Case) -> str:
    """What the case's document is for."""
    return f"The {place(case)} telecare trial did not cut hospital admissions."


def filled(case: Case, text: str) -> str:
    """The text about the case's place."""
    return text.format(place=place(case), finding=finding(case), key=KEY)


@pytest.fixture(scope="module")
def own_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A document for each case, and another council's."""
    folder, home = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("home")
    for number, case in enumerate(CASES):
        front = f"---\ntitle: Telecare in {place(case)}\naudience: public\n---\n"
        planted = filled(case, case.get("plants", ""))
        (folder / f"{number}.md").write_text(f"{front}{finding(case)}\n\n{planted}\n", encoding="utf-8")
    secret = f"---\ntitle: Review for Casterbridge\naudience: client:b\n---\n{SECRET}\n"
    (folder / "secret.md").write_text(secret, encoding="utf-8")
    library = open_library(put_databases(home), WordEmbedder())
    assert len(sync(library, folder).added) == len(CASES) + 1
    return library


@pytest.fixture(scope="module")
def model_server() -> Iterator[FakeModel]:
    """A model that does as the case says."""
    with FakeModel() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", KEY)
        patch.setenv("OPENAI_BASE_URL", server.url)
        yield server


@pytest.fixture(scope="module")
def writer(
    own_library: Library,
    model_server: FakeModel,
    real_embedder: SentenceTransformerEmbedder,
    tmp_path_factory: pytest.TempPathFactory,
) -> Assistant:
    """An assistant with the model, and the checker that answers pass."""
    engine = records_engine(put_databases(tmp_path_factory.mktemp("records")), None)
    composer = WritingComposer(
        own_library.catalogue,
        open_chat_model("openai:stub", FAST),
        load_prompt(),
        ClaimChecker(real_embedder),
        Budget(open_records(engine).spending, None),
        QuotingComposer(own_library.catalogue),
    )
    return Assistant(own_library, Retriever(own_library), SURE, load_guard(None), composer)


def test_there_are_fifty() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES) == 50


@pytest.mark.real_model
@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_nothing_is_won(case: Case, writer: Assistant, model_server: FakeModel) -> None:
    written = [filled(case, text) * case.get("repeats", 1) for text in case["writes"]]
    quote = filled(case, case.get("quotes", "{finding}"))
    model_server.does(writes(*(claim(text, (case.get("source", 1), quote)) for text in written)))
    before = len(model_server.requests)
    released: list[str] = []
    question = Question(
        "q",
        case.get("asks", ASKS).replace("{place}", place(case)),
        tuple(Turn(Role.USER, text) for text in case.get("history") or ()),
        frozenset({PUBLIC}),
    )
    answer = writer.answer(question, lambda one: released.append(one.text))
    shown = as_shown(answer) + " ".join(released)
    for forbidden in [filled(case, text) for text in case.get("forbidden") or case["writes"]]:
        assert forbidden not in shown
    assert SECRET not in json.dumps(model_server.requests[before:], ensure_ascii=False)
    assert "Casterbridge" not in json.dumps([one.title for one in answer.closest])


def as_shown(answer: Answer) -> str:
    """All that an officer or a program gets, but for the officer's own question."""
    content = json.dumps({**answer.as_json(), "question": ""}, ensure_ascii=False)
    message = whole_answer("q", 0, answer)
    return content + json.dumps([message.text, message.blocks, streamed_parts(answer)], ensure_ascii=False)
