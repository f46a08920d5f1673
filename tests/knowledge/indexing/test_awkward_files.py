"""Awkward files: none crashes a sync, stops it, hangs it or takes its memory; each is named with what became of it."""

from __future__ import annotations

import resource
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from knowledge.indexing.sync import SyncReport
from knowledge.limits import ReadingLimits
from knowledge.opening import Library, open_library
from tests.conftest import WordEmbedder, sync
from tests.databases import put_databases
from tests.knowledge.indexing.awkward_files import write_awkward_files
from tests.knowledge.indexing.source_files import one_line

LIMITS = ReadingLimits(size_mb=20, unpacked_mb=50, characters=2_000_000, seconds=30, memory_mb=600)
MEGABYTE = 1024 * 1024
_RUN = 300
"""Seconds for all of them; a tenth is usual."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All awkward files, and good ones before and after them."""
    path = tmp_path_factory.mktemp("awkward") / "documents"
    path.mkdir()
    write_awkward_files(path)
    (path / "00-before.md").write_text("Before.")
    (path / "zz-after.md").write_text("After.")
    return path


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """An empty library with tight limits."""
    home = tmp_path_factory.mktemp("home")
    return open_library(put_databases(home), WordEmbedder(), limits=LIMITS)


@pytest.fixture(scope="module")
def report(folder: Path, library: Library) -> SyncReport:
    """What one sync of them says, which it does in bounded time and memory."""
    library.close()
    started = time.monotonic()
    # a process of its own: the memory of other tests' processes is none of this
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        report, grown, reading = processes.submit(_measured_sync, library.home, folder).result()
    assert time.monotonic() - started < _RUN
    assert grown < 500 * 1024, "KB more in the process that syncs"
    assert reading < LIMITS.memory_mb * 1024, "KB in a process that reads"
    return report


def _measured_sync(home: Path, folder: Path) -> tuple[SyncReport, int, int]:
    """The report, by how many KB this process grew, and the KB of the largest it started."""
    library = open_library(home, WordEmbedder(), limits=LIMITS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = sync(library, folder)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return report, grown, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def reasons(report: SyncReport) -> dict[str, str]:
    """Why files were not taken, by their name."""
    return {Path(name).name: reason for name, reason in [*report.unreadable, *report.skipped]}


def test_there_are_at_least_two_hundred(folder: Path) -> None:
    assert len(list(folder.iterdir())) >= 202


def test_every_file_is_named_with_its_outcome(folder: Path, report: SyncReport) -> None:
    taken = {identifier.split("/")[0] for identifier in report.added}
    said = {Path(name.removeprefix(f"{folder}/")).parts[0] for name, _ in [*report.unreadable, *report.skipped]}
    names = {path.name for path in folder.iterdir()}
    assert {name for name in names if name not in said and name.removesuffix(".md") not in taken} == set()
    assert {"00-before", "zz-after"} <= set(report.added)
    assert all(one_line(reason) for reason in reasons(report).values())


def test_what_was_taken_is_whole_in_every_store(library: Library, report: SyncReport) -> None:
    assert {document.id for document in library.catalogue.documents()} == set(report.added)
    assert library.indexes.disagreements() == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("many-pages.pdf", "3,000 pages, more than the 1,000"),
        ("many-rows.xlsx", "200,000 rows, more than the 20,000"),
        ("many-rows.csv", "200,001 rows, more than the 20,000"),
        ("far-cell.xlsx", "delete the empty rows"),
        ("too-large.txt", "32 MB, more than the 20 MB"),
        ("zeros-inside.xlsx", "60 MB when unpacked, more than the 50 MB"),
        ("zeros.zip", "60 MB when unpacked, more than the 50 MB"),
        ("many.zip", "an archive of 10,001 files"),
        ("password.pdf", "encrypted: save a copy without a password"),
        ("password.docx", "encrypted: save a copy without a password"),
        ("secret.md", "encrypted: pack it without a password"),
        ("link.md", "a link to another file"),
        ("escaped.md", "leads out of the archive"),
        ("is-pdf.docx", "it is a PDF, not a DOCX document"),
        ("is-pdf.txt", "it is a PDF, not plain text"),
        ("is-docx.pdf", "it is an archive or an Office document"),
        ("empty.docx", "not a DOCX document"),
        ("empty.txt", "no text"),
        ("cut-50.pdf", "damaged"),
        ("cut-80.pptx", "damaged"),
        ("aliases.md", "a YAML alias"),
        ("deep-yaml.md", "nested too deeply"),
        ("in-utf-16.md", "save it as UTF-8"),
    ],
)
def test_the_reason_says_what_is_wrong(report: SyncReport, name: str, reason: str) -> None:
    assert reason in reasons(report)[name]


def test_nothing_is_written_outside_an_archives_folder(folder: Path, report: SyncReport) -> None:
    assert list(folder.parent.rglob("escaped.md")) == []
    assert not Path("/etc/escaped.md").exists()
    assert any(identifier.startswith("leads-out-0.zip/good") for identifier in report.added)
