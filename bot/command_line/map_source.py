"""Which map a command is about: a file, or a document of the library that the asker may see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.options import load_settings
from knowledge.errors import InsightsError
from knowledge.vocabulary import Audience, Kind

if TYPE_CHECKING:
    from knowledge.catalogue.catalogue import Catalogue
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
        raise InsightsError(f"no map for {', '.join(sorted(audiences))}: {_where_to_look()}")
    raise InsightsError(f"no map {name!r}: it is no file, and no map these audiences see; seen: {known}")


def visible_maps(audiences: frozenset[Audience]) -> list[PreventionMap]:
    """The maps of the library that ``audiences`` may see."""
    from knowledge.prevention_map.published import PublishedMaps

    return [published.content for published in PublishedMaps(_catalogue()).visible(audiences)]


def _where_to_look() -> str:
    """An audience that has a map; none of a client's is named, lest an error tell who has one."""
    catalogue = _catalogue()
    shared = [name for name in catalogue.audiences() if not name.startswith("client:")]
    having = [name for name in shared if catalogue.published_of(Kind.PREVENTION_MAP, [name])]
    return f"add --audience {having[0] if having else 'AUDIENCE'}, or name a file with --map"


def _catalogue() -> Catalogue:
    from bot.assembly import library_from

    return library_from(load_settings()).catalogue
