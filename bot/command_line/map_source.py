"""Which map a command is about: a file, or a document of the library that the asker may see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.options import load_settings
from knowledge.errors import InsightsError
from knowledge.vocabulary import Audience

if TYPE_CHECKING:
    from knowledge.prevention_map.rows import PreventionMap

MapOption = Annotated[
    str | None,
    typer.Option("--map", metavar="NAME", help="A map by document id, or the path of an .xlsx or .csv file."),
]


def chosen_map(name: str | None, audiences: frozenset[Audience]) -> PreventionMap:
    """The map of this name, or the only one of the library that ``audiences`` may see.

    Raises InsightsError for an unknown name, a file that is no map, or a choice that is not made.
    """
    from knowledge.prevention_map.load import load_map

    if name is not None and Path(name).is_file():
        return load_map(Path(name))
    maps = visible_maps(audiences)
    named = [one for one in maps if name in (None, one.name)]
    if len(named) == 1:
        return named[0]
    known = ", ".join(one.name for one in maps) or "none (see --audience, and `insights library sync`)"
    if named:
        raise InsightsError(f"say which map with --map: {known}")
    if name is None:
        raise InsightsError("no map for these audiences: name others with --audience, or a file with --map")
    raise InsightsError(f"no map {name!r}: it is no file, and no map these audiences see; seen: {known}")


def visible_maps(audiences: frozenset[Audience]) -> list[PreventionMap]:
    """The maps of the library that ``audiences`` may see."""
    from bot.assembly import library_from
    from knowledge.prevention_map.published import PublishedMaps

    catalogue = library_from(load_settings()).catalogue
    return [published.content for published in PublishedMaps(catalogue).visible(audiences)]
