"""`insights map estimate`: what prevention may be worth, with every assumption in sight."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.map_source import MapOption, chosen_map
from bot.command_line.options import AudienceOption, JsonOption, audiences_from
from bot.command_line.written_files import require_suffix, write_picture
from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from knowledge.prevention_map.estimate import Estimate, Inputs
    from knowledge.prevention_map.rows import PreventionMap


def _known(help_text: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(metavar="NUMBER", help=help_text)
    return option


def estimate(
    children_entering: Annotated[str | None, _known("Children entering care a year.")] = None,
    child_cost: Annotated[str | None, _known("Average annual cost of a child in care: 62000, £62k.")] = None,
    families_helped: Annotated[str | None, _known("Families you would help a year.")] = None,
    adults_entering: Annotated[str | None, _known("Adults entering long-term support a year.")] = None,
    adult_cost: Annotated[str | None, _known("Average annual cost of an adult in long-term support.")] = None,
    adults_helped: Annotated[str | None, _known("Adults you would help a year.")] = None,
    nfa_referrals: Annotated[str | None, _known("Referrals a year that end in no further action.")] = None,
    nfa_hours: Annotated[str | None, _known("Staff hours each of them takes.")] = None,
    hour_cost: Annotated[str | None, _known("Cost of a staff hour.")] = None,
    years: Annotated[int, typer.Option(help="Years to look ahead.", min=1, max=20)] = 5,
    chosen: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="Your own value of an assumption, or its low/central/high cases: "
            "children.avoidable_share=10%/20%/30%. Repeat for several; --assumptions lists them.",
        ),
    ] = None,
    assumptions: Annotated[
        bool, typer.Option("--assumptions", help="List the assumptions with their ranges and sources, and stop.")
    ] = False,
    name: MapOption = None,
    audience: AudienceOption = None,
    as_json: JsonOption = False,
    xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a workbook with live formulas.")] = None,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a picture of what matters most, .png or .svg.")
    ] = None,
) -> None:
    """Estimate what avoiding demand may be worth: low, central and high, with sources and what speaks against it.

    Give what you know of children's care, adults' long-term support or referrals without further action. Assumptions
    come from the library's sourced facts; where it has no source, that is said, and you can set a value of your own.
    With --map, what helping one family or adult costs is worked out from that map's spend and reach.
    """
    from bot.command_line.show_estimate import print_assumptions, print_estimate

    if assumptions:
        print_assumptions()
        return
    if xlsx is not None:
        require_suffix(xlsx, ".xlsx")
    if picture is not None:
        require_suffix(picture, ".png", ".svg")
    written = {
        "children_entering": children_entering,
        "child_cost": child_cost,
        "families_helped": families_helped,
        "adults_entering": adults_entering,
        "adult_cost": adult_cost,
        "adults_helped": adults_helped,
        "nfa_referrals": nfa_referrals,
        "nfa_hours": nfa_hours,
        "hour_cost": hour_cost,
    }
    map_for_costs = None if name is None else chosen_map(name, audiences_from(audience))
    made = _made(_inputs(written, years), chosen or [], map_for_costs)
    _write_files(made, xlsx, picture)
    print_estimate(made, as_json)


def _inputs(written: Mapping[str, str | None], years: int) -> Inputs:
    """What the council knows, from the options as they were written."""
    from knowledge.prevention_map.estimate import Inputs

    numbers = {name: _number(name, text) for name, text in written.items() if text is not None}
    try:
        return Inputs(**numbers, years=years)
    except InsightsError as error:
        raise InsightsError(_with_options(str(error), written)) from error


def _made(inputs: Inputs, chosen: Sequence[str], map_for_costs: PreventionMap | None) -> Estimate:
    """The estimate; what was chosen comes before what the map costs, and that before the sourced assumptions."""
    from knowledge.prevention_map.chosen import chosen_ranges
    from knowledge.prevention_map.cost_of_help import cost_of_help
    from knowledge.prevention_map.estimate import make_estimate

    from_map = cost_of_help(map_for_costs) if map_for_costs is not None else {}
    return make_estimate(inputs, {**from_map, **chosen_ranges(chosen)})


def _write_files(made: Estimate, xlsx: Path | None, picture: Path | None) -> None:
    if xlsx is not None:
        from knowledge.prevention_map.estimate_workbook import estimate_workbook

        xlsx.write_bytes(estimate_workbook(made))
    if picture is not None:
        from knowledge.prevention_map.pictures.tornado import draw_tornado

        write_picture(draw_tornado(made), picture)


def _number(name: str, text: str) -> float:
    from knowledge.prevention_map.numbers import parse_number

    try:
        return parse_number(text)
    except InsightsError as error:
        raise InsightsError(f"{_option(name)}: {error}") from error


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _with_options(reason: str, names: Iterable[str]) -> str:
    """A reason with each input called as its option is."""
    return re.sub(rf"\b(?:{'|'.join(names)})\b", lambda found: _option(found.group()), reason)
