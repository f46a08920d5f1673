"""Processes that have read the files of one test and read those of the next: starting one costs a tenth of a second.

Each is the product's own, with the product's own limits, and is lent to one reader at a time.
"""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from knowledge.indexing.file_reader import FileReader
from knowledge.limits import ReadingLimits

_AS_IN_THE_PRODUCT = FileReader.__enter__, FileReader.__exit__


class ReadingProcesses:
    """Those that are idle, by the limits they were started with."""

    def __init__(self) -> None:
        self._idle: dict[ReadingLimits, list[subprocess.Popen[bytes]]] = defaultdict(list)

    @contextmanager
    def shared(self) -> Iterator[None]:
        """While this lasts, a reader that opens takes an idle process over, and one that closes leaves its own."""
        # functions, because a method of ours would not be given the reader
        with _replaced(lambda reader: self._lend(reader), lambda reader, *_: self._take_back(reader)):
            yield
        self._end()

    @contextmanager
    def unshared(self) -> Iterator[None]:
        """While this lasts, a reader starts its own process and ends it, as in the product, and there is no other."""
        self._end()
        with _replaced(*_AS_IN_THE_PRODUCT):
            yield

    def _end(self) -> None:
        for limits, processes in self._idle.items():
            for process in processes:
                reader = FileReader(limits)
                reader._process = process
                reader.close()
        self._idle.clear()

    def _lend(self, reader: FileReader) -> FileReader:
        with suppress(IndexError):
            reader._process = self._idle[reader.limits].pop()
        return reader

    def _take_back(self, reader: FileReader) -> None:
        if reader._process is not None:
            self._idle[reader.limits].append(reader._process)
            reader._process = None


@contextmanager
def _replaced(enter: Callable[..., FileReader], leave: Callable[..., None]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FileReader, "__enter__", enter)
        patch.setattr(FileReader, "__exit__", leave)
        yield
