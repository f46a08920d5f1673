"""The judge's opinion stands beside the measures, says whose it is, and counts only where there is one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.answering.generate.chat_model import ChatModel, Limits, open_chat_model
from bot.command_line import main
from evals.judge.ask import judge_run
from evals.judge.verdict import Verdict, opinion_schema, read_judged
from evals.reports.data import as_data
from evals.reports.html import as_html
from evals.reports.report import build_report
from evals.runs.ask import RunOptions
from evals.runs.scores import score_run
from knowledge.errors import InsightsError
from tests.evals.conftest import Ask
from tests.fake_model.script import Refuses, Says
from tests.fake_model.server import FakeModel


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    """The server that `openai:stub` is at."""
    with FakeModel() as server:
        monkeypatch.setenv("OPENAI_API_KEY", "of-a-test")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        yield server


@pytest.fixture
def model(server: FakeModel) -> ChatModel:
    """The stub, replying with opinions. It is never left alone."""
    return open_chat_model("openai:stub", Limits(10, 5, 1, failures=99), schema=opinion_schema())


@pytest.fixture
def run(ask: Ask) -> Path:
    """Two answered cases."""
    return ask("judged", RunOptions(sample=2))


def says(verdict: str) -> Says:
    """A reply with an opinion."""
    return Says(json.dumps({"reason": f"It is {verdict}, says the stub.", "verdict": verdict}))


def quiet(done: int, total: int) -> None:
    """Progress that nobody watches."""


def material(request: dict[str, Any]) -> dict[str, Any]:
    """The case as the judge was shown it."""
    shown: dict[str, Any] = json.loads(request["messages"][-1]["content"])
    return shown


def test_opinions_are_kept_with_judge_and_reason_and_change_no_measure(
    run: Path, model: ChatModel, server: FakeModel
) -> None:
    measured = score_run(run)
    server.does(says("good"), says("bad"))
    found = judge_run(run, model, quiet)
    assert [one.opinion.verdict for one in found.judged] == [Verdict.GOOD, Verdict.BAD]
    assert {one.judge for one in found.judged} == {"openai:stub, judge-1"}
    assert score_run(run) == measured
    report = build_report(run)
    assert "It is bad, says the stub." in as_html(report)
    assert [case["judged"]["opinion"]["verdict"] for case in as_data(report)["cases"]] == ["good", "bad"]
    assert "judge" not in {metric["name"] for metric in as_data(report)["metrics"]}


def test_the_judge_sees_the_case_as_data_on_one_line(run: Path, model: ChatModel, server: FakeModel) -> None:
    server.does(says("good"))
    judge_run(run, model, quiet)
    shown = [material(request) for request in server.requests]
    assert len(shown) == 2
    assert all("\n" not in request["messages"][-1]["content"] for request in server.requests)
    assert all(one["answer"] and "a_good_answer" in one for one in shown)


def test_who_was_judged_is_not_judged_again_by_the_same_judge(run: Path, model: ChatModel, server: FakeModel) -> None:
    server.does(says("partly"))
    judge_run(run, model, quiet)
    again = judge_run(run, model, quiet)
    assert len(server.requests) == 2
    assert len(again.judged) == 2


@pytest.mark.parametrize("reply", [says("splendid"), Says('{"verdict": "good"}'), Says("{"), Refuses(400)])
def test_a_reply_that_cannot_be_used_is_no_opinion(
    run: Path, model: ChatModel, server: FakeModel, reply: Says | Refuses
) -> None:
    server.does(says("good"), reply)
    found = judge_run(run, model, quiet)
    assert (len(found.judged), found.without) == (1, 1)
    assert len(read_judged(run)) == 1
    assert [case.judged is None for case in build_report(run).cases].count(True) == 1


def test_an_opinion_that_was_tampered_with_is_named(run: Path) -> None:
    (run / "judged.jsonl").write_text('{"key": "a"}\n', encoding="utf-8")
    with pytest.raises(InsightsError, match="line 1: not an opinion"):
        read_judged(run)


def test_without_a_model_the_command_says_how_to_name_one(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MODEL", raising=False)
    monkeypatch.setattr("sys.argv", ["insights", "evals", "judge", str(run)])
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert ended.value.code == 1
    assert "--model provider:name" in capsys.readouterr().err
