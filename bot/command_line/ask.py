"""`insights ask`: one answer, or a file of them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.command_line.options import AudienceOption, JsonOption, audiences_from, load_settings
from bot.vocabulary import Question, Role, Turn
from knowledge.errors import InsightsError
from knowledge.vocabulary import PUBLIC, parse_audience

if TYPE_CHECKING:
    from knowledge.opening import Library


def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in quotes.")] = None,
    as_json: JsonOption = False,
    audience: AudienceOption = None,
    questions: Annotated[
        Path | None, typer.Option(help="Answer every line of this JSONL file instead.", metavar="FILE")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the answers here, one JSON a line.", metavar="FILE")] = None,
) -> None:
    """Answer a question from the library, every sentence cited."""
    from bot.assembly import library_from

    audiences = audiences_from(audience)
    if (question is None) == (questions is None):
        raise typer.BadParameter("give either a question or --questions FILE")
    if (questions is None) != (out is None):
        raise typer.BadParameter("--questions and --out go together")
    if questions and out:
        _answer_file(questions, out)
        return
    asked = Question(_new_id(), str(question).strip(), audiences=audiences)
    if not asked.text:
        raise typer.BadParameter("the question is empty")
    answer_and_print(library_from(load_settings()), asked, as_json)


def answer_and_print(library: Library, asked: Question, as_json: bool = False) -> None:
    """Answer one question on standard output. Raises InsightsError while the library is empty."""
    from bot.assembly import assistant_for
    from bot.command_line.show_answer import print_answer

    if not library.catalogue.audiences():
        raise InsightsError("the library is empty: run `insights library sync`")
    answer = assistant_for(library).answer(asked)
    if as_json:
        typer.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=2))
    else:
        print_answer(answer)


def _answer_file(source: Path, target: Path) -> None:
    from rich.console import Console
    from rich.progress import track

    from bot.assembly import assistant_for, library_from

    asked = list(read_questions(source))
    assistant = assistant_for(library_from(load_settings()))
    console = Console(stderr=True)
    with target.open("w", encoding="utf-8") as file:
        for question in track(asked, "Answering", console=console, disable=not console.is_terminal):
            file.write(json.dumps(assistant.answer(question).as_json(), ensure_ascii=False) + "\n")


def read_questions(path: Path) -> Iterator[Question]:
    """The questions of a JSONL file. Raises InsightsError naming the file and line."""
    if not path.is_file():
        raise InsightsError(f"no file {path}")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield _question(json.loads(line))
        except (ValueError, TypeError, KeyError, InsightsError) as error:
            raise InsightsError(f"{path}, line {number}: {_expected(error)}") from error


def _question(fields: dict[str, Any]) -> Question:
    text = fields["question"]
    if not isinstance(text, str) or not text.strip():
        raise ValueError("'question' is empty")
    return Question(
        id=str(fields.get("id", _new_id())),
        text=text.strip(),
        history=tuple(Turn(Role(turn["role"]), str(turn["text"])) for turn in fields.get("history") or []),
        audiences=frozenset(parse_audience(name) for name in fields.get("audiences") or [PUBLIC]),
    )


def _expected(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON ({error.msg})"
    if isinstance(error, KeyError):
        return f"the field {error} is missing"
    return str(error)


def _new_id() -> str:
    return uuid.uuid4().hex[:12]
