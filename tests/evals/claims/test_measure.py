"""Claims read from a file, judged, and scored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.answering.checking.checker import ClaimChecker
from bot.command_line.main import app, run
from bot.vocabulary import Verdict
from evals.abstention import auroc
from evals.claims.labelled import LabelledClaim, read_claims, read_claims_file
from evals.claims.measure import claim_figures, judge_claims, write_judged
from evals.claims.plots import roc, write_plots
from evals.statistics.intervals import interval_over
from knowledge.errors import InsightsError
from tests.conftest import WordEmbedder

ROWS: list[dict[str, Any]] = [
    {"claim": "Telecare costs £300 a year.", "evidence": ["Telecare costs £300 a year."], "label": "supported"},
    {"claim": "Telecare costs £400 a year.", "evidence": ["Telecare costs £300 a year."], "label": "not_supported"},
    {"claim": "Falls fell by 30% in Kent.", "evidence": ["In Kent falls fell by 30%.", "Kent is a county."], "id": 7},
]


def _write(folder: Path, rows: list[object]) -> Path:
    path = folder / "claims.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def _nothing(done: int, total: int) -> None:
    assert done <= total


def test_claims_are_read_in_order_with_or_without_labels(tmp_path: Path) -> None:
    claims = read_claims(_write(tmp_path, [*ROWS]))
    assert [claim.label for claim in claims] == [Verdict.SUPPORTED, Verdict.NOT_SUPPORTED, None]
    assert claims[2].evidence.text.split("\n") == ROWS[2]["evidence"]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("{nonsense", "line 2: Invalid JSON"),
        ({"claim": "A claim."}, "line 2: evidence: Field required"),
        ({"claim": "A claim.", "evidence": "a sentence"}, "line 2: evidence: Input should be a valid array"),
        ({"claim": "A claim.", "evidence": [], "label": "true"}, "line 2: label: Input should be 'supported'"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, row: object, fault: str) -> None:
    with pytest.raises(InsightsError, match=fault):
        read_claims(_write(tmp_path, [ROWS[0], row]))


def test_lines_that_hold_no_claim_are_told_beside_the_others(tmp_path: Path) -> None:
    read = read_claims_file(_write(tmp_path, [ROWS[0], "{nonsense", ROWS[1], {"claim": "A claim."}]))
    assert [claim.claim for claim in read.claims] == [ROWS[0]["claim"], ROWS[1]["claim"]]
    assert [fault.partition("claims.jsonl, ")[2].partition(":")[0] for fault in read.faults] == ["line 2", "line 4"]


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_claim_is_not_supported(tmp_path: Path, embedder: WordEmbedder, empty: str) -> None:
    claims = read_claims(_write(tmp_path, [{"claim": empty, "evidence": ["Kent is a county."]}, ROWS[0]]))
    judged = judge_claims(claims, ClaimChecker(embedder), _nothing)
    assert [claim.judgement.verdict for claim in judged] == [Verdict.NOT_SUPPORTED, Verdict.SUPPORTED]
    assert judged[0].word_overlap == judged[0].embedding_similarity == 0


def test_an_empty_file_says_what_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(InsightsError, match="holds no claims"):
        read_claims(_write(tmp_path, []))


def test_a_claim_with_several_evidences_is_in_one_part(tmp_path: Path) -> None:
    rows = [{"claim": f"Claim {number}.", "evidence": [text]} for number in range(200) for text in ("a", "b")]
    parts: dict[str, bool] = {}
    for claim in read_claims(_write(tmp_path, [*rows])):
        assert parts.setdefault(claim.claim, claim.is_for_training) == claim.is_for_training
    assert 90 < sum(parts.values()) < 150


def test_figures_stand_beside_those_of_the_simple_methods(tmp_path: Path, embedder: WordEmbedder) -> None:
    judged = judge_claims(read_claims(_write(tmp_path, [*ROWS])), ClaimChecker(embedder), _nothing)
    assert [claim.judgement.verdict is Verdict.SUPPORTED for claim in judged] == [True, False, True]
    figures = claim_figures(judged)
    assert set(figures) == {"checker", "word_overlap", "embedding_similarity"}
    assert figures["checker"]["accuracy"] == figures["checker"]["f1"] == figures["checker"]["auroc"] == 1
    assert judged[0].word_overlap == 1
    for values in figures.values():
        assert values["f1_low"] <= values["f1"] <= values["f1_high"]
    assert claim_figures([claim for claim in judged if claim.labelled.label is None]) == {}


def test_the_interval_of_an_auroc_narrows_with_the_claims() -> None:
    dice = np.random.default_rng(6)

    def width(count: int) -> float:
        truth = np.arange(count) % 2 == 0
        scores = truth * 0.3 + dice.random(count)
        low, high = interval_over(lambda drawn: auroc(truth[drawn], scores[drawn]), range(count), 6)
        assert 0 <= low < auroc(truth, scores) < high <= 1
        return high - low

    few, many = width(20), width(200)
    assert many < few / 2


def test_plots_show_every_method_and_every_label(tmp_path: Path, embedder: WordEmbedder) -> None:
    judged = judge_claims(read_claims(_write(tmp_path, [*ROWS])), ClaimChecker(embedder), _nothing)
    curve, spread = (path.read_text(encoding="utf-8") for path in write_plots(judged, tmp_path / "plots"))
    assert all(name in curve for name in ("checker", "word overlap", "embedding similarity", "<svg"))
    assert "supported (1)" in spread
    assert write_plots([judged[0]], tmp_path / "none") == []


def test_a_curve_goes_from_nothing_passed_to_everything_passed() -> None:
    points = roc(np.array([True, False, True, False]), np.array([0.9, 0.8, 0.8, 0.1]))
    assert points == [(0, 0), (0, 0.5), (0.5, 1), (1, 1)]


def test_judged_claims_are_written_line_by_line(tmp_path: Path, embedder: WordEmbedder) -> None:
    claims: list[LabelledClaim] = read_claims(_write(tmp_path, [*ROWS]))
    write_judged(judge_claims(claims, ClaimChecker(embedder), _nothing), tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["claim"] for line in lines] == [row["claim"] for row in ROWS]
    assert lines[0]["verdict"] == "supported"
    assert 0 <= lines[1]["score"] <= 1
    assert lines[1]["reasons"] == ["number £400 not in the source"]
    assert "label" not in lines[2]


@pytest.mark.real_model
def test_the_command_prints_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = _write(tmp_path, [*ROWS])
    told = CliRunner().invoke(app, ["evals", "claims", str(path), "--out", "out.jsonl"])
    assert told.exit_code == 0
    assert "3 claims: 1 partially_supported, 2 supported" in told.output or "1 not_supported" in told.output
    assert "word overlap" in told.output
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 3
    as_json = CliRunner().invoke(app, ["evals", "claims", str(path), "--json"])
    assert set(json.loads(as_json.stdout)) == {
        "claims", "verdicts", "checker", "word_overlap", "embedding_similarity",
    }  # fmt: skip
    held_back = CliRunner().invoke(app, ["evals", "claims", str(path), "--part", "held_back", "--json"])
    training = CliRunner().invoke(app, ["evals", "claims", str(path), "--part", "training", "--json"])
    assert json.loads(held_back.stdout)["claims"] + json.loads(training.stdout)["claims"] == 3


@pytest.mark.real_model
def test_malformed_lines_are_named_at_the_end_and_the_others_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    rows: list[object] = [{"claim": "", "evidence": ["Kent is a county."]}, "{nonsense", ROWS[0], {"claim": "A claim."}]
    monkeypatch.setattr("sys.argv", ["insights", "evals", "claims", str(_write(tmp_path, rows)), "--out", "out.jsonl"])
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == 1
    said = capsys.readouterr()
    assert "2 claims: 1 not_supported, 1 supported" in said.out
    assert "line 2: Invalid JSON" in said.err
    assert "line 4: evidence: Field required" in said.err
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["verdict"] for line in lines] == ["not_supported", "supported"]
