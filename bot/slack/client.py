"""The connection to Slack's Web API."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.web import SlackResponse

from knowledge.errors import InsightsError

_log = logging.getLogger(__name__)

_TIMEOUT = 20
"""Seconds."""
_COURTESY_TIMEOUT = 2
_UNAVAILABLE = {"unknown_method", "method_deprecated", "deprecated_endpoint", "feature_not_enabled"}
"""Slack's words for a method that this workspace will not have in a minute either."""
_PASSING = {
    "ratelimited",
    "rate_limited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
}
"""Slack's words for what may go through in a moment."""


def web_client(token: str, api: str) -> WebClient:
    """A client that waits when Slack says to. It repeats nothing else: Slack may have done what it did not confirm."""
    return WebClient(
        token, base_url=api, timeout=_TIMEOUT, retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=2)]
    )


def courtesy_client(client: WebClient) -> WebClient:
    """The same for what may be left undone: it waits for nothing and gives up after two seconds."""
    return WebClient(client.token, base_url=client.base_url, timeout=_COURTESY_TIMEOUT, retry_handlers=[])


def is_passing(error: SlackApiError) -> bool:
    """Whether the same call may go through in a moment."""
    status = getattr(error.response, "status_code", 200)
    return refusal(error) in _PASSING or status == 429 or status >= 500


def refusal(error: SlackApiError) -> str:
    """Slack's word for what it refused, such as ``channel_not_found``."""
    response = error.response
    return str(response.get("error", "")) if isinstance(response, SlackResponse | dict) else ""


class Abilities:
    """Which of the newer methods the workspace offers. Each is tried until Slack says that it does not know it."""

    def __init__(self) -> None:
        self._missing: set[str] = set()
        self._changing = threading.Lock()

    def attempt(self, method: str, call: Callable[[], SlackResponse]) -> SlackResponse | None:
        """The response, or None where Slack does not offer ``method`` or refuses it here.

        Raises SlackApiError for what may go through in a moment.
        """
        if method in self._missing:
            return None
        try:
            return call()
        except SlackApiError as error:
            reason = refusal(error)
            if reason in _UNAVAILABLE:
                with self._changing:
                    self._missing.add(method)
                _log.info("this Slack does not offer %s", method)
                return None
            if is_passing(error):
                raise
            _log.info("%s refused: %s", method, reason)
            return None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in its workspace. ``scopes`` are those granted, comma-separated, as Slack reports them."""

    user: str
    name: str
    team_id: str
    team: str
    scopes: str


def identify(client: WebClient) -> Identity:
    """Ask Slack who the token belongs to. Raises InsightsError when Slack refuses it or cannot be reached."""
    try:
        response = client.auth_test()
    except SlackApiError as error:
        raise InsightsError(
            f"Slack refuses SLACK_BOT_TOKEN ({refusal(error)}): see the README, section Slack"
        ) from error
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise InsightsError(f"Slack cannot be reached at {client.base_url}: {reason}") from error
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Identity(
        user=str(response["user_id"]),
        name=str(response.get("user", "the bot")),
        team_id=str(response["team_id"]),
        team=str(response.get("team", "the workspace")),
        scopes=str(headers.get("x-oauth-scopes", "")),
    )
