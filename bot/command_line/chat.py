"""`insights chat` and `insights run`: the bot at a terminal."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.options import AudienceOption, audiences_from, load_settings
from bot.vocabulary import STOPPED, Question, Role, Turn
from knowledge.vocabulary import PUBLIC, Audience

if TYPE_CHECKING:
    from knowledge.opening import Library

_LEAVE = {"", "bye", "exit", "quit"}


def run_product(
    ask: Annotated[str | None, typer.Option(help="Answer this once and stop.", metavar="QUESTION")] = None,
) -> None:
    """Set up the library, then answer: in Slack when tokens are set, else here. What `make run` calls."""
    from bot.assembly import library_from, migrate_database
    from bot.command_line.ask import answer_and_print
    from bot.command_line.library import sync_with_progress, tell_report
    from bot.command_line.serve import serve_library

    if ask is not None and not ask.strip():
        raise typer.BadParameter("the question is empty")
    settings = load_settings()
    migrate_database(settings)
    library = library_from(settings)
    report = sync_with_progress(library, settings.insights_library)
    tell_report(settings, library, report)
    if ask is not None:
        answer_and_print(library, Question(uuid.uuid4().hex[:12], ask.strip()))
        return
    if settings.slack_bot_token or settings.slack_app_token:
        serve_library(settings, library)
        return
    typer.echo("SLACK_BOT_TOKEN and SLACK_APP_TOKEN are not set (README, section Slack), so I answer here.")
    converse(library, frozenset({PUBLIC}))


def chat(audience: AudienceOption = None) -> None:
    """Ask one question after another at the terminal; follow-ups use what went before."""
    from bot.assembly import library_from

    audiences = audiences_from(audience)
    converse(library_from(load_settings()), audiences)


def converse(library: Library, audiences: frozenset[Audience]) -> None:
    """Read a line, answer it, until an empty line or the end of the input."""
    from bot.assembly import assistant_for
    from bot.command_line.ask import require_documents
    from bot.command_line.show_answer import AnswerPrinter

    require_documents(library)

    assistant = assistant_for(library, load_settings())
    typer.echo("This is the terminal chat. Ask a question; an empty line ends.")
    history: list[Turn] = []
    while (text := _read_line()) not in _LEAVE:
        printer = AnswerPrinter()
        answer = assistant.answer(Question(uuid.uuid4().hex[:12], text, tuple(history), audiences), printer.release)
        printer.finish(answer)
        if answer.status not in STOPPED:
            history += [Turn(Role.USER, answer.question), Turn(Role.ASSISTANT, answer.text)]


def _read_line() -> str:
    try:
        return input("> ").strip()
    except EOFError:
        return ""
