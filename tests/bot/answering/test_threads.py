"""Eight workers asking at once: the same answers as one after the other, in no more time."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.answering.assistant import Assistant
from bot.guard.configuration import load_guard
from bot.vocabulary import Answer, Question
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.opening import Library, open_library
from knowledge.retrieval.confidence import load_confidence
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import INTERNAL, PUBLIC
from tests.bot.answering.conftest import make_assistant
from tests.conftest import Write, sync

WORKERS = 8
TOPICS = ["telecare", "reablement", "fostering", "housing", "respite", "adoption", "advocacy", "transport"]


def _ask_all(assistant: Assistant, questions: list[Question]) -> list[Answer]:
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(assistant.answer, questions))


def _about(topic: str) -> str:
    return f"The {topic} service in Kent cost £{len(topic)},000 in {2000 + len(topic)}."


@pytest.fixture
def stocked(library: Library, write: Write, folder: Path) -> Library:
    """A document on every topic."""
    for topic in TOPICS:
        write(topic, _about(topic))
    sync(library, folder)
    return library


def _questions() -> list[Question]:
    return [
        Question(f"{topic}-{number}", f"What did the {topic} service in Kent cost?")
        for number in range(4)
        for topic in TOPICS
    ]


def test_workers_that_start_cold_get_the_answers_one_would_get(home: Path, stocked: Library) -> None:
    questions = _questions()
    expected = [make_assistant(stocked).answer(question).text for question in questions]
    cold = make_assistant(open_library(home, stocked.embedder))
    assert [answer.text for answer in _ask_all(cold, questions)] == expected


@pytest.mark.parametrize("change", ["publish", "rebuild"])
def test_answers_are_whole_while_the_library_changes(stocked: Library, write: Write, folder: Path, change: str) -> None:
    def publish() -> None:
        write("other", f"Nothing to do with it, said {time.monotonic()}.", audience=INTERNAL)
        sync(stocked, folder)

    def rebuild() -> None:
        with stocked.indexes.writing():
            stocked.indexes.rebuild()

    changes: dict[str, Callable[[], None]] = {"publish": publish, "rebuild": rebuild}
    quiet = {question.id: make_assistant(stocked).answer(question).text for question in _questions()}
    with ThreadPoolExecutor(WORKERS) as pool:
        asked = [(question, pool.submit(make_assistant(stocked).answer, question)) for question in _questions() * 3]
        for _ in range(3):
            changes[change]()
        for question, answer in asked:
            assert answer.result().text == quiet[question.id]


@pytest.mark.real_model
def test_the_real_model_answers_many_threads_as_it_answers_one(home: Path, write: Write, folder: Path) -> None:
    for topic in TOPICS:
        write(topic, _about(topic))
    library = open_library(home, SentenceTransformerEmbedder())
    sync(library, folder)
    cold = open_library(home, SentenceTransformerEmbedder())
    assistant = Assistant(cold, Retriever(cold), load_confidence(), load_guard(None))
    questions = _questions()
    together = [answer.as_json() | {"timings_ms": {}} for answer in _ask_all(assistant, questions)]
    alone = [assistant.answer(question).as_json() | {"timings_ms": {}} for question in questions]
    assert together == alone


def test_audiences_are_kept_apart_between_workers(library: Library, write: Write, folder: Path) -> None:
    write("open", "The telecare service in Kent cost £8,000.")
    write("closed", "The telecare service in Kent really cost £9,999.", audience=INTERNAL)
    sync(library, folder)
    text = "What did the telecare service in Kent cost?"
    questions = [
        Question(str(number), text, audiences=frozenset({INTERNAL if number % 2 else PUBLIC})) for number in range(64)
    ]
    for question, answer in zip(questions, _ask_all(make_assistant(library), questions), strict=True):
        assert {citation.audience for citation in answer.citations} == question.audiences
