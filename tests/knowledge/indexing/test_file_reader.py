"""Files are read in a process of their own: what it may cost is limited, and its end is not ours."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.errors import UnreadableDocument
from knowledge.indexing.file_reader import FileReader
from knowledge.indexing.loaders.by_suffix import load
from knowledge.limits import ReadingLimits
from tests.knowledge.indexing.source_files import write_pdf
from tests.reading_processes import ReadingProcesses


@pytest.fixture(autouse=True)
def _no_shared_process(reading_processes: ReadingProcesses) -> Iterator[None]:
    """Each reader starts its own process and ends it, as in the product."""
    with reading_processes.unshared():
        yield


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """A small good file."""
    path = tmp_path / "note.md"
    path.write_text(
        "---\ntitle: A note\npublished: 2026-11-22\nsections: {Costs: {year: 2014}}\n---\n# Costs\n\nText.\n"
    )
    return path


@pytest.fixture
def reader() -> Iterator[FileReader]:
    """A reader with the default limits."""
    with FileReader(ReadingLimits()) as reader:
        yield reader


def processes() -> list[int]:
    """The reading processes that this process has started."""
    found = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False
    )
    return [int(line.split()[0]) for line in found.stdout.splitlines() if "file_reading" in line]


def test_what_comes_back_is_what_the_loader_gives(reader: FileReader, note: Path) -> None:
    loaded, expected = reader.load(note), load(note, ReadingLimits())
    assert (loaded.title, loaded.blocks, loaded.warnings) == (expected.title, expected.blocks, expected.warnings)
    assert loaded.fields == {"title": "A note", "published": "2026-11-22", "sections": {"Costs": {"year": 2014}}}


def test_one_process_reads_many_files_and_ends_with_the_reader(reader: FileReader, note: Path) -> None:
    assert processes() == []
    reader.load(note)
    first = processes()
    for _ in range(20):
        reader.load(note)
    assert (len(first), processes()) == (1, first)
    reader.close()
    assert processes() == []


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(tmp_path: Path, note: Path) -> None:
    slow = write_pdf(tmp_path / "slow.pdf", [["A line of some words that are read one after another."] * 50] * 200)
    with FileReader(ReadingLimits(seconds=2)) as reader:
        reader.load(note)
        started = time.monotonic()
        with pytest.raises(UnreadableDocument, match=r"not read within 2 s.*READING_SECONDS"):
            reader.load(slow)
        assert time.monotonic() - started < 6
        assert reader.load(note).title == "Costs"


def test_a_file_that_needs_too_much_memory_is_given_up_and_the_next_is_read(tmp_path: Path, note: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"Some words and some more.\n\n" * (3 << 20))
    with FileReader(ReadingLimits(memory_mb=300)) as reader:
        reader.load(note)
        with pytest.raises(UnreadableDocument, match="READING_MEMORY_MB"):
            reader.load(large)
        assert reader.load(note).title == "Costs"


def test_a_process_that_is_killed_is_replaced(reader: FileReader, note: Path) -> None:
    reader.load(note)
    (process,) = processes()
    os.kill(process, signal.SIGKILL)
    assert reader.load(note).title == "Costs"
    assert processes() != [process]


def test_the_process_is_given_no_secret(reader: FileReader, note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    reader.load(note)
    (process,) = processes()
    assert b"xoxb-secret" not in Path(f"/proc/{process}/environ").read_bytes()


def test_a_module_in_the_folder_at_hand_is_not_run(tmp_path: Path, note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "yaml.py").write_text("open('run', 'w').close()")
    monkeypatch.chdir(tmp_path)
    with FileReader(ReadingLimits()) as reader:
        assert reader.load(Path("note.md")).title == "Costs"
    assert not (tmp_path / "run").exists()


def test_a_missing_file_is_one_clear_line(reader: FileReader, tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="cannot be opened: No such file"):
        reader.load(tmp_path / "none.md")
