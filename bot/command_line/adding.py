"""`insights library add`, `preview` and `import`: documents taken in one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.command_line.administrator import machine_user
from bot.command_line.library import commands, fail_for_unreadable, tell_report
from bot.command_line.options import JsonOption, load_settings

if TYPE_CHECKING:
    from bot.adding.changes import Change
    from bot.adding.preview import Preview
    from knowledge.opening import Library

library_commands = commands
"""Of `insights library`, with those below."""

_Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="Metadata that goes before what the file says, such as audience=public; repeat for several.",
    ),
]
_SHOWN = 600
"""Characters of a passage in a preview."""


@library_commands.command("add")
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="The files; a known name is a new version.")],
    given: _Fields = None,
    as_json: JsonOption = False,
) -> None:
    """Add files as documents. A known id becomes its next version; what was known about it stays."""
    from bot.assembly import library_from
    from knowledge.indexing.add import add_files, existing_files

    paths, fields, settings = existing_files(files), fields_from(given), load_settings()
    library = library_from(settings)
    with _progress("Reading") as step:
        report = add_files(library, paths, fields, machine_user(), step)
    tell_report(settings, library, report, as_json)
    fail_for_unreadable(report)


@library_commands.command("import")
def import_lines(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.jsonl", help="One document a line: _id, title, text, metadata.")
    ],
    given: _Fields = None,
    as_json: JsonOption = False,
) -> None:
    """Add the documents of a JSONL file, one a line. A known id becomes its next version."""
    from bot.assembly import library_from
    from knowledge.indexing.add import existing_files
    from knowledge.indexing.import_lines import import_documents

    (path,), fields, settings = existing_files([file]), fields_from(given), load_settings()
    library = library_from(settings)
    with _progress("Reading") as step:
        report = import_documents(library, path, fields, machine_user(), step)
    tell_report(settings, library, report, as_json)
    fail_for_unreadable(report)


@library_commands.command("preview")
def preview(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file; nothing of it is published.")],
    given: _Fields = None,
    questions: Annotated[
        bool, typer.Option(help="Also ask the suites' questions, and show which would get another answer.")
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Show what would be understood of a file, and which answers it would change. Publishes nothing."""
    from bot.adding.preview import change_as_json
    from bot.adding.preview import preview as look_through
    from bot.assembly import library_from
    from bot.guard.configuration import load_guard
    from knowledge.indexing.add import existing_files, prepare_alone
    from knowledge.indexing.file_reader import FileReader
    from knowledge.indexing.files import source_file

    (path,), fields, settings = existing_files([file]), fields_from(given), load_settings()
    library = library_from(settings)
    library.indexes.check_stamp()
    with FileReader(library.limits) as reader:
        document = prepare_alone(library, source_file(path.parent, path), fields, reader)
    seen = look_through(library, document, load_guard(settings.insights_guard).patterns)
    changes = _changes(library, document, settings) if questions else None
    if as_json:
        told = [change_as_json(change) for change in changes] if changes is not None else None
        typer.echo(json.dumps({**seen.as_json(), "changes": told}, ensure_ascii=False, indent=2))
        return
    _show(seen)
    if changes is not None:
        _show_changes(changes)


def fields_from(given: list[str] | None) -> dict[str, str]:
    """The fields set on the command line. Anything but FIELD=VALUE is wrong usage."""
    fields = {}
    for one in given or []:
        name, equals, value = one.partition("=")
        if not (name and equals):
            raise typer.BadParameter(f"{one!r} is not FIELD=VALUE, such as audience=public", param_hint="--set")
        fields[name.strip()] = value.strip()
    return fields


def _changes(library: Library, document: Any, settings: Any) -> list[Change]:
    from bot.assembly import forecast_for
    from evals.questions import suite_questions
    from knowledge.indexing.rehearsal import rehearsal
    from knowledge.vocabulary import PUBLIC

    forecast = forecast_for(library, settings, suite_questions())
    audiences, tried = frozenset({PUBLIC, document.metadata.audience}), len(forecast.suite_questions)
    with rehearsal(library, [document]) as copy, _progress("Asking") as step:
        return forecast.of_suites(copy, audiences, lambda done: step(done, tried, "the suites' questions"))


@contextmanager
def _progress(verb: str) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar on standard error where somebody is watching."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(verb, total=None)

        def step(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=f"{verb} {name}" if name else "Indexing")

        yield step


def _show(seen: Preview) -> None:
    about = seen.metadata
    typer.echo(f"{seen.document_id}, version {seen.version}: {about.title} (for {about.audience})")
    typer.echo(f"Read: {seen.passages} passages, {seen.extent}.")
    for name, value in about.model_dump(mode="json", exclude_none=True).items():
        if name not in ("title", "audience"):
            typer.echo(f"  {name}: {value}")
    for old in seen.replaces:
        typer.echo(
            f"Replaces: {old.document_id} version {old.number} ({old.metadata.title}, for {old.metadata.audience})"
        )
    for near in seen.near:
        typer.echo(
            f"Near duplicate: {near.document_id} ({near.title}): {near.resemblance:.0%} of the wording in common"
        )
    for warning in seen.warnings:
        typer.echo(f"Look at: {warning}")
    if seen.headings:
        typer.echo("Headings:")
        for heading in seen.headings:
            typer.echo(f"  {heading}")
    for passage in seen.first:
        text = passage.text if len(passage.text) <= _SHOWN else f"{passage.text[:_SHOWN]}…"
        typer.echo(f"\n[{passage.locator}] {' › '.join(passage.headings)}\n{text}")


def _show_changes(changes: list[Change]) -> None:
    typer.echo(f"\nWould change {len(changes)} of the suites' answers" + (":" if changes else "."))
    for change in changes:
        typer.echo(f"  {change.asked.question.text} ({change.asked.suite})")
        for when, answer in (("now", change.before), ("then", change.after)):
            typer.echo(f"    {when}: {answer.status}: {' '.join(answer.text.split())}")
