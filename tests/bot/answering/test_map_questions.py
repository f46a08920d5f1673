"""The questions to the worked example, asked of the assistant as officers do: each goes to the map, none is lost."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.answering.assistant import Assistant
from bot.vocabulary import AnswerStatus, ClaimKind, Question
from knowledge.opening import open_library
from knowledge.vocabulary import PUBLIC, Audience
from tests.bot.answering.conftest import make_assistant
from tests.conftest import WordEmbedder, sync
from tests.databases import put_databases
from tests.knowledge.prevention_map.test_questions import ANSWERED, DECLINED, EXAMPLE, name

READERS = frozenset({PUBLIC, Audience("client:example-c")})


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant whose library holds the worked example."""
    folder, home = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("home")
    for path in (EXAMPLE, Path(f"{EXAMPLE}.yaml")):
        shutil.copy(path, folder)
    library = open_library(put_databases(home), WordEmbedder())
    sync(library, folder)
    return make_assistant(library)


@pytest.mark.parametrize("case", ANSWERED, ids=name)
def test_a_question_to_the_map_is_answered_by_it(assistant: Assistant, case: dict[str, Any]) -> None:
    answer = assistant.answer(Question("q", case["question"], audiences=READERS))
    assert answer.status is AnswerStatus.ANSWERED
    assert {claim.kind for claim in answer.claims} == {ClaimKind.COMPUTED}
    assert all(claim.citations for claim in answer.claims)


@pytest.mark.parametrize("case", DECLINED, ids=name)
def test_a_question_the_map_cannot_answer_gets_no_computed_figure(assistant: Assistant, case: dict[str, Any]) -> None:
    answer = assistant.answer(Question("q", case["question"], audiences=READERS))
    assert ClaimKind.COMPUTED not in {claim.kind for claim in answer.claims}


@pytest.mark.parametrize("case", ANSWERED, ids=name)
def test_without_the_audience_there_is_nothing(assistant: Assistant, case: dict[str, Any]) -> None:
    answer = assistant.answer(Question("q", case["question"], audiences=frozenset({PUBLIC})))
    assert (answer.claims, answer.citations, answer.closest) == ((), (), ())
