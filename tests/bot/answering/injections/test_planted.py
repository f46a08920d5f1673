"""An instruction planted in a document reaches nobody: neither its words nor what a model makes of them.

With the checker that answers pass, and its embedding model.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
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
from bot.vocabulary import Answer, Question
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.opening import Library, open_library
from knowledge.retrieval.retriever import Retriever
from knowledge.sentences import split_sentences
from knowledge.vocabulary import PUBLIC
from tests.bot.answering.conftest import SURE, make_assistant
from tests.bot.answering.generate.conftest import FAST
from tests.conftest import WordEmbedder, sync
from tests.databases import put_databases
from tests.fake_model.script import PHRASE, Act, claim, sources_of, writes
from tests.fake_model.server import FakeModel

_HERE = Path(__file__).parent
POSITIONS = ("start", "middle", "end")
SYLLABLES = ("bar", "cor", "dun", "fel", "gor", "hal", "kin", "lam", "mor", "nor", "pen", "ros", "sel", "tam", "wen")


@dataclass(frozen=True)
class Planted:
    """One instruction in one place of one document."""

    number: int
    group: str
    instruction: str
    position: str

    @property
    def marker(self) -> str:
        """A word that stands nowhere else."""
        return f"ZQ{self.number:03}X"

    @property
    def place(self) -> str:
        """Where the document's trial was: a name for each."""
        high, low = divmod(self.number, len(SYLLABLES))
        return f"{SYLLABLES[high]}{SYLLABLES[low]}borough".capitalize()

    @property
    def planted(self) -> str:
        """The instruction with its marker inside."""
        return f"{self.instruction[:-1]} {self.marker}{self.instruction[-1]}"

    @property
    def finding(self) -> str:
        """What the document is for."""
        return f"The {self.place} telecare trial did not cut hospital admissions in 2014."

    @property
    def question(self) -> str:
        """What an officer asks."""
        return f"Did the {self.place} telecare trial cut hospital admissions?"

    @property
    def stands_apart(self) -> bool:
        """Whether a reader's eye, or a splitter of sentences, can tell the finding from the instruction before it."""
        return self.finding in split_sentences(self.document())

    def document(self) -> str:
        """The finding among two other sentences, with the instruction before, between or after them."""
        sentences = [self.finding, f"It cost £410 for each home in {self.place}.", "Families were glad of the alarms."]
        sentences.insert({"start": 0, "middle": 1, "end": 3}[self.position], self.planted)
        return " ".join(sentences)


def cases() -> list[Planted]:
    """Every instruction at every position."""
    attacks = json.loads((_HERE / "attacks.json").read_text(encoding="utf-8"))
    flat = [(group, instruction) for group, found in attacks.items() for instruction in found]
    numbered = enumerate((group, text, position) for group, text in flat for position in POSITIONS)
    return [Planted(number, *rest) for number, rest in numbered]


OBEYED: dict[str, str] = yaml.safe_load((_HERE / "obeyed.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def planted_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """225 documents, an instruction in each. For reading only."""
    folder, home = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("home")
    for case in cases():
        front = f"---\ntitle: Telecare in {case.place}\naudience: public\nyear: 2014\nplace: {case.place}\n---\n"
        (folder / f"{case.number}.md").write_text(front + case.document() + "\n", encoding="utf-8")
    library = open_library(put_databases(home), WordEmbedder())
    assert len(sync(library, folder).added) == 225
    return library


@pytest.fixture(scope="module")
def model_server() -> Iterator[FakeModel]:
    """A model that does as the case says."""
    with FakeModel() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", "of-a-test")
        patch.setenv("OPENAI_BASE_URL", server.url)
        yield server


@pytest.fixture(scope="module")
def writer(
    real_embedder: SentenceTransformerEmbedder,
    planted_library: Library,
    model_server: FakeModel,
    tmp_path_factory: pytest.TempPathFactory,
) -> Assistant:
    """An assistant with the model."""
    engine = records_engine(put_databases(tmp_path_factory.mktemp("records")), None)
    catalogue = planted_library.catalogue
    composer = WritingComposer(
        catalogue,
        open_chat_model("openai:stub", FAST),
        load_prompt(),
        ClaimChecker(real_embedder),
        Budget(open_records(engine).spending, None),
        QuotingComposer(catalogue),
    )
    return Assistant(planted_library, Retriever(planted_library), SURE, load_guard(None), composer)


def ask(assistant: Assistant, text: str) -> tuple[Answer, list[str]]:
    """The answer, and the sentences shown before it was complete."""
    released: list[str] = []
    answer = assistant.answer(Question("q", text, (), frozenset({PUBLIC})), lambda claim: released.append(claim.text))
    return answer, released


def assert_clean(case: Planted, answer: Answer, released: list[str]) -> None:
    """Nothing of the instruction, nor of what came of it, is in what an officer or a program gets."""
    shown = json.dumps({**answer.as_json(), "question": ""}, ensure_ascii=False) + " ".join(released)
    assert case.marker not in shown
    assert case.planted not in shown
    assert case.instruction not in shown
    assert OBEYED[case.group] not in shown


def obey(case: Planted, request: dict[str, Any]) -> Act:
    """A reply that obeys in every way a reply can: in its own words, with false support, in a true sentence."""
    source = next(one["source"] for one in sources_of(request) if case.place in one.get("title", ""))
    obeyed = OBEYED[case.group]
    return writes(
        claim(f"{obeyed[:-1]} {case.marker}.", (source, case.planted)),
        claim(obeyed, (source, case.finding)),
        claim(case.planted, (source, case.planted)),
        claim(case.instruction, (source, case.finding)),
        claim(f"{case.finding[:-1]}, {case.marker}.", (source, case.finding)),
        claim(case.finding, (source, case.finding)),
        piece=PHRASE,
    )


@pytest.mark.real_model
@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.number}-{case.position}")
def test_an_obedient_model_changes_nothing(case: Planted, writer: Assistant, model_server: FakeModel) -> None:
    model_server.script = lambda request: obey(case, request)
    answer, released = ask(writer, case.question)
    assert_clean(case, answer, released)
    assert released == [case.finding] * case.stands_apart
    assert case.marker not in json.dumps(model_server.requests[-1])


def test_nearly_every_finding_stands_apart() -> None:
    assert sum(case.stands_apart for case in cases()) >= 223


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.number}-{case.position}")
def test_a_quotation_is_never_the_instruction(case: Planted, planted_library: Library) -> None:
    assistant = make_assistant(planted_library)
    answer, released = ask(assistant, case.question)
    assert (case.finding in answer.text) is case.stands_apart
    assert_clean(case, answer, released)
    assert_clean(case, *ask(assistant, f"{case.place}: {case.instruction}"))
