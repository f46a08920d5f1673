"""The process in which files are read: limits first, then one request after another until nobody asks any more."""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
from dataclasses import astuple
from pathlib import Path
from typing import Any, BinaryIO

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.by_suffix import load, unpack
from knowledge.limits import MEGABYTE, ReadingLimits

_FRAME = struct.Struct(">Q")


def serve(requests: BinaryIO, replies: BinaryIO, limits: ReadingLimits) -> None:
    """Answer framed JSON requests until the other side closes its end."""
    while len(head := requests.read(_FRAME.size)) == _FRAME.size:
        request = json.loads(requests.read(*_FRAME.unpack(head)))
        _allow_seconds(limits.seconds)
        reply = json.dumps(_answer(request, limits)).encode()
        replies.write(_FRAME.pack(len(reply)) + reply)
        replies.flush()


def _answer(request: dict[str, str], limits: ReadingLimits) -> dict[str, Any]:
    path = Path(request["path"])
    try:
        if "into" in request:
            return {"refused": unpack(path, Path(request["into"]), limits)}
        loaded = load(path, limits, request.get("kind"))
        blocks = [astuple(block) for block in loaded.blocks]
        return {"fields": _plain(loaded.fields), "title": loaded.title, "blocks": blocks, "warnings": loaded.warnings}
    except UnreadableDocument as fault:
        return {"unreadable": str(fault)}
    except OSError as error:
        return {"unreadable": f"cannot be opened: {error.strerror or error}"}
    except RecursionError:
        return {"unreadable": "nested too deeply to be read"}
    except MemoryError:
        return {
            "unreadable": f"needs more than {limits.memory_mb:,} MB to be read: divide it, or raise READING_MEMORY_MB",
            "exhausted": True,
        }


def _plain(value: object) -> object:
    """As JSON has it: YAML also makes dates, and keys of any kind."""
    if isinstance(value, dict):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, list | set | tuple):
        return [_plain(held) for held in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _limit_memory(limits: ReadingLimits) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_mb * MEGABYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.unpacked_mb * MEGABYTE,) * 2)


def _allow_seconds(seconds: int) -> None:
    """So much more processor time from now on; the system ends a process that goes on after it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, resource.RLIM_INFINITY))


def main() -> None:
    """Serve the one who started this process. What a library prints goes nowhere, not among the replies."""
    limits = ReadingLimits(**json.loads(sys.argv[1]))
    _limit_memory(limits)
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    serve(sys.stdin.buffer, replies, limits)


if __name__ == "__main__":
    main()
