"""Files read in a process of their own, so that none can crash, stall or bloat the one that asked."""

from __future__ import annotations

import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, cast

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.split import Block
from knowledge.limits import ReadingLimits

_HANDED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TESSDATA_PREFIX")
"""What the reading process gets of the environment: no token, no database address."""
_FRAME = struct.Struct(">Q")


class _Ended(Exception):
    """The process went away while it read; ``late`` when it was stopped for taking too long."""

    def __init__(self, code: int, late: bool) -> None:
        self.code, self.late = code, late


class FileReader:
    """Reads one file after another in one separate process with limits, which is started when first needed.

    Every format goes this way, our own Markdown too: starting the process once costs 0.1 s, a small file 1 ms, and
    there is no list of formats to be trusted. A context manager; ``close`` ends the process.
    """

    def __init__(self, limits: ReadingLimits) -> None:
        self.limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0
        """Files that this process has read."""

    def __enter__(self) -> FileReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; the next file starts another."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                cast(IO[bytes], pipe).close()
            self._process = None

    def load(self, path: Path, kind: str | None = None) -> Loaded:
        """What a loader makes of the file, chosen by its ending and by what its metadata says that it is.

        Raises UnreadableDocument, also beyond a limit.
        """
        reply = self._ask({"path": str(path.absolute()), **({"kind": kind} if kind else {})}, path)
        blocks = [
            Block(text, tuple(headings), locator, whole, record)
            for text, headings, locator, whole, record in reply["blocks"]
        ]
        return Loaded(reply["fields"], reply["title"], blocks, tuple(reply["warnings"]))

    def unpack(self, path: Path, into: Path) -> list[tuple[str, str]]:
        """Lay what an archive or an e-mail holds into the empty folder ``into``.

        Returns (name, reason) of what was refused. Raises UnreadableDocument, also beyond a limit.
        """
        reply = self._ask({"path": str(path.absolute()), "into": str(into.absolute())}, path)
        return [(name, reason) for name, reason in reply["refused"]]

    def _ask(self, request: Mapping[str, str], path: Path) -> dict[str, Any]:
        self.limits.check_size(path)
        fresh = self._process is None
        try:
            reply = self._exchange(request)
            if reply.get("exhausted") and not fresh:  # by what earlier files left behind, perhaps
                raise _Ended(-signal.SIGKILL, late=False)
        except _Ended as ended:
            self.close()
            if fresh or ended.late:
                raise self._fault(ended) from ended
            return self._ask(request, path)
        if "unreadable" in reply:
            if reply.get("exhausted"):
                self.close()
            raise UnreadableDocument(str(reply["unreadable"]))
        return reply

    def _fault(self, ended: _Ended) -> UnreadableDocument:
        if ended.late:
            return UnreadableDocument(
                f"not read within {self.limits.seconds} s: divide the file, or raise READING_SECONDS"
            )
        return UnreadableDocument(
            f"reading it ended the reading process ({_how(ended.code)}): it is damaged or needs more memory than "
            f"the {self.limits.memory_mb:,} MB of READING_MEMORY_MB"
        )

    def _exchange(self, request: Mapping[str, str]) -> dict[str, Any]:
        process = self._running()
        deadline = time.monotonic() + self.limits.seconds
        frame = json.dumps(request).encode()
        try:
            os.write(cast(IO[bytes], process.stdin).fileno(), _FRAME.pack(len(frame)) + frame)
            (length,) = _FRAME.unpack(self._receive(_FRAME.size, deadline))
            reply: dict[str, Any] = json.loads(self._receive(length, deadline))
        except (BrokenPipeError, EOFError):
            code = process.wait()
            raise _Ended(code, late=code == -signal.SIGXCPU) from None
        except TimeoutError:
            raise _Ended(0, late=True) from None
        return reply

    def _receive(self, length: int, deadline: float) -> bytes:
        """So many bytes of the reply. Raises EOFError when the process has gone and TimeoutError at the deadline."""
        pipe = cast(IO[bytes], cast("subprocess.Popen[bytes]", self._process).stdout).fileno()
        received = bytearray()
        # poll, because select refuses a file number above 1,023, which a busy bot has
        waiting = select.poll()
        waiting.register(pipe, select.POLLIN)
        while len(received) < length:
            if not waiting.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise TimeoutError
            part = os.read(pipe, min(length - len(received), 1 << 20))
            if not part:
                raise EOFError
            received += part
        return bytes(received)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            environment = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}
            environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
            environment["OMP_THREAD_LIMIT"] = "1"
            self._process = subprocess.Popen(
                # -P: a file called yaml.py in the folder at hand must not become part of the program
                [sys.executable, "-P", "-m", "knowledge.indexing.file_reading", json.dumps(asdict(self.limits))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env=environment,
                start_new_session=True,  # Ctrl-C is for the one who asked
            )
        return self._process


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
