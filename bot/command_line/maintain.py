"""`insights migrate` and `insights doctor`."""

from __future__ import annotations

import typer

from bot.command_line.options import load_settings
from knowledge.errors import InsightsError


def migrate() -> None:
    """Bring the databases of the catalogue and the records to the newest schema."""
    from bot.assembly import migrate_database

    migrate_database(load_settings())
    typer.echo("The catalogue and the records are up to date.")


def doctor() -> None:
    """Check settings, model, catalogue and indexes, and say what to do about what is wrong."""
    from bot.doctor import examine

    findings = examine(load_settings())
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.subject}: {finding.message}")
    wrong = sum(not finding.ok for finding in findings)
    if wrong:
        raise InsightsError(f"{wrong} of {len(findings)} checks failed")
