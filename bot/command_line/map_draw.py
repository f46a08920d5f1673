"""`insights map draw`: a map as a picture."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.map_source import MapOption, chosen_map
from bot.command_line.options import AudienceOption, JsonOption, audiences_from
from bot.command_line.written_files import require_suffix, write_picture
from knowledge.prevention_map.pictures.drawings import Drawing


def draw(
    drawing: Annotated[
        Drawing,
        typer.Argument(
            metavar="KIND", help="needs (by tier), flow (spend to driver to behaviour) or scorecard (the review)."
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write it, .png or .svg.")],
    name: MapOption = None,
    audience: AudienceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw a map, readable on a phone and in grey, and print what the picture shows for whoever does not see it."""
    import json

    from knowledge.prevention_map.pictures.drawings import draw as draw_map

    require_suffix(out, ".png", ".svg")
    picture = draw_map(drawing, chosen_map(name, audiences_from(audience)), dt.date.today())
    write_picture(picture, out)
    if as_json:
        told = {"file": str(out), "title": picture.title, "alternative": picture.alternative}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo(picture.alternative)
