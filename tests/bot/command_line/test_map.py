"""`insights map`: rows, review, exact answers and the template, at the command line."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.prevention_map.load import load_map
from tests.bot.command_line.conftest import Command, Run
from tests.knowledge.prevention_map.made_maps import write_map

EXAMPLE = Path(__file__).parents[3] / "knowledge" / "library" / "examples" / "example-c-prevention-map.xlsx"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A map as a file."""
    rows: list[dict[str, object]] = [
        {"Id": "P01", "Intervention": "Falls classes", "Need": "Falls", "Tier": "targeted", "Annual spend": 1000},
        {"Id": "P02", "Intervention": "Youth club", "Need": "Isolation", "Tier": "universal"},
    ]
    return write_map(tmp_path / "made.xlsx", rows)


def test_spend_and_find_answer_from_a_file(insights: Command, made: Path) -> None:
    spend = insights("map", "spend", "falls", "--map", str(made))
    assert spend.stdout.startswith("£1,000 a year goes to interventions about falls (1 row).")
    find = insights("map", "find", "services", "without", "an", "owner", "--map", str(made), "--json")
    found = json.loads(find.stdout)
    assert (found["form"], found["figures"][0]["rows"]) == ("rows", ["P01", "P02"])
    assert all(statement["rows"] for statement in found["statements"])


def test_spend_without_words_adds_up_everything_and_says_what_is_blank(insights: Command, made: Path) -> None:
    said = insights("map", "spend", "--map", str(made)).stdout
    assert "£1,000 a year goes to the interventions of the map (1 row)." in said
    assert "Left out, because annual spend is blank: 1 row, Youth club (P02)." in said


def test_show_lists_rows_and_one_row_in_full(insights: Command, made: Path) -> None:
    assert "P01  Falls classes (targeted; £1,000)" in insights("map", "show", "--map", str(made)).stdout
    one = insights("map", "show", "P02", "--map", str(made)).stdout
    assert one == "Id: P02\nNeed: Isolation\nIntervention: Youth club\nTier: universal\n"


def test_check_prints_the_scorecard(insights: Command, made: Path) -> None:
    said = insights("map", "check", "--map", str(made)).stdout
    assert "Accountability: does somebody own the outcomes? FOUND" in said
    assert "2 interventions have no owner; together they spend £1,000 a year.  [P01, P02]" in said
    review = json.loads(insights("map", "check", "--map", str(made), "--json").stdout)
    assert {score["check"]: score["verdict"] for score in review["scores"]}["duplication"] == "clear"


def test_check_lists_every_fault_of_a_file(run: Run, tmp_path: Path, home: Path) -> None:
    wrong = write_map(tmp_path / "wrong.xlsx", [{"Id": "P01", "Intervention": "X", "Tier": "high", "NFA rate": "lots"}])
    ended = run("map", "check", "--map", str(wrong), INSIGHTS_HOME=home)
    assert "column Tier (D2): expected one or more of universal" in ended.stdout
    assert "column NFA rate (F2): expected percent" in ended.stdout
    assert "mend the 2 faults above" in ended.reason()
    one = write_map(tmp_path / "one.xlsx", [{"Id": "P01", "Intervention": "X", "Tier": "high"}])
    assert "mend the fault above" in run("map", "check", "--map", str(one), INSIGHTS_HOME=home).reason()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("map", "spend", "libraries"), "explains: libraries"),
        (("map", "show", "P99"), "no row 'P99'"),
    ],
)
def test_a_fault_is_one_line(run: Run, made: Path, home: Path, arguments: tuple[str, ...], reason: str) -> None:
    assert reason in run(*arguments, "--map", str(made), INSIGHTS_HOME=home).reason()


def test_a_map_of_the_library_needs_its_audience(insights: Command, run: Run, folder: Path, home: Path) -> None:
    path = write_map(folder / "own.xlsx", [{"Id": "P01", "Intervention": "Falls classes", "Annual spend": 5}])
    path.with_name("own.xlsx.yaml").write_text("title: Own\nkind: prevention_map\naudience: client:town\n")
    assert insights("library", "sync", str(folder)).exit_code == 0
    assert insights("map", "spend", "--audience", "client:town").stdout.startswith("£5 a year")
    assert "own.xlsx\n    Own (council, 1 rows)" in insights("map", "show", "--audience", "client:town").stdout
    for name in ((), ("--map", "own.xlsx")):
        reason = str(insights("map", "spend", *name).exception)
        assert "map" in reason
        assert "Own" not in reason
        assert "£5" not in reason
        assert "town" not in reason
    path.with_name("own.xlsx.yaml").write_text("title: Own\nkind: prevention_map\naudience: subscribers\n")
    assert insights("library", "sync", str(folder)).exit_code == 0
    refused = insights("map", "spend")
    assert str(refused.exception) == "no map for public: add --audience subscribers, or name a file with --map"


def test_a_template_can_be_filled_in_and_read(insights: Command, run: Run, tmp_path: Path, home: Path) -> None:
    path = tmp_path / "new.xlsx"
    assert "insights map check --map" in insights("map", "template", str(path)).stdout
    assert "exists already" in run("map", "template", str(path), INSIGHTS_HOME=home).reason()
    other = tmp_path / "other.xlsx"
    assert f"Wrote {other}." in insights("map", "template", "--out", str(other)).stdout
    assert other.read_bytes().startswith(b"PK")
    assert "there is no row below the headings" in str(insights("map", "check", "--map", str(path)).stdout)


def test_the_template_s_example_is_a_row_a_map_takes(tmp_path: Path) -> None:
    from knowledge.prevention_map.template import EXAMPLE as INVENTED
    from knowledge.prevention_map.template import write_workbook

    path = tmp_path / "filled.xlsx"
    write_workbook(path, "Filled", "Interventions", [INVENTED])
    (row,) = load_map(path).rows
    assert (row.annual_spend, row.nfa_rate) == (Decimal(88000), Decimal(10))
    assert row.place == "Example council (not real)"


def test_the_template_offers_the_words_that_are_read(tmp_path: Path) -> None:
    import openpyxl

    from knowledge.prevention_map.columns import COLUMNS
    from knowledge.prevention_map.template import write_template

    path = tmp_path / "new.xlsx"
    write_template(path)
    sheet = openpyxl.load_workbook(path)["Interventions"]
    offered = {rule.promptTitle: rule for rule in sheet.data_validations.dataValidation}
    assert [cell.value for cell in sheet[1]] == [column.heading for column in COLUMNS]
    for column in COLUMNS:
        if column.choices and not column.is_list:
            assert offered[column.heading].formula1 == f'"{",".join(column.choices)}"'


def test_the_worked_example_is_asked_like_any_map(insights: Command) -> None:
    said = insights("map", "spend", "on", "domestic", "abuse", "--map", str(EXAMPLE)).stdout
    assert said.startswith("£3,630,000 a year goes to interventions about domestic abuse (7 rows).")
