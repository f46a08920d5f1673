"""An estimate as a workbook whose figures follow when an input or an assumption is changed.

One sheet holds what was put in, one the assumptions, and one a stream with a row for every run of the model: the three
cases, then each assumption alone at its low and its high case. The formulas are those of `estimate`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.prevention_map.assumptions import Case, Unit, load_assumptions
from knowledge.prevention_map.estimate import INPUT_FIELDS, Estimate, Measure, Stream
from knowledge.prevention_map.estimate_words import NAMES, NOT_ADDED_UP, OWN_CHOICE, reasons, write
from knowledge.prevention_map.facts import source_of

SHEETS = {Stream.CHILDREN: "Children", Stream.ADULTS: "Adults", Stream.FRONT_DOOR: "Front door"}
_BOLD = Font(bold=True)
_TO_CHANGE = PatternFill("solid", fgColor="FFF2CC")
_FORMATS = {
    Unit.SHARE: "0.0%",
    Unit.YEARS: "0.0#",
    Unit.PEOPLE: "#,##0.0",
    Unit.POUNDS: "£#,##0",
    Unit.HOURS: "#,##0.0",
}
_POUNDS = "£#,##0;-£#,##0"
_NUMBER = "#,##0.0"
_CASE_COLUMN = {Case.LOW: "B", Case.CENTRAL: "C", Case.HIGH: "D"}
_UNIT_COST = {Stream.CHILDREN: "child_cost", Stream.ADULTS: "adult_cost", Stream.FRONT_DOOR: "hour_cost"}
_PEOPLE = {Stream.CHILDREN: "children_entering", Stream.ADULTS: "adults_entering", Stream.FRONT_DOOR: "nfa_referrals"}
_HELPED = {Stream.CHILDREN: "families_helped", Stream.ADULTS: "adults_helped"}
_HELP_COST = {Stream.CHILDREN: "children.cost_per_family", Stream.ADULTS: "adults.cost_per_person"}


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the model: every assumption at the case of ``base``, but ``varied`` at that of ``at``."""

    label: str
    base: Case
    varied: str | None = None
    at: Case = Case.CENTRAL

    def column(self, assumption: str) -> str:
        return _CASE_COLUMN[self.at if assumption == self.varied else self.base]


@dataclass(frozen=True, slots=True)
class _Cells:
    """Where each input and each assumption stands."""

    inputs: Mapping[str, str]
    assumptions: Mapping[str, int]

    def input(self, name: str) -> str:
        return f"Inputs!{self.inputs[name]}"

    def assumption(self, name: str, column: str) -> str:
        return f"Assumptions!${column}${self.assumptions[name]}"


def estimate_workbook(estimate: Estimate) -> bytes:
    """The workbook, as the content of an XLSX file."""
    workbook = Workbook()
    front = workbook.active
    assert isinstance(front, Worksheet)
    front.title = "Estimate"
    cells = _Cells(_inputs(workbook.create_sheet("Inputs"), estimate), _assumptions(workbook, estimate))
    runs = list(_runs(estimate))
    totals = {
        stream: _stream_sheet(workbook.create_sheet(SHEETS[stream]), stream, estimate, cells, runs)
        for stream in estimate.inputs.streams
    }
    _front(front, estimate, totals, runs)
    _words(workbook.create_sheet("Notes and sources"), estimate)
    workbook.calculation.fullCalcOnLoad = True
    stored = BytesIO()
    workbook.save(stored)
    return stored.getvalue()


def _runs(estimate: Estimate) -> Iterator[_Run]:
    for case in Case:
        yield _Run(case, case)
    for name in estimate.relevant():
        for case in (Case.LOW, Case.HIGH):
            yield _Run(f"{name}: {case}", Case.CENTRAL, name, case)


def _inputs(sheet: Worksheet, estimate: Estimate) -> dict[str, str]:
    """Writes what was put in; where each value stands."""
    _header(sheet, ["What you know", "Value", "Unit"], [52, 16, 12])
    found = {}
    for row, (name, field) in enumerate(INPUT_FIELDS.items(), start=2):
        sheet.append([field.label, getattr(estimate.inputs, name), field.unit.value])
        sheet.cell(row, 2).number_format = _FORMATS[field.unit]
        sheet.cell(row, 2).fill = _TO_CHANGE
        found[name] = f"$B${row}"
    years = sheet[found["years"].replace("$", "")]
    years.fill, years.number_format = PatternFill(), "0"
    sheet.append([])
    sheet.append(["Change the yellow cells. The number of years is fixed in this file: make a new one for another."])
    return found


def _assumptions(workbook: Workbook, estimate: Estimate) -> dict[str, int]:
    """Writes the assumptions; the row of each."""
    sheet = workbook.create_sheet("Assumptions")
    _header(
        sheet,
        ["Assumption", "Low", "Central", "High", "Unit", "Where it comes from", "Facts"],
        [52, 12, 12, 12, 9, 90, 22],
    )
    found = {}
    for row, (name, assumption) in enumerate(load_assumptions().items(), start=2):
        values = estimate.ranges[name]
        facts = dict.fromkeys(fact for one in assumption.sources.values() for fact in one.facts)
        origin = OWN_CHOICE if values.own else f"{reasons(assumption)}. {assumption.caution}".strip()
        sheet.append(
            [
                assumption.label,
                values.low,
                values.central,
                values.high,
                assumption.unit.value,
                origin,
                "" if values.own else " ".join(facts or assumption.about),
            ]
        )
        for column in (2, 3, 4):
            sheet.cell(row, column).number_format = _FORMATS[assumption.unit]
            sheet.cell(row, column).fill = _TO_CHANGE
        sheet.cell(row, 6).alignment = Alignment(wrap_text=True, vertical="top")
        found[name] = row
    return found


@dataclass(frozen=True, slots=True)
class _Totals:
    """The columns of a stream's totals; ``held_unit`` turns what is held into hours where a referral takes several."""

    sheet: str
    avoided: str
    held: str
    held_unit: str
    cost_avoided: str
    cashable: str
    prevention: str

    def cell(self, column: str, run: int) -> str:
        return f"'{self.sheet}'!{column}{run + 2}"


def _stream_sheet(sheet: Worksheet, stream: Stream, estimate: Estimate, cells: _Cells, runs: Sequence[_Run]) -> _Totals:
    """Writes a row for each run of the model; where its totals stand."""
    years = estimate.inputs.years
    fixed = [
        "Run",
        "In full, a year",
        "Ramp-up",
        "Years of each",
        "Persistence",
        "Cost of one",
        "Cashable",
        "Helped",
        "Cost of help",
    ]
    yearly = [f"{what}, year {year}" for what in ("Avoided", "Held") for year in range(1, years + 1)]
    _header(sheet, [*fixed, *yearly, "Held, all years", "Cost avoided", "Cashable saving", "Cost of the help"], [40])
    first = len(fixed) + 1
    letters = [get_column_letter(column) for column in range(first, first + 2 * years + 4)]
    avoided, held, (all_held, cost, cash, prevention) = (
        letters[:years],
        letters[years : 2 * years],
        letters[2 * years :],
    )
    for row, run in enumerate(runs, start=2):
        sheet.append([run.label, *_fixed(stream, cells, run)])
        for year, letter in enumerate(avoided, start=1):
            sheet[f"{letter}{row}"] = f"=$B{row}*MIN(1,{year}/$C{row})"
        for year, letter in enumerate(held):
            sheet[f"{letter}{row}"] = "=" + "+".join(
                f"{avoided[year - later]}{row}*{_kept(row, later)}" for later in range(year + 1)
            )
        sheet[f"{all_held}{row}"] = f"=SUM({held[0]}{row}:{held[-1]}{row})"
        sheet[f"{cost}{row}"] = f"={all_held}{row}*$F{row}*(1-$G{row})"
        sheet[f"{cash}{row}"] = f"={all_held}{row}*$F{row}*$G{row}"
        sheet[f"{prevention}{row}"] = f"=$H{row}*$I{row}*{years}"
        for letter in (*avoided, *held, all_held):
            sheet[f"{letter}{row}"].number_format = _NUMBER
        for letter in ("F", "I", cost, cash, prevention):
            sheet[f"{letter}{row}"].number_format = _POUNDS
    sheet.freeze_panes = "B2"
    hours = f"*{cells.input('nfa_hours')}" if stream is Stream.FRONT_DOOR else ""
    return _Totals(sheet.title, avoided[-1], all_held, hours, cost, cash, prevention)


def _kept(row: int, later: int) -> str:
    """The share of what was avoided ``later`` years ago that is still avoided and still would have been needed."""
    return f"$E{row}^{later}*MIN(1,MAX(0,$D{row}-{later}))" if later else f"MIN(1,$D{row})"


def _fixed(stream: Stream, cells: _Cells, run: _Run) -> list[str | int]:
    def assumed(name: str) -> str:
        return cells.assumption(name, run.column(name))

    in_full = f"={cells.input(_PEOPLE[stream])}*{assumed(f'{stream}.avoidable_share')}"
    ramp_up, cost = f"={assumed('ramp_up_years')}", f"={cells.input(_UNIT_COST[stream])}"
    cashable = f"={assumed(f'{stream}.cashable_share')}"
    if stream is Stream.FRONT_DOOR:
        # A year of a referral is the hours it takes, so its cost is that of the hours.
        return [in_full, ramp_up, 1, 0, f"={cells.input('nfa_hours')}*{cells.input('hour_cost')}", cashable, 0, 0]
    kept = [f"={assumed(f'{stream}.years')}", f"={assumed(f'{stream}.persistence')}"]
    return [in_full, ramp_up, *kept, cost, cashable, f"={_helped(stream, cells)}", f"={assumed(_HELP_COST[stream])}"]


def _helped(stream: Stream, cells: _Cells) -> str:
    said = cells.input(_HELPED[stream])
    planned = "0"
    if stream is Stream.CHILDREN:
        central = [cells.assumption(name, "C") for name in ("children.avoidable_share", "children.helped_per_entry")]
        planned = "*".join([cells.input("children_entering"), *central])
    return f"IF(ISNUMBER({said}),{said},{planned})"


def _front(sheet: Worksheet, estimate: Estimate, totals: Mapping[Stream, _Totals], runs: Sequence[_Run]) -> None:
    """Writes the results of the three cases, then what each assumption does on its own."""
    _header(sheet, ["Opportunity estimate", "Low", "Central", "High"], [62, 16, 16, 16])
    years = f"over {estimate.inputs.years} years" if estimate.inputs.years > 1 else "in one year"
    for stream, total in totals.items():
        unit = "staff hours freed" if stream is Stream.FRONT_DOOR else "years of care not needed"
        rows = [
            (f"avoided in year {estimate.inputs.years}", total.avoided, _NUMBER),
            (f"{unit} {years}", total.held, _NUMBER),
            (f"cost avoided {years}", total.cost_avoided, _POUNDS),
            (f"cashable saving {years}", total.cashable, _POUNDS),
            (f"cost of the help {years}", total.prevention, _POUNDS),
        ]
        for words, column, form in rows:
            times = total.held_unit if column == total.held else ""
            _row(sheet, f"{NAMES[stream]}: {words}", [f"={total.cell(column, run)}{times}" for run in range(3)], form)
    _row(
        sheet,
        f"Cost avoided {years}",
        [f"={_sum(totals, Measure.COST_AVOIDED, run)}" for run in range(3)],
        _POUNDS,
        bold=True,
    )
    _row(
        sheet,
        f"Cashable saving less cost of the help {years}",
        [f"={_sum(totals, Measure.CASH, run)}" for run in range(3)],
        _POUNDS,
        bold=True,
    )
    for measure, words in (
        (Measure.COST_AVOIDED, "cost avoided"),
        (Measure.CASH, "cashable saving less cost of the help"),
    ):
        was = [estimate.results[case].total(measure) for case in Case]
        _row(sheet, f"When this file was made: {words}", was, _POUNDS)
    sheet.append([])
    sheet.append([NOT_ADDED_UP])
    sheet.append([])
    _row(
        sheet,
        "Each assumption alone, the others central",
        ["Cost avoided: low", "high", "Cash: low", "high"],
        _POUNDS,
        bold=True,
    )
    for number, name in enumerate(estimate.relevant()):
        low, high = 3 + 2 * number, 4 + 2 * number
        formulas = [f"={_sum(totals, measure, run)}" for measure in Measure for run in (low, high)]
        _row(sheet, load_assumptions()[name].label, formulas, _POUNDS)
    sheet.column_dimensions["E"].width = 16
    sheet.freeze_panes = None


def _sum(totals: Mapping[Stream, _Totals], measure: Measure, run: int) -> str:
    if measure is Measure.COST_AVOIDED:
        return "+".join(total.cell(total.cost_avoided, run) for total in totals.values())
    return "+".join(
        f"{total.cell(total.cashable, run)}-{total.cell(total.prevention, run)}" for total in totals.values()
    )


def _words(sheet: Worksheet, estimate: Estimate) -> None:
    written = write(estimate)
    sheet.column_dimensions["A"].width = 130
    sources = [
        f"[{number}] {source_of(fact)} ({fact.id}). {fact.claim}" for number, fact in enumerate(written.references, 1)
    ]
    parts = {
        "What it finds, when this file was made": written.findings,
        "What speaks against optimism": written.cautions,
        "What it assumes": written.assumptions,
        "Sources": sources,
    }
    for heading, lines in parts.items():
        sheet.append([heading])
        sheet.cell(sheet.max_row, 1).font = _BOLD
        for line in lines:
            sheet.append([line])
            sheet.cell(sheet.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append([])


def _header(sheet: Worksheet, labels: Sequence[str], widths: Sequence[int]) -> None:
    sheet.append(list(labels))
    for cell in sheet[1]:
        cell.font = _BOLD
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"


def _row(sheet: Worksheet, label: str, values: Sequence[object], form: str, bold: bool = False) -> None:
    sheet.append([label, *values])
    for cell in sheet[sheet.max_row]:
        cell.number_format = form
        cell.font = Font(bold=bold)
