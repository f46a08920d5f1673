"""Options and set-up that several commands share."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from knowledge.errors import InsightsError
from knowledge.vocabulary import Audience, parse_audience

if TYPE_CHECKING:
    from bot.settings import Settings

AudienceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--audience",
        metavar="AUDIENCE",
        help="Whose documents to use: public, subscribers, internal or client:<slug>; repeat for several. "
        "Default: public. Trusts whoever runs the command.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def audiences_from(names: list[str] | None) -> frozenset[Audience]:
    """The audiences named on the command line, `public` when none is. Wrong names are wrong usage."""
    try:
        return frozenset(parse_audience(name) for name in names or ["public"])
    except InsightsError as error:
        raise typer.BadParameter(str(error), param_hint="--audience") from error


def load_settings() -> Settings:
    """The settings; a wrong one is named with what is expected."""
    from pydantic import ValidationError

    from bot.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        raise InsightsError(f"setting {name}: {first['msg']} (see .env.example)") from error
    except UnicodeDecodeError as error:
        raise InsightsError(f".env is not UTF-8 text (byte {error.start}): save it as UTF-8") from error


def require_evaluation_extra() -> None:
    """Raises InsightsError where the libraries that measure answers are not installed."""
    missing = [name for name in ("ir_measures", "scipy", "matplotlib", "jinja2") if find_spec(name) is None]
    if missing:
        raise InsightsError(f"measuring answers needs {', '.join(missing)}: run `make setup`, which installs it")
