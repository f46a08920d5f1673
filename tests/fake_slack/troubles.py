"""Faults that tests order."""

from __future__ import annotations

from tests.fake_slack.faults import Fault
from tests.fake_slack.platform import Platform
from tests.fake_slack.server import LoopThread


class Troubles:
    """Ways in which Slack, or the network, lets the app down."""

    _platform: Platform
    _thread: LoopThread

    def fail(self, method: str, error: str | None = None, status: int = 200, times: int = 1) -> None:
        """The next calls fail: with an error of Slack's, or with an HTTP status; nothing is done."""
        self._order(Fault(method, times, error=error, status=status))

    def rate_limit(self, method: str, retry_after: int = 1, times: int = 1) -> None:
        """The next calls are answered 429 with Retry-After (seconds)."""
        self._order(Fault(method, times, retry_after=retry_after))

    def slow(self, method: str, seconds: float, times: int = 1) -> None:
        """The next calls take this long."""
        self._order(Fault(method, times, seconds=seconds))

    def lose_reply(self, method: str, times: int = 1) -> None:
        """The next calls are done, and the connection is cut before the answer."""
        self._order(Fault(method, times, lose_reply=True))

    def unknown(self, *methods: str) -> None:
        """From now on these methods do not exist."""
        self._thread.call(lambda: self._platform.faults.unknown.update(methods))

    def close_streams(self) -> None:
        """Ends every stream, as Slack does after about five minutes."""

        def work() -> None:
            for messages in self._platform.workspace.messages.values():
                for message in messages.values():
                    message.streaming = False

        self._thread.call(work)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Asks the app's Socket Mode connections to come again, and closes them."""
        self._thread.run(self._platform.socket_mode.disconnect(reason))

    @property
    def enforce_rates(self) -> bool:
        """Whether the rate limits of the Web API are kept."""
        return self._platform.enforce_rates

    @enforce_rates.setter
    def enforce_rates(self, wanted: bool) -> None:
        self._platform.enforce_rates = wanted

    @property
    def faults_left(self) -> list[str]:
        """The methods of faults that no call has met yet: what was to be tested did not happen."""
        return self._thread.call(self._platform.faults.left)

    def _order(self, fault: Fault) -> None:
        self._thread.call(lambda: self._platform.faults.order(fault))
