"""The real bot in a process of its own."""

from __future__ import annotations

import os
import socket
import tempfile
import time
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.bot.slack.end_to_end.command_process import start
from tests.fake_slack import FakeSlack

_START = 60.0


def insights(home: Path, *arguments: str, **settings: str) -> str:
    """Run an insights command to its end and return what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "output")
        process = start(arguments, _environment(home, settings), output)
        process.join()
        said = output.read_text(encoding="utf-8")
    assert process.exitcode == 0, said
    return said


def starter_home(home: Path) -> None:
    """A migrated home holding the starter library."""
    insights(home, "migrate")
    insights(home, "library", "sync")


class BotProcess:
    """`insights serve` against a fake Slack."""

    def __init__(self, home: Path, slack: FakeSlack, transport: str = "socket", **settings: str) -> None:
        self._home = home
        self._slack = slack
        self.port = _free_port() if transport == "http" else None
        self._arguments = ["serve", *(["--http", str(self.port)] if self.port else [])]
        self._settings = settings
        self._log = home / f"bot-{os.getpid()}-{time.time_ns()}.log"
        self.process: ForkServerProcess | None = None
        if transport == "http":
            slack.transport("http", f"http://127.0.0.1:{self.port}/slack/events")
        else:
            slack.transport("socket")

    def __enter__(self) -> BotProcess:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self, wait: bool = True) -> BotProcess:
        """Start it and wait until it is connected."""
        already = self.log().count(": ready, ")
        self.process = start(self._arguments, self.environment(), self._log)
        deadline = time.monotonic() + _START
        while wait and self.log().count(": ready, ") == already:
            assert self.process.is_alive(), self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)
        return self

    def environment(self) -> dict[str, str]:
        """The settings it is started with."""
        slack_settings = {
            "SLACK_BOT_TOKEN": self._slack.bot_token,
            "SLACK_APP_TOKEN": self._slack.app_token,
            "SLACK_SIGNING_SECRET": self._slack.signing_secret,
            "SLACK_API_URL": self._slack.url,
        }
        return _environment(self._home, {**slack_settings, **self._settings})

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.join()

    def stop(self) -> int | None:
        """Ask it to stop; returns its exit code, None when it does not."""
        if self.process is None:
            return 0
        self.process.terminate()
        self.process.join(40)
        return self.process.exitcode

    def log(self) -> str:
        """What it has logged."""
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""


def _environment(home: Path, settings: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "INSIGHTS_", "MODEL"))}
    return {**kept, "INSIGHTS_HOME": str(home), **settings}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
