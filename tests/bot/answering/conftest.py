"""An assistant over a small library for five audiences."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.answering.assistant import Assistant
from bot.guard.configuration import load_guard
from bot.vocabulary import Answer, Question, Turn
from knowledge.opening import Library, open_library
from knowledge.retrieval.confidence import ConfidenceModel
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import INTERNAL, PUBLIC, SUBSCRIBERS, Audience
from tests.conftest import WordEmbedder, sync
from tests.databases import put_databases

CLIENT_A = Audience("client:a")
CLIENT_B = Audience("client:b")

SURE = ConfidenceModel(intercept=-5.0, weights={"sentence_meaning": 10.0}, threshold=0.5)
"""Answers when a sentence shares about half its words with the question. The shipped model is calibrated for the
shipped embedder, so tests with the fast one must not depend on it."""


def make_assistant(library: Library) -> Assistant:
    """The assistant as the product builds it, but for its confidence."""
    return Assistant(library, Retriever(library), SURE, load_guard(None))


Ask = Callable[..., Answer]


@pytest.fixture
def ask(library: Library) -> Ask:
    """Asks the fresh library: ``ask("question", PUBLIC, history=[...])``; public when no audience is named."""

    def ask_library(text: str, *audiences: Audience, history: tuple[Turn, ...] = ()) -> Answer:
        question = Question("q1", text, tuple(history), frozenset(audiences or {PUBLIC}))
        return make_assistant(library).answer(question)

    return ask_library


SECRETS = {
    PUBLIC: ("Kent telecare trial", "The Kent telecare trial of 2014 did not cut hospital admissions."),
    SUBSCRIBERS: ("Prevention map of Dorset", "The Dorset prevention map lists 65 interventions and their owners."),
    INTERNAL: ("Pricing of Newton reviews", "The Newton pricing note sets consultants' daily rates at £900."),
    CLIENT_A: ("Review for Borchester", "The Borchester review found 11 of 48 foster placements avoidable."),
    CLIENT_B: ("Review for Casterbridge", "The Casterbridge review found 15 of 60 reablement packages avoidable."),
}
"""Audience to the title and the one sentence of its one document."""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The library holding SECRETS. For reading only."""
    folder, home = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("home")
    for number, (audience, (title, text)) in enumerate(SECRETS.items()):
        front = f"---\ntitle: {title}\naudience: {audience}\nyear: 2014\n---\n"
        (folder / f"document-{number}.md").write_text(front + text + "\n", encoding="utf-8")
    library = open_library(put_databases(home), WordEmbedder())
    assert len(sync(library, folder).added) == len(SECRETS)
    return library
