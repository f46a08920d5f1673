"""FakeSlack: a strict fake of the Slack platform that a real slack_bolt app talks to over HTTP and WebSocket."""

from __future__ import annotations

import json
from collections.abc import Sequence
from types import TracebackType

from tests.fake_slack.http_events import HttpEvents
from tests.fake_slack.people import People
from tests.fake_slack.platform import Platform, new_platform
from tests.fake_slack.server import LoopThread, Server
from tests.fake_slack.sights import Sights
from tests.fake_slack.troubles import Troubles
from tests.fake_slack.web_api import Tokens
from tests.fake_slack.workspace import BOT_USER, TEAM


class FakeSlack(People, Sights, Troubles):
    """One workspace with one app in it.

    `retry_delays` are the waits before the retries of an event (Slack's are 0, 60 and 300 seconds); an event nobody was
    connected for is sent again as soon as the app connects, as long as retries are left. `ack_seconds` is the time an
    app has to acknowledge.
    """

    bot_user = BOT_USER
    team = TEAM
    bot_token = "xoxb-fake-bot-token"
    app_token = "xapp-fake-app-token"
    signing_secret = "fake-signing-secret"

    def __init__(self, retry_delays: Sequence[float] = (0.2, 1.0, 3.0), ack_seconds: float = 3.0) -> None:
        self._ack_seconds = ack_seconds
        self._platform: Platform = new_platform(retry_delays, ack_seconds)
        self._server = Server(self._platform, Tokens(self.bot_token, self.app_token))

    def __enter__(self) -> FakeSlack:
        self._thread = LoopThread()
        self._thread.run(self._server.start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.run(self._server.stop())
        self._thread.stop()

    @property
    def url(self) -> str:
        """The base URL of the Web API, ending in a slash."""
        return f"{self._platform.root}/api/"

    @property
    def scopes(self) -> set[str]:
        """The granted scopes; change the set to grant and revoke."""
        return self._platform.scopes

    @scopes.setter
    def scopes(self, granted: set[str]) -> None:
        self._platform.scopes = granted

    def transport(self, kind: str, url: str = "") -> None:
        """Where deliveries go from now on: "socket", or "http" with the app's URL."""
        if kind == "http":
            self._platform.deliveries.transport = HttpEvents(url, self.signing_secret, self._ack_seconds)
        else:
            self._platform.deliveries.transport = self._platform.socket_mode

    def verify_url(self) -> bool:
        """Whether the app's URL answers Slack's url_verification with its challenge, signed."""
        transport = self._platform.deliveries.transport
        assert isinstance(transport, HttpEvents), "only HTTP has a URL to verify"
        challenge = {"type": "url_verification", "token": "legacy-verification-token", "challenge": "a-challenge"}
        outcome = self._thread.run(transport.post(json.dumps(challenge), "application/json", {}))
        answered = outcome.body.get("challenge") if isinstance(outcome.body, dict) else outcome.body
        return outcome.acked and answered == challenge["challenge"]
