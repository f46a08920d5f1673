"""`insights chat` and `insights run`: the bot at a terminal."""

from __future__ import annotations

import uuid
from typing import Annotated

import typer

from bot.command_line.options import AudienceOption, audiences_from, load_settings
from bot.vocabulary import Question, Role, Turn

_LEAVE = {"", "bye", "exit", "quit"}


def run_product(
    ask: Annotated[str | None, typer.Option(help="Answer this once and stop.", metavar="QUESTION")] = None,
) -> None:
    """Set up the library, then answer: in Slack when tokens are set, else here. What `make run` calls."""
    from bot.assembly import migrate_database
    from bot.command_line.ask import answer_and_print
    from bot.command_line.library import sync

    migrate_database(load_settings())
    sync(folder=None, as_json=False)
    if ask is None:
        chat(audience=None)
    elif ask.strip():
        answer_and_print(Question(uuid.uuid4().hex[:12], ask.strip()))
    else:
        raise typer.BadParameter("the question is empty")


def chat(audience: AudienceOption = None) -> None:
    """Ask one question after another at the terminal; follow-ups use what went before."""
    from bot.assembly import assistant_for, library_from
    from bot.command_line.show_answer import print_answer

    audiences = audiences_from(audience)
    settings = load_settings()
    assistant = assistant_for(library_from(settings))
    typer.echo("This is the terminal chat. Ask a question; an empty line ends.")
    history: list[Turn] = []
    while (text := _read_line()) not in _LEAVE:
        answer = assistant.answer(Question(uuid.uuid4().hex[:12], text, tuple(history), audiences))
        print_answer(answer)
        history += [Turn(Role.USER, text), Turn(Role.ASSISTANT, answer.text)]


def _read_line() -> str:
    try:
        return input("> ").strip()
    except EOFError:
        return ""
