"""`insights records`: prove what happened, delete what need not be kept, answer people who ask what is held."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.administrator import administrator
from bot.command_line.options import load_settings
from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from bot.records.retention import Gone

records_commands = typer.Typer(no_args_is_help=True, help="Verify the audit; purge, export and erase what is kept.")

_User = Annotated[str, typer.Option("--user", metavar="TEAM/USER", help="For example T0123ABCD/U0123ABCD.")]


@records_commands.command("verify")
def verify(
    noted: Annotated[
        str | None, typer.Option(metavar="HASH", help="A hash printed or logged earlier, which must be in the chain.")
    ] = None,
) -> None:
    """Check that no row of the audit was changed, removed or inserted."""
    from bot.assembly import records_from

    audit = records_from(load_settings()).audit
    broken = audit.find_break()
    if broken is not None:
        raise InsightsError(f"the audit is not as it was written: row {broken.number} {broken.what}")
    if noted is not None and not audit.has(noted):
        raise InsightsError("the audit is not the one this hash was noted of: it was written anew, or cut off")
    head = audit.head()
    typer.echo(f"The audit is whole: {head.number} rows, the last with hash {head.hash or 'none'}")


@records_commands.command("purge")
def purge() -> None:
    """Delete question texts, answers and comments older than RECORDS_DAYS; a running bot does it daily."""
    from bot.assembly import records_from

    settings = load_settings()
    gone = records_from(settings).retention.purge(settings.records_days, administrator())
    typer.echo(f"Older than {settings.records_days} days: {_said(gone)} deleted.")


@records_commands.command("export")
def export(user: _User) -> None:
    """Print everything held about a person as JSON."""
    from bot.assembly import records_from
    from bot.records.person import parse_person

    held = records_from(load_settings()).subject_access.export(parse_person(user), administrator())
    typer.echo(json.dumps(held, ensure_ascii=False, indent=2))


@records_commands.command("erase")
def erase(user: _User) -> None:
    """Delete a person's questions, their answers, feedback, and who their pseudonym stands for."""
    from bot.assembly import records_from
    from bot.records.person import parse_person

    person = parse_person(user)
    gone = records_from(load_settings()).retention.erase(person, administrator())
    typer.echo(f"{_said(gone)} deleted. Rows of the audit can no longer be told to be theirs.")


@records_commands.command("transparency")
def transparency() -> None:
    """Print the algorithmic transparency record of this installation as Markdown."""
    from bot.assembly import library_from, policy_from
    from bot.transparency import transparency_record
    from knowledge.retrieval.confidence import load_confidence

    settings = load_settings()
    documents = library_from(settings).catalogue.documents()
    typer.echo(transparency_record(settings, documents, load_confidence(), policy_from(settings)), nl=False)


def _said(gone: Gone) -> str:
    return f"{gone.questions} questions, {gone.answers} answers, {gone.feedback} opinions or comments"
