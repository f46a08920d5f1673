"""What tests see: copies, safe to keep."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from typing import Any, TypeVar

from tests.fake_slack.deliveries import Delivery
from tests.fake_slack.platform import Call, Platform
from tests.fake_slack.server import LoopThread
from tests.fake_slack.workspace import FakeMessage, Status

Json = dict[str, Any]
Result = TypeVar("Result")

_POLL_SECONDS = 0.03


class Sights:
    """The state of the workspace, and what went between Slack and the app."""

    _platform: Platform
    _thread: LoopThread

    def messages(self, channel: str, thread_ts: str | None = None) -> list[FakeMessage]:
        """All messages of a channel, or a thread with its root, oldest first; deleted ones are gone."""
        workspace = self._platform.workspace
        if thread_ts is not None:
            return self._copy(lambda: workspace.thread(channel, thread_ts))
        return self._copy(lambda: list(workspace.messages[channel].values()))

    def ephemerals(self, channel: str, user: str) -> list[FakeMessage]:
        """The messages only this person sees, oldest first."""
        found = self._platform.workspace.ephemerals
        return self._copy(lambda: [m for m in found.values() if m.channel == channel and m.to == user])

    def views(self, user: str) -> list[Json]:
        """The person's open modals, the topmost last."""
        return self._copy(lambda: self._platform.workspace.view_stacks[user])

    def home(self, user: str) -> Json | None:
        """The person's Home tab."""
        return self._copy(lambda: self._platform.workspace.homes.get(user))

    def content(self, file: str) -> bytes:
        """The bytes of a file whose upload was completed. AssertionError when there is none."""

        def read() -> bytes:
            upload = self._platform.workspace.files.get(file)
            assert upload is not None, f"there is no file {file}"
            assert upload.complete, f"the upload of {file} was not completed"
            return upload.content

        return self._copy(read)

    def statuses(self, channel: str, thread_ts: str) -> list[Status]:
        """Every status a thread had, in order."""
        return self._copy(lambda: self._platform.workspace.statuses[channel, thread_ts])

    def prompts(self, channel: str) -> Json | None:
        """The suggested prompts: {"title", "prompts"}."""
        return self._copy(lambda: self._platform.workspace.prompts.get(channel))

    @property
    def titles(self) -> dict[tuple[str, str], str]:
        """Titles of threads and sessions by channel and thread_ts."""
        return self._copy(lambda: self._platform.workspace.titles)

    @property
    def calls(self) -> list[Call]:
        """Every call of the Web API, refused ones too."""
        return self._copy(lambda: self._platform.calls)

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything Slack sent to the app."""
        return self._copy(lambda: self._platform.deliveries.all)

    @property
    def violations(self) -> list[str]:
        """What the app did that it must not do though Slack said nothing."""
        return self._copy(lambda: self._platform.workspace.violations)

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are open."""
        return self._thread.call(lambda: self._platform.socket_mode.connections)

    def wait_for(self, predicate: Callable[[], Result], seconds: float = 10) -> Result:
        """Polls until the predicate is true and returns what it gave; else AssertionError with what is there."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = predicate()
            if found:
                return found
            time.sleep(_POLL_SECONDS)
        raise AssertionError(f"not within {seconds} s. {self._summary()}")

    def _summary(self) -> str:
        lines = ["Messages:"]
        lines += [
            f"  {m.channel} {m.ts} in {m.thread_ts} by {m.user}: {m.text[:200]!r} {len(m.blocks)} blocks"
            for channel in self._copy(lambda: list(self._platform.workspace.channels))
            for m in self.messages(channel)
        ]
        lines += ["Last calls:"]
        lines += [f"  {c.method} -> {(c.answer or {}).get('error', 'ok')}" for c in self.calls[-15:]]
        lines += ["Last deliveries:"]
        lines += [
            f"  {(d.body.get('event') or d.body).get('type', d.kind)}: {d.attempts} sent, acked {d.acked_at}"
            for d in self.deliveries[-15:]
        ]
        return "\n".join([*lines, f"Violations: {self.violations}"])

    def _copy(self, function: Callable[[], Result]) -> Result:
        return self._thread.call(lambda: copy.deepcopy(function()))
