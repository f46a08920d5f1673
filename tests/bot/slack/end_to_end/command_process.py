"""Runs the `insights` command in processes of its own that begin with its libraries read already.

Reading them costs seconds of a processor for every start; a fork of a process that has read them costs a tenth. The
command itself begins where its console script does, with its own environment, signals and exit code.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["sentence_transformers", "chromadb", "bot.assembly", "bot.slack.app", "bot.slack.serve", "knowledge.indexing.sync"]
)


def start(arguments: Sequence[str], environment: Mapping[str, str], output: Path) -> ForkServerProcess:
    """Begin a command; what it prints and logs is added to ``output``."""
    process = _FORKS.Process(target=_run, args=(list(arguments), dict(environment), output), daemon=True)
    process.start()
    return process


def _run(arguments: list[str], environment: dict[str, str], output: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with output.open("ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    sys.argv = ["insights", *arguments]
    from bot.command_line.main import run

    run()
