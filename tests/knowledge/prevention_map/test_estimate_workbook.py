"""The workbook gives the figures of the estimate, computed by somebody else's spreadsheet."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from knowledge.prevention_map.assumptions import Case, load_assumptions
from knowledge.prevention_map.chosen import chosen_ranges
from knowledge.prevention_map.estimate import Estimate, Inputs, Measure, make_estimate, sensitivity
from knowledge.prevention_map.estimate_workbook import SHEETS, estimate_workbook
from tests.knowledge.prevention_map.recalculated import recalculated

EVERYTHING = Inputs(
    children_entering=120, child_cost=62_000, adults_entering=900, adult_cost=21_000, adults_helped=400,
    nfa_referrals=1_850, nfa_hours=10, hour_cost=41.5, years=6,
)  # fmt: skip
OWN = [
    "children.cashable_share=0%/10%/20%",
    "adults.years=1/2/3.5",
    "adults.persistence=60%/75%/90%",
    "adults.cashable_share=5%",
    "front_door.avoidable_share=5%/10%/20%",
    "front_door.cashable_share=1%",
]
ESTIMATES = [
    make_estimate(EVERYTHING, chosen_ranges(OWN)),
    make_estimate(Inputs(children_entering=33, child_cost=48_500, families_helped=60, years=1)),
    make_estimate(Inputs(adults_entering=700, adult_cost=19_000, years=20)),
    make_estimate(Inputs(nfa_referrals=640, nfa_hours=7.5)),
]


@pytest.mark.parametrize("estimate", ESTIMATES, ids=["everything", "one year", "adults, 20 years", "hours only"])
def test_recalculated_figures_are_ours(estimate: Estimate, tmp_path: Path) -> None:
    workbook = recalculated(estimate_workbook(estimate), tmp_path)
    values = [cell.value for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert not [value for value in values if isinstance(value, str) and value.startswith(("#", "Err:"))]
    for stream, name in SHEETS.items():
        ours = [[found for found in result.streams if found.stream is stream] for result in estimate.results.values()]
        if stream not in estimate.inputs.streams:
            assert name not in workbook.sheetnames
            continue
        sheet = workbook[name]
        for row, (expected,) in enumerate(ours, start=2):
            avoided, *rest = [cell.value for cell in sheet[row]][9:]
            years = estimate.inputs.years
            assert [avoided, *rest[: years - 1]] == pytest.approx([year.avoided for year in expected.years])
            assert rest[-3:] == pytest.approx([expected.cost_avoided, expected.cashable, expected.prevention])
    front = [[cell.value for cell in row] for row in workbook["Estimate"].iter_rows()]
    found = {str(row[0]): row[1:] for row in front if row[0]}
    period = f"over {estimate.inputs.years} years" if estimate.inputs.years > 1 else "in one year"
    for words, measure in (
        ("Cost avoided", Measure.COST_AVOIDED),
        ("Cashable saving less cost of the help", Measure.CASH),
    ):
        assert found[f"{words} {period}"][:3] == pytest.approx([estimate.results[case].total(measure) for case in Case])
    for measure, columns in ((Measure.COST_AVOIDED, slice(0, 2)), (Measure.CASH, slice(2, 4))):
        for swing in sensitivity(estimate, measure):
            label = load_assumptions()[swing.name].label
            assert found[label][columns] == pytest.approx([swing.low, swing.high]), swing.name


def test_results_are_formulas_and_a_changed_input_changes_them(tmp_path: Path) -> None:
    workbook = load_workbook(BytesIO(estimate_workbook(ESTIMATES[1])))
    assert all(str(cell.value).startswith("=") for cell in workbook["Children"][2][1:])
    workbook["Inputs"]["B2"] = 66
    changed = BytesIO()
    workbook.save(changed)
    front = recalculated(changed.getvalue(), tmp_path)["Estimate"]
    found = {row[0].value: row[2].value for row in front.iter_rows()}
    doubled = make_estimate(Inputs(children_entering=66, child_cost=48_500, families_helped=60, years=1))
    assert found["Cost avoided in one year"] == pytest.approx(doubled.results[Case.CENTRAL].total(Measure.COST_AVOIDED))
    before = ESTIMATES[1].results[Case.CENTRAL].total(Measure.COST_AVOIDED)
    assert found["When this file was made: cost avoided"] == pytest.approx(before)
