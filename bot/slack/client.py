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
_UNAVAILABLE = {"unknown_method", "method_deprecated", "deprecated_endpoint", "feature_not_enabled"}
"""Slack's words for a method that this workspace will not have in a minute either."""
_NOT_HERE = {
    "missing_scope",
    "not_allowed_token_type",
    "not_allowed",
    "channel_type_not_supported",
    "method_not_supported_for_channel_type",
    "team_not_found",
    "missing_recipient_team_id",
    "missing_recipient_user_id",
    "no_permission",
    "access_denied",
}
"""Slack's words for a method that it knows and refuses in this place."""


def web_client(token: str, api: str) -> WebClient:
    """A client that waits when Slack says to. It repeats nothing else: Slack may have done what it did not confirm."""
    return WebClient(
        token, base_url=api, timeout=_TIMEOUT, retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=2)]
    )


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
        """The response, or None where Slack does not offer ``method``. Raises SlackApiError for any other refusal."""
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
            if reason in _NOT_HERE:
                return None
            raise


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in its workspace. ``scopes`` are those granted, comma-separated, as Slack reports them."""

    user: str
    name: str
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
        raise InsightsError(f"Slack cannot be reached at {client.base_url}: {error}") from error
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Identity(
        user=str(response["user_id"]),
        name=str(response.get("user", "the bot")),
        team=str(response.get("team", "the workspace")),
        scopes=str(headers.get("x-oauth-scopes", "")),
    )
