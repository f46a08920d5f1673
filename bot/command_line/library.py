"""`insights library`: what the library holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.administrator import administrator, machine_user
from bot.command_line.options import AudienceOption, JsonOption, audiences_from, load_settings
from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from bot.settings import Settings
    from knowledge.catalogue.entries import DocumentSummary
    from knowledge.catalogue.history import VersionSummary
    from knowledge.indexing.sync import SyncReport
    from knowledge.opening import Library

commands = typer.Typer(no_args_is_help=True, help="Add, list, show, check and remove documents.")

_LISTED = 10
"""Documents named one by one in a report; of more, only the number."""

_DocumentId = Annotated[str, typer.Argument(metavar="ID", help="A document id, as `library list` shows it.")]


@commands.command("sync")
def sync(
    folder: Annotated[
        Path | None, typer.Argument(help="The folder to hold; default INSIGHTS_LIBRARY, the starter library.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make the library hold what a folder holds: new, changed and removed files are followed."""
    from bot.assembly import library_from

    settings = load_settings()
    library = library_from(settings)
    report = sync_with_progress(library, folder or settings.insights_library)
    tell_report(settings, library, report, as_json)
    fail_for_unreadable(report)


def tell_report(settings: Settings, library: Library, report: SyncReport, as_json: bool = False) -> None:
    """Write what a run changed into the audit, and say what it did."""
    record_documents(settings, added=report.added, changed=report.changed, removed=report.removed)
    personal = personal_data_added(library, report, settings)
    newest = library.history.newest([*report.added, *report.changed])
    audiences = {identifier: version.metadata.audience for identifier, version in newest.items()}
    if as_json:
        more = {"personal_data": personal, "audiences": audiences}
        typer.echo(json.dumps(asdict(report) | more, ensure_ascii=False, indent=2))
    else:
        print_report(report, personal, audiences)


def fail_for_unreadable(report: SyncReport) -> None:
    """Raises InsightsError when something was left out, so that a script can tell; the rest is done all the same."""
    if report.unreadable:
        raise InsightsError(f"{len(report.unreadable)} could not be taken in, see above; everything else is done")


def sync_with_progress(library: Library, folder: Path) -> SyncReport:
    """Sync with a progress bar where somebody is watching."""
    from rich.console import Console
    from rich.progress import Progress

    from knowledge.indexing.sync import sync_folder

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Reading", total=None)
        return sync_folder(
            library,
            folder,
            machine_user(),
            lambda done, total, name: bar.update(
                task, completed=done, total=total, description=f"Reading {name}" if name else "Indexing"
            ),
        )


def record_documents(settings: Settings, **documents: Sequence[str]) -> None:
    """Write into the audit which documents were added, changed or removed, and by whom."""
    from bot.assembly import records_from
    from bot.records.audit import Event, What

    if any(documents.values()):
        what = {how: list(identifiers) for how, identifiers in documents.items() if identifiers}
        records_from(settings).audit.record(Event(What.DOCUMENTS_CHANGED, administrator(), details=what))


def personal_data_added(library: Library, report: SyncReport, settings: Settings) -> dict[str, dict[str, list[str]]]:
    """Documents that a sync added or changed and that seem to hold personal data: the kinds by passage."""
    from bot.guard.configuration import load_guard
    from bot.guard.documents import scan_chunks

    patterns = load_guard(settings.insights_guard).patterns
    found = {
        identifier: scan_chunks(library.catalogue.chunks_of(identifier), patterns)
        for identifier in [*report.added, *report.changed]
    }
    return {identifier: kinds for identifier, kinds in found.items() if kinds}


@commands.command("list")
def list_documents(as_json: JsonOption = False, audience: AudienceOption = None) -> None:
    """List the documents; without --audience all of them."""
    from bot.assembly import library_from

    audiences = audiences_from(audience) if audience else None
    documents = library_from(load_settings()).catalogue.documents(audiences)
    if as_json:
        typer.echo(json.dumps([_as_json(document) for document in documents], ensure_ascii=False, indent=2))
        return
    for document in documents:
        about = document.metadata
        details = [about.kind.replace("_", " "), about.place, str(about.year or ""), about.audience]
        typer.echo(f"{document.id}\n    {about.title} ({', '.join(detail for detail in details if detail)})")


@commands.command("show")
def show(identifier: _DocumentId, as_json: JsonOption = False) -> None:
    """Show a document: what is known about it, its versions, who did what to it, and its passages."""
    from bot.assembly import library_from

    library = library_from(load_settings())
    history = library.history.of(identifier)
    versions = library.history.versions(identifier)
    published = next((found for found in library.catalogue.documents() if found.id == identifier), None)
    if not versions and not history:
        raise InsightsError(f"no document {identifier!r}: `insights library list` shows the ids")
    chunks = library.catalogue.chunks_of(identifier)
    about = _as_json(published) if published else {"document_id": identifier, "state": _state(versions)}
    if as_json:
        passages = [
            {"chunk_id": chunk.id, "locator": chunk.locator, "heading": chunk.heading, "text": chunk.text}
            for chunk in chunks
        ]
        told = {
            "versions": [_version_as_json(version) for version in versions],
            "history": [{**asdict(entry), "at": entry.at.isoformat()} for entry in history],
            "passages": passages,
        }
        typer.echo(json.dumps({**about, **told}, ensure_ascii=False, indent=2))
        return
    for name, value in about.items():
        if value not in (None, ""):
            typer.echo(f"{name}: {value}")
    typer.echo("history:")
    for entry in history:
        version = f" version {entry.version}" if entry.version else ""
        why = f" ({entry.note})" if entry.note else ""
        typer.echo(f"  {entry.at:%Y-%m-%d %H:%M} {entry.who} {entry.what}{version}{why}")
    for chunk in chunks:
        typer.echo(f"\n[{chunk.id}] {chunk.heading} ({chunk.locator})\n{chunk.text}")


@commands.command("original")
def original(
    identifier: _DocumentId,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write it; an existing file is not overwritten.")],
    version: Annotated[int | None, typer.Option(help="Of this version; default: the newest.")] = None,
) -> None:
    """Write the original file of a document."""
    from bot.assembly import library_from

    library = library_from(load_settings())
    found = [one for one in library.history.versions(identifier) if version in (None, one.number)]
    if not found:
        raise InsightsError(f"no such document or version: `insights library show {identifier}` lists them")
    if out.exists():
        raise InsightsError(f"{out} is there already: name another file")
    sha256 = found[-1].original
    if sha256 is None or library.originals.find(sha256) is None:
        raise InsightsError(f"no file of {identifier} version {found[-1].number} is kept in this data directory")
    library.originals.copy(sha256, out)
    typer.echo(f"Wrote version {found[-1].number} of {identifier}: {out}")


@commands.command("retire")
def retire(
    identifier: _DocumentId,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; kept in its history.")] = "",
) -> None:
    """Take a document out of the search, keeping its text and file; `library add` brings it back."""
    from bot.assembly import library_from
    from knowledge.indexing.remove import retire_document

    settings = load_settings()
    retire_document(library_from(settings), identifier, machine_user(), reason.strip())
    record_documents(settings, retired=[identifier])
    typer.echo(f"Retired {identifier}. Threads that cite it are told by the running bot, or when it starts.")


@commands.command("remove")
def remove(identifier: _DocumentId) -> None:
    """Remove a document for good: every version, file, text, vector and word of it."""
    from bot.assembly import library_from
    from knowledge.indexing.rehearsal import sweep_rehearsals
    from knowledge.indexing.remove import remove_document

    settings = load_settings()
    library = library_from(settings)
    versions = library.history.versions(identifier)
    remove_document(library, identifier, machine_user())
    sweep_rehearsals(library.home)
    record_documents(settings, removed=[identifier])
    typer.echo(f"Removed {identifier}. Threads that cite it are told by the running bot, or when it starts.")
    source = versions[-1].source_path if versions else None
    if source and Path(source).exists():
        typer.echo(f"Its file is still there, and the next sync would add it again: {source}")


@commands.command("check")
def check(as_json: JsonOption = False) -> None:
    """Check the indexes, and every document: metadata, reviews, passages, duplicates, figures, evaluation cases."""
    from bot.assembly import library_from
    from evals.questions import documents_asked_about
    from knowledge.indexing.check import check_library

    library = library_from(load_settings())
    library.indexes.check_stamp()
    findings = check_library(library, documents_asked_about())
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    for finding in [] if as_json else findings:
        typer.echo(f"{finding.document_id or 'library'}: {finding.message}")
    if any(finding.broken for finding in findings):
        raise InsightsError("catalogue and indexes disagree: run `insights library rebuild`")
    if not findings and not as_json:
        typer.echo("The library is in order.")


@commands.command("rebuild")
def rebuild() -> None:
    """Make the indexes anew, with the embedding model now set."""
    from bot.assembly import library_from
    from knowledge.indexing.rebuild import rebuild_library

    passages = rebuild_library(library_from(load_settings()))
    typer.echo(f"Rebuilt the indexes: {passages} passages.")


def _as_json(document: DocumentSummary) -> dict[str, object]:
    return {
        "document_id": document.id,
        "version": document.version,
        "chunks": document.chunks,
        **document.metadata.model_dump(mode="json"),
        "source_path": document.source_path,
        "sha256": document.sha256,
        "added_by": document.added_by,
        "added_at": document.added_at.isoformat(),
    }


def _state(versions: Sequence[VersionSummary]) -> str:
    return versions[-1].state if versions else "removed"


def _version_as_json(version: VersionSummary) -> dict[str, object]:
    return {
        "version": version.number,
        "state": version.state,
        "title": version.metadata.title,
        "audience": version.metadata.audience,
        "added_by": version.added_by,
        "added_at": version.added_at.isoformat(),
        "source_path": version.source_path,
        "sha256": version.sha256,
        "original": version.original,
    }


def print_report(
    report: SyncReport, personal: Mapping[str, Mapping[str, Sequence[str]]], audiences: Mapping[str, str]
) -> None:
    """What a sync did, every file it could not take, and where personal data seems to stand."""
    counts = [
        (len(report.added), "added"),
        (len(report.changed), "changed"),
        (len(report.unchanged), "unchanged"),
        (len(report.removed), "removed"),
        (len(report.unreadable), "unreadable"),
    ]
    typer.echo("Library: " + ", ".join(f"{number} {what}" for number, what in counts) + ".")
    for what, identifiers in (("added", report.added), ("changed", report.changed), ("removed", report.removed)):
        for identifier in identifiers if len(identifiers) <= _LISTED else []:
            for_whom = f" (for {audiences[identifier]})" if identifier in audiences else ""
            typer.echo(f"  {what}: {identifier}{for_whom}")
    for name, reason in report.unreadable:
        typer.echo(f"  unreadable: {name}: {reason}")
    for name, reason in report.skipped:
        typer.echo(f"  skipped: {name}: {reason}")
    for identifier, warning in report.warnings:
        typer.echo(f"  note: {identifier}: {warning}")
    for identifier, why in report.resting:
        typer.echo(f"  left out: {identifier}: {why}")
    for one, other, share in report.similar:
        typer.echo(f"  near duplicates: {one} and {other}, {share:.0%} of the wording in common")
    for identifier in report.unclassified:
        typer.echo(f"  no audience: {identifier} is internal until its metadata or a _defaults.yaml names one")
    for identifier, passages in personal.items():
        where = "; ".join(f"{', '.join(kinds)} in {locator}" for locator, kinds in list(passages.items())[:_LISTED])
        typer.echo(f"  personal data? {identifier}: {where.replace('_', ' ')}")
