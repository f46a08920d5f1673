"""`insights ask`: one answer, or a file of them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.options import AudienceOption, JsonOption, audiences_from, load_settings
from bot.vocabulary import Question, Role, Turn
from knowledge.errors import InsightsError
from knowledge.text_files import read_text
from knowledge.vocabulary import PUBLIC, Audience, parse_audience

if TYPE_CHECKING:
    from knowledge.opening import Library


def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in quotes.")] = None,
    as_json: JsonOption = False,
    audience: AudienceOption = None,
    questions: Annotated[
        Path | None,
        typer.Option(help="Answer every line of this JSONL file instead; a line may name audiences.", metavar="FILE"),
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
        _answer_file(questions, out, audiences)
        return
    asked = Question(_new_id(), str(question).strip(), audiences=audiences)
    if not asked.text:
        raise typer.BadParameter("the question is empty")
    answer_and_print(library_from(load_settings()), asked, as_json)


def answer_and_print(library: Library, asked: Question, as_json: bool = False) -> None:
    """Answer one question on standard output. Raises InsightsError while the library is empty."""
    from bot.assembly import assistant_for
    from bot.command_line.show_answer import AnswerPrinter

    require_documents(library)
    assistant = assistant_for(library, load_settings())
    if as_json:
        typer.echo(json.dumps(assistant.answer(asked).as_json(), ensure_ascii=False, indent=2))
        return
    printer = AnswerPrinter()
    printer.finish(assistant.answer(asked, printer.release))


def require_documents(library: Library) -> None:
    """Raises InsightsError while the library is empty: then every question would seem not covered."""
    if not library.catalogue.audiences():
        raise InsightsError("the library is empty: run `insights library sync`")


def _answer_file(source: Path, target: Path, audiences: frozenset[Audience]) -> None:
    from rich.console import Console
    from rich.progress import track

    from bot.assembly import assistant_for, library_from

    asked = list(read_questions(source, audiences))
    settings = load_settings()
    library = library_from(settings)
    require_documents(library)
    assistant = assistant_for(library, settings)
    console = Console(stderr=True)
    with target.open("w", encoding="utf-8") as file:
        for question in track(asked, "Answering", console=console, disable=not console.is_terminal):
            file.write(json.dumps(assistant.answer(question).as_json(), ensure_ascii=False) + "\n")


def read_questions(path: Path, audiences: frozenset[Audience]) -> Iterator[Question]:
    """The questions of a JSONL file, with ``audiences`` where a line names none.

    Raises InsightsError naming the file and line.
    """
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _question(json.loads(line), audiences)
        except json.JSONDecodeError as error:
            raise InsightsError(f"{path}, line {number}: not JSON ({error.msg})") from error
        except InsightsError as error:
            raise InsightsError(f"{path}, line {number}: {error}") from error


def _question(fields: object, otherwise: frozenset[Audience]) -> Question:
    if not isinstance(fields, dict):
        raise InsightsError('expected an object such as {"question": "..."}')
    text = fields.get("question")
    if not isinstance(text, str) or not text.strip():
        raise InsightsError("'question' is missing, empty or not text")
    if "audience" in fields:
        raise InsightsError("'audience' is not a key here: write \"audiences\": [...]")
    audiences = sorted(otherwise) if "audiences" not in fields else fields["audiences"]
    if audiences is None or audiences == []:
        audiences = [PUBLIC]
    if not isinstance(audiences, list) or not all(isinstance(name, str) for name in audiences):
        raise InsightsError("'audiences' is not a list of names")
    return Question(
        id=str(fields.get("id", _new_id())),
        text=text.strip(),
        history=_history(fields.get("history") or []),
        audiences=frozenset(parse_audience(name) for name in audiences),
    )


def _history(turns: object) -> tuple[Turn, ...]:
    expected = """'history' is not a list such as [{"role": "user", "text": "..."}] with role user or assistant"""
    if not isinstance(turns, list):
        raise InsightsError(expected)
    roles = {role.value for role in Role}
    for turn in turns:
        if not isinstance(turn, dict) or turn.get("role") not in roles or not isinstance(turn.get("text"), str):
            raise InsightsError(expected)
    return tuple(Turn(Role(turn["role"]), turn["text"]) for turn in turns)


def _new_id() -> str:
    return uuid.uuid4().hex[:12]
