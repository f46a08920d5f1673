"""Sends what nobody asked for, each message once: also when the bot is killed between sending and noting it."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.records.audit import Event
from bot.records.sendings import Begun, Sending, Sendings
from bot.slack.client import is_passing, refusal
from bot.slack.messages.message import Message
from bot.slack.posting import find_posted, post

_log = logging.getLogger(__name__)

ERRAND_EVENT = "insights_errand"
"""Metadata of what the bot sends of its own accord."""
_FORTNIGHT = 14 * 86_400.0


class Sender:
    """Posts messages that are recognised by their key."""

    def __init__(self, client: WebClient, sendings: Sendings) -> None:
        self._client = client
        self._sendings = sendings

    def send(
        self, sending: Sending, message: Message, channel: str, event: Event, thread_ts: str | None = None
    ) -> bool:
        """Send a message unless it was sent before; whether it has been sent now or then.

        ``channel`` may be a person's id. Where Slack will never take it, that is noted and it is left.
        """
        begun = self._sendings.begin(sending)
        if begun is Begun.NO:
            return self._sendings.was_sent(sending)
        try:
            where = self._opened(channel)
            if begun is Begun.FIRST or not self._was_posted(sending, where, thread_ts):
                self._post(sending, message, where, thread_ts)
            self._sendings.finish(sending, event)
            return True
        except SlackApiError as error:
            if is_passing(error):
                self._sendings.put_off(sending)
            else:
                self._sendings.finish(sending, None)
            _log.warning("%s not sent: %s", sending.errand, refusal(error))
        except (OSError, HTTPException) as error:
            # It may have arrived: after a while it is looked for before it is sent again.
            _log.warning("%s not confirmed: %s", sending.errand, type(error).__name__)
        return False

    def leave(self, sending: Sending) -> None:
        """There is nothing to send."""
        if self._sendings.begin(sending) is not Begun.NO:
            self._sendings.finish(sending, None)

    def _opened(self, channel: str) -> str:
        if not channel.startswith(("U", "W")):
            return channel
        return str(self._client.conversations_open(users=channel)["channel"]["id"])

    def _post(self, sending: Sending, message: Message, channel: str, thread_ts: str | None) -> None:
        metadata = {"event_type": ERRAND_EVENT, "event_payload": {"key": sending.key}}
        post(self._client, channel, replace(message, metadata=metadata), thread_ts)

    def _was_posted(self, sending: Sending, channel: str, thread_ts: str | None) -> bool:
        key, since = {"key": sending.key}, time.time() - _FORTNIGHT
        return find_posted(self._client, channel, thread_ts, ERRAND_EVENT, key.__eq__, since) is not None
