"""The `insights` command."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot.command_line import ask, brief, chat, maintain, search, serve, switch
from bot.command_line.access import access_commands
from bot.command_line.adding import library_commands
from bot.command_line.claims import claims
from bot.command_line.evals import evals_commands
from bot.command_line.evaluation import add_evaluation_commands
from bot.command_line.map import map_commands
from bot.command_line.question_list import list_questions
from bot.command_line.questions import questions_commands
from bot.command_line.records import records_commands
from bot.command_line.stats import stats
from knowledge.errors import InsightsError

app = typer.Typer(
    name="insights",
    help="Cited answers from a library of evidence on prevention and early intervention.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("ask")(ask.ask)
app.command("brief")(brief.brief)
app.command("chat")(chat.chat)
app.command("search")(search.search)
app.command("run")(chat.run_product)
app.command("serve")(serve.serve)
app.command("manifest")(serve.manifest)
app.command("doctor")(maintain.doctor)
app.command("migrate")(maintain.migrate)
app.command("off")(switch.off)
app.command("on")(switch.on)
app.add_typer(library_commands, name="library")
add_evaluation_commands(evals_commands)
evals_commands.command("claims")(claims)
app.add_typer(evals_commands, name="evals")
app.add_typer(access_commands, name="access")
app.add_typer(map_commands, name="map")
app.add_typer(records_commands, name="records")
questions_commands.command("list")(list_questions)
app.add_typer(questions_commands, name="questions")
app.command("stats")(stats)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"insights {version('insights-bot')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and stop.")
    ] = False,
) -> None:
    """Options before any command."""


def run() -> None:
    """Run the command; a fault a person can put right is one line on standard error and exit code 1."""
    try:
        app()
    except InsightsError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
    except KeyboardInterrupt:
        _fail("stopped", code=130)


def _fail(reason: str, code: int = 1) -> None:
    typer.echo(f"insights: {reason}", err=True)
    sys.exit(code)
