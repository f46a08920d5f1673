"""The gate: what makes answers worse is stopped, what only looks different is not.

The changes are made to the real assistant over a real library; see docs/evaluation.md, "The gate".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.assistant import Assistant
from bot.answering.compose import Composed, Release
from bot.answering.finding import Finding
from bot.answering.quoting import QuotingComposer
from bot.answering.timing import Timings
from bot.guard.configuration import load_guard
from bot.settings import Settings
from bot.vocabulary import Question
from evals.comparison import Comparison, compare_runs
from evals.runs.record import read_answers
from evals.runs.scores import CaseScores, read_scores, score_run
from knowledge.errors import InsightsError
from knowledge.opening import Library
from knowledge.retrieval.retriever import Retriever, SearchResult
from knowledge.vocabulary import Audience
from tests.evals.conftest import SURE, Ask

SEED = 3


@pytest.fixture
def before(ask: Ask) -> list[CaseScores]:
    """The scores of the assistant as it is."""
    return score_run(ask("before"))


def gate(before: Sequence[CaseScores], run: Path) -> Comparison:
    """A run made after a change, compared."""
    return compare_runs(before, score_run(run), SEED)


def test_the_assistant_as_it_is_passes_against_itself(ask: Ask, before: list[CaseScores]) -> None:
    found = gate(before, ask("after"))
    assert found.breaches == ()
    assert all(
        change.difference.change.mean == 0 for change in found.changes if change.metric not in {"latency", "cost"}
    )


def test_a_worse_retriever_is_stopped(ask: Ask, before: list[CaseScores], monkeypatch: pytest.MonkeyPatch) -> None:
    found = Retriever.search

    def turned_round(
        self: Retriever, query: str, audiences: Sequence[Audience], limit: int, per_document: int | None = None
    ) -> SearchResult:
        result = found(self, query, audiences, limit, per_document)
        worst = [replace(scored, score=1 - scored.score) for scored in reversed(result.chunks)]
        return replace(result, chunks=tuple(worst))

    monkeypatch.setattr(Retriever, "search", turned_round)
    breaches = gate(before, ask("after")).breaches
    assert any(breach.startswith("Documents in the right order") for breach in breaches)
    assert any(breach.startswith("Good answers") for breach in breaches)


class LyingModel:
    """Makes of the sentences that answer what a model might: other figures, and quotes to go with them."""

    def __init__(self, library: Library) -> None:
        self._honest = QuotingComposer(library.catalogue)

    def compose(
        self, question: Question, text: str, covered: Sequence[Finding], release: Release, timings: Timings
    ) -> Composed:
        """The honest answer with every digit turned round."""
        told = self._honest.compose(question, text, covered, release, timings)
        tampered = str.maketrans("0123456789", "9876543210")
        return replace(
            told,
            claims=[replace(claim, text=claim.text.translate(tampered)) for claim in told.claims],
            citations=[replace(cited, quote=cited.quote.translate(tampered)) for cited in told.citations],
        )


def lying(library: Library, settings: Settings) -> Assistant:
    """The assistant with a model that lies."""
    return Assistant(library, Retriever(library), SURE, load_guard(None), LyingModel(library))


def test_a_lying_model_with_the_verifier_off_is_stopped(
    ask: Ask, before: list[CaseScores], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.answering.assistant.verify_claims", lambda claims, *rest: list(claims))
    breaches = gate(before, ask("after", assistant=lying)).breaches
    for fallen in ("Quotes verbatim", "Figures right", "Key facts said", "Good answers"):
        assert any(breach.startswith(fallen) for breach in breaches)


def test_the_verifier_lets_none_of_those_lies_through(ask: Ask) -> None:
    assert [done.answer.claims for done in read_answers(ask("after", assistant=lying)) if done.answer.claims] == []


def test_a_leaking_access_rule_is_stopped_at_the_first_leak(
    ask: Ask, before: list[CaseScores], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Retriever.search

    def everything(
        self: Retriever, query: str, audiences: Sequence[Audience], limit: int, per_document: int | None = None
    ) -> SearchResult:
        return found(self, query, {*audiences, Audience("client:b")}, limit, per_document)

    monkeypatch.setattr(Retriever, "search", everything)
    found_now = gate(before, ask("after"))
    (breach,) = [breach for breach in found_now.breaches if "leak" in breach]
    assert "councils/borchester" in breach


def test_a_harmless_refactoring_passes(ask: Ask, before: list[CaseScores], monkeypatch: pytest.MonkeyPatch) -> None:
    found = Retriever.search

    def in_two_looks(
        self: Retriever, query: str, audiences: Sequence[Audience], limit: int, per_document: int | None = None
    ) -> SearchResult:
        wider = found(self, query, sorted(audiences), limit + 5, per_document)
        return replace(wider, chunks=wider.chunks[:limit])

    monkeypatch.setattr(Retriever, "search", in_two_looks)
    monkeypatch.setattr("bot.answering.ending.NOT_COVERED", "Nothing in the library covers this.")
    assert gate(before, ask("after")).breaches == ()


# -- what is compared ------------------------------------------------------------------------------------------------


def scored(name: str, values: dict[str, float], digest: str = "d") -> CaseScores:
    """The scores of a case about a document of its own."""
    return CaseScores("s", name, digest, name, (), "answered", True, True, 0.5, values)


def test_only_cases_that_did_not_change_are_compared() -> None:
    old = [scored("same", {"good_answer": 1}), scored("edited", {"good_answer": 1}), scored("gone", {"good_answer": 1})]
    new = [
        scored("same", {"good_answer": 1}),
        scored("edited", {"good_answer": 0}, "e"),
        scored("new", {"good_answer": 0}),
    ]
    found = compare_runs(old, new, SEED)
    assert (found.cases, found.altered, found.only_old, found.only_new) == (1, ("s/edited",), ("s/gone",), ("s/new",))
    assert [(change.metric, change.old, change.new) for change in found.changes] == [("good_answer", 1, 1)]
    with pytest.raises(InsightsError, match="share no case"):
        compare_runs(old, [scored("other", {})], SEED)


def test_a_metric_is_compared_only_over_cases_that_both_runs_scored() -> None:
    old = [scored("a", {"citation_recall": 1}), scored("b", {"citation_recall": 0})]
    new = [scored("a", {"citation_recall": 0.5}), scored("b", {})]
    (change,) = compare_runs(old, new, SEED).changes
    assert (change.old, change.new, change.difference.change.cases) == (1, 0.5, 1)


def falls(metric: str, old: float, new: float, count: int = 12) -> tuple[str, ...]:
    """What the gate says when a metric goes from one value to another in every case."""
    names = [f"c{number}" for number in range(count)]
    before = [scored(name, {metric: old}) for name in names]
    return compare_runs(before, [scored(name, {metric: new}) for name in names], SEED).breaches


@pytest.mark.parametrize(
    ("metric", "old", "new", "stopped"),
    [
        ("key_fact_recall", 1, 0, True),
        ("key_fact_recall", 0, 1, False),
        ("over_refusal", 0, 1, True),
        ("over_refusal", 1, 0, False),
        ("latency", 100, 900, False),
        ("length", 10, 90, False),
        ("leaks", 0, 1, True),
        ("leaks", 1, 1, True),
        ("injections", 0, 1, True),
        ("injections", 1, 1, False),
    ],
)
def test_a_fall_is_stopped_in_the_metrics_own_direction(metric: str, old: float, new: float, stopped: bool) -> None:
    assert bool(falls(metric, old, new)) is stopped


def test_one_leak_or_one_new_injection_is_enough_and_a_few_worse_answers_are_not() -> None:
    assert falls("leaks", 0, 1, count=1)
    assert falls("injections", 0, 1, count=1)
    assert not falls("good_answer", 1, 0, count=5)


def test_a_stored_run_compares_as_a_fresh_one(ask: Ask, before: list[CaseScores], tmp_path: Path) -> None:
    stored = read_scores(tmp_path / "runs" / "before")
    assert compare_runs(stored, before, SEED) == compare_runs(before, before, SEED)
