"""What a document would change is told the same, however it is found out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adding.changes import AskedBefore, Change, Forecast, differ
from bot.answering.assistant import Assistant
from bot.guard.configuration import load_guard
from bot.vocabulary import Answer, AnswerStatus, Citation, Question
from knowledge.indexing.add import add_files, prepare_alone
from knowledge.indexing.file_reader import FileReader
from knowledge.indexing.files import source_file
from knowledge.indexing.publish import PreparedDocument
from knowledge.indexing.rehearsal import rehearsal
from knowledge.opening import Library
from knowledge.retrieval.confidence import ConfidenceModel
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import PUBLIC, Audience, Evidence, Kind
from tests.conftest import WordEmbedder, Write, sync

_OFFICERS = frozenset({PUBLIC})
_CLIENT = frozenset({PUBLIC, Audience("client:a")})
QUESTIONS = [
    "Did telecare cut hospital admissions in Kent?",
    "Did telecare cut hospital admissions in Kent, and did reablement have a trial in Dorset?",
    "How many placements did the Borchester review find avoidable?",
    "Was the Leeds befriending scheme a success?",
    "What did telecar cost in Kent?",
    "hello",
    "Should I take this child into care?",
    "What do pendant alarms do for carers in Essex?",
]
NEW = {
    "kent": "In Kent telecare cut hospital admissions by a fifth.",
    "leeds": "The Leeds befriending scheme did work in 2019.",
    "essex": "Pendant alarms in Essex let carers sleep. Telecare in Kent cost 210 pounds.",
    "elsewhere": "Roads in Rutland were mended in 2020.",
    "telecare": "The Kent telecare trial was stopped early.",
}


def assistant_of(library: Library) -> Assistant:
    # The shipped confidence is calibrated for the shipped embedder.
    confidence = ConfidenceModel(intercept=-5.0, weights={"sentence_meaning": 10.0}, threshold=0.5)
    return Assistant(library, Retriever(library), confidence, load_guard(None))


def asked(questions: Sequence[str] = QUESTIONS) -> list[AskedBefore]:
    return [AskedBefore(Question(text, text), "suite-of-the-test") for text in questions]


def ask_everything_twice(library: Library, copy: Library, audiences: frozenset[Audience]) -> list[Change]:
    """The plain way: each question of two assistants that know nothing of each other, nor of anything before."""
    changes = []
    for one in asked():
        question = replace(one.question, audiences=audiences)
        before = assistant_of(library).answer_without_model(question)
        after = assistant_of(copy).answer_without_model(question)
        if differ(before, after):
            changes.append(Change(one, before, after))
    return changes


def gist(changes: Sequence[Change]) -> list[tuple[str, str, str]]:
    return [(change.asked.question.text, change.before.text, change.after.text) for change in changes]


def prepared(library: Library, path: Path, **given: str) -> PreparedDocument:
    with FileReader(library.limits) as reader:
        return prepare_alone(library, source_file(path.parent, path), given, reader)


@pytest.fixture
def stocked(library: Library, write: Write, folder: Path) -> Library:
    write("telecare", "The Kent telecare trial did not cut hospital admissions. Telecare cost 400 pounds in Kent.")
    write("reablement", "Reablement in Dorset had a trial in 2012.")
    write("review", "The Borchester review found 11 placements avoidable.", audience="client:a")
    sync(library, folder)
    return library


@pytest.fixture
def new(tmp_path: Path) -> dict[str, Path]:
    """The files of `NEW`, outside the folder that is synced."""
    files = {}
    for name, text in NEW.items():
        files[name] = tmp_path / f"new-{name}.md"
        files[name].write_text(f"---\ntitle: {name}\naudience: public\n---\n{text}\n", encoding="utf-8")
    return files


def test_the_same_changes_are_found_as_by_asking_everything_twice(stocked: Library, new: dict[str, Path]) -> None:
    # One after another, published in between: what is kept from one preview must not tell the next one wrongly.
    forecast = Forecast(stocked, assistant_of, asked())
    found = 0
    for name, path in new.items():
        given = {"supersedes": "telecare"} if name == "telecare" else {}
        with rehearsal(stocked, [prepared(stocked, path, **given)]) as copy:
            for audiences in (_OFFICERS, _CLIENT):
                quick = forecast.of_suites(copy, audiences, lambda done: None)
                assert gist(quick) == gist(ask_everything_twice(stocked, copy, audiences))
                found += len(quick)
        if name in ("kent", "leeds"):
            add_files(stocked, [path], given, "tester", lambda done, total, name: None)
    assert found > 6


def test_a_question_is_read_once_for_both_and_for_the_next_document(
    stocked: Library, new: dict[str, Path], embedder: WordEmbedder
) -> None:
    forecast = Forecast(stocked, assistant_of, asked())
    for name in ("kent", "elsewhere"):
        with rehearsal(stocked, [prepared(stocked, new[name])]) as copy:
            embedder.embedded.clear()
            forecast.of_suites(copy, _OFFICERS, lambda done: None)
            if name == "kent":
                assert QUESTIONS[0] in embedder.embedded
                assert len(embedder.embedded) == len(set(embedder.embedded))
    assert embedder.embedded == []


def test_of_questions_outside_the_suites_nothing_is_kept(
    stocked: Library, new: dict[str, Path], embedder: WordEmbedder
) -> None:
    forecast = Forecast(stocked, assistant_of, [])
    with rehearsal(stocked, [prepared(stocked, new["leeds"])]) as copy:
        for _ in range(2):
            embedder.embedded.clear()
            (change,) = forecast.of(copy, asked(["Was the Leeds befriending scheme a success?"]), _OFFICERS)
            assert embedder.embedded == ["Was the Leeds befriending scheme a success?"]
    assert "did work in 2019" in change.after.text


def test_of_two_answers_only_what_differs_is_told() -> None:
    def answer(*quotes: str) -> Answer:
        citations = [
            Citation(
                number,
                "d",
                1,
                f"d@1#{number}",
                "D",
                Kind.REPORT,
                None,
                None,
                None,
                "p. 1",
                "",
                quote,
                None,
                PUBLIC,
                Evidence.AUDIT,
            )
            for number, quote in enumerate(quotes, start=1)
        ]
        return Answer("1", "?", AnswerStatus.ANSWERED, " ".join(quotes), citations=tuple(citations))

    change = Change(asked()[0], answer("Stays.", "Goes."), answer("Comes.", "Stays."))
    assert (change.dropped(), change.added()) == (["Goes."], ["Comes."])
    assert change.cites("d")
    assert not change.cites("e")
