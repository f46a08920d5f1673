"""`insights map estimate` and `insights map draw` as people type them."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.bot.command_line.conftest import Run

EXAMPLE = Path(__file__).parents[3] / "knowledge" / "library" / "examples" / "example-c-prevention-map.xlsx"
CHILDREN = ("--children-entering", "120", "--child-cost", "£62k")


def test_an_estimate_is_told_with_its_assumptions_cautions_and_sources(run: Run) -> None:
    told = run("map", "estimate", *CHILDREN).stdout
    assert (
        "Children entering care: £10.1m of cost avoided over 5 years in the central case (low £0, high £21.9m)" in told
    )
    assert "not sourced; set it yourself" in told
    for heading in ("What it assumes", "What speaks against optimism", "Sources"):
        assert heading in told
    assert "[1] " in told.rpartition("Sources")[2]


def test_json_holds_every_figure_and_own_values_are_marked(run: Run) -> None:
    told = json.loads(run("map", "estimate", *CHILDREN, "--set", "children.cashable_share=10%", "--json").stdout)
    assert told["assumptions"]["children.cashable_share"]["own"] is True
    assert told["assumptions"]["children.avoidable_share"]["facts"] == ["F055", "F063", "F232"]
    central = told["results"]["central"]["streams"]["children"]
    assert central["cashable"] == pytest.approx(central["cost_avoided"] / 9)
    assert {reference["id"] for reference in told["references"]} >= {"F063", "F232", "F227"}


def test_workbook_and_picture_are_written(run: Run, tmp_path: Path) -> None:
    ended = run("map", "estimate", *CHILDREN, "--xlsx", str(tmp_path / "e.xlsx"), "--picture", str(tmp_path / "e.svg"))
    assert ended.code == 0
    assert load_workbook(BytesIO((tmp_path / "e.xlsx").read_bytes())).sheetnames[0] == "Estimate"
    assert b"<svg" in (tmp_path / "e.svg").read_bytes()


def test_a_map_says_what_help_costs_in_its_place(run: Run) -> None:
    told = json.loads(run("map", "estimate", *CHILDREN, "--map", str(EXAMPLE), "--json").stdout)
    cost = told["assumptions"]["children.cost_per_family"]
    assert cost["own"] is True
    assert cost["low"] == cost["high"] != 7857
    chosen = ("--set", "children.cost_per_family=5000")
    told = json.loads(run("map", "estimate", *CHILDREN, "--map", str(EXAMPLE), *chosen, "--json").stdout)
    assert told["assumptions"]["children.cost_per_family"]["central"] == 5000


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "nothing to estimate from: give --children-entering and --child-cost or --adults-entering"),
        (("--children-entering", "120"), "--children-entering is given without --child-cost: give both or neither"),
        (("--children-entering", "many", "--child-cost", "1"), "--children-entering: 'many' is not a number"),
        ((*CHILDREN, "--set", "children.avoidable=1%"), "did you mean 'children.avoidable_share'?"),
        ((*CHILDREN, "--xlsx", "e.ods"), "a file name ending in .xlsx is expected"),
        ((*CHILDREN, "--picture", "e.gif"), "a file name ending in .png or .svg is expected"),
        ((*CHILDREN, "--picture", "missing/e.png"), "missing/e.png"),
        ((*CHILDREN, "--map", "nowhere"), "nowhere"),
    ],
)
def test_faults_are_one_line(run: Run, home: Path, options: tuple[str, ...], said: str) -> None:
    assert said in run("map", "estimate", *options, INSIGHTS_HOME=home).reason()


def test_assumptions_are_listed_with_their_sources(run: Run) -> None:
    told = run("map", "estimate", "--assumptions").stdout
    assert "children.avoidable_share: Entries to care that better prevention avoids" in told
    assert "facts: F055, F063, F232" in told


@pytest.mark.parametrize("kind", ["needs", "flow", "scorecard"])
def test_a_map_is_drawn_and_told_in_words(run: Run, tmp_path: Path, kind: str) -> None:
    ended = run("map", "draw", kind, "--map", str(EXAMPLE), "--out", str(tmp_path / "map.png"))
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert "Example Council C (not real)" in ended.stdout


def test_drawing_says_what_it_can_write(run: Run, tmp_path: Path) -> None:
    drawn = run("map", "draw", "needs", "--map", str(EXAMPLE), "--out", str(tmp_path / "map.jpg"))
    assert "ending in .png or .svg" in drawn.reason()
    assert run("map", "draw", "everything", "--out", "map.png").code == 2
