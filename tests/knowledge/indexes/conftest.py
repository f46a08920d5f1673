"""Other processes, and documents of several passages that no two of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.knowledge.indexes.other_process import OtherProcess

WriteSections = Callable[..., list[str]]


@pytest.fixture(scope="session")
def idle_processes() -> Iterator[list[OtherProcess]]:
    """Processes that wait for something to do: starting one takes seconds."""
    processes: list[OtherProcess] = []
    yield processes
    for process in processes:
        process.kill()


@pytest.fixture
def other(idle_processes: list[OtherProcess]) -> Iterator[OtherProcess]:
    """Another process at whatever library it is told of."""
    process = idle_processes.pop() if idle_processes else OtherProcess()
    yield process
    if process.at_work:  # a test that failed left it in the middle of something
        process.kill()
    else:
        idle_processes.append(process)


def fail_at(step: str, process: OtherProcess, action: str, home: Path, **details: object) -> None:
    """Make another process fail at a step; a test of a step that is not on the way says so and tests nothing."""
    message = process.start(action, home, fail=[step], **details)
    if "result" in message:
        pytest.skip(f"{action}: does not come past this step any more: {step}")
    assert message == {"error": "DiskFull", "message": step}


@pytest.fixture
def write_sections(folder: Path) -> WriteSections:
    """Writes a document of passages, one under each heading; returns their texts.

    ``write_sections("report", "mark", passages=3, audience="public")``: ``mark`` goes into every word.
    """

    def write(name: str, mark: str, passages: int = 3, audience: str = "public") -> list[str]:
        texts = sections(mark, passages)
        write_markdown(folder / f"{name}.md", texts, audience)
        return texts

    return write


def sections(mark: str, passages: int) -> list[str]:
    """Texts that share no word with each other nor with those of another mark."""
    return [" ".join(f"{mark}{number}{letter}" for letter in "abcdef") + "." for number in range(passages)]


def write_markdown(path: Path, texts: list[str], audience: str) -> None:
    """A document with each text under a heading of its own, so that each becomes a passage."""
    body = "\n\n".join(f"## Part {number}\n\n{text}" for number, text in enumerate(texts))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {path.stem}\naudience: {audience}\n---\n{body}\n", encoding="utf-8")
