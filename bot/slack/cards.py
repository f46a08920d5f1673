"""Messages that are kept in step with the records: posted once, found again after a crash, rewritten, deleted."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.client import is_passing
from bot.slack.messages.message import Message
from bot.slack.posting import find_posted, post

CARD_EVENT = "insights_consulting"
"""Metadata of these messages: ``about`` says which one it is."""
_FORTNIGHT = 14 * 86_400.0
"""Seconds: an attempt that was cut short is taken up long before."""
_GONE = {"message_not_found", "cant_update_message", "cant_delete_message", "thread_not_found"}


class Cards:
    """Raises SlackApiError for what Slack refuses."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def open_direct(self, user: str) -> str:
        """The direct messages with somebody."""
        return str(self._client.conversations_open(users=user)["channel"]["id"])

    def show(
        self, channel: str, thread_ts: str | None, ts: str | None, message: Message, about: str, tried: bool
    ) -> str:
        """Rewrite the message ``ts``, or post it; after an attempt that was cut short, find what that posted."""
        if ts is None and tried:
            ts = self._find(channel, thread_ts, about)
        if ts is not None:
            try:
                self._client.chat_update(channel=channel, ts=ts, **_content(message, about))
            except SlackApiError as error:
                if error.response.get("error") not in _GONE:
                    raise
            return ts
        return self.post(channel, thread_ts, message, about)

    def post(self, channel: str, thread_ts: str | None, message: Message, about: str, broadcast: bool = False) -> str:
        """A new message; ``broadcast`` shows a reply in the channel too."""
        told = {"reply_broadcast": True} if broadcast else {}
        return post(self._client, channel, replace(message, metadata=_metadata(about)), thread_ts, **told)

    def post_once(self, channel: str, thread_ts: str | None, message: Message, about: str, tried: bool) -> str:
        """A new message, unless an attempt that was cut short has posted it."""
        found = self._find(channel, thread_ts, about) if tried else None
        return found or self.post(channel, thread_ts, message, about)

    def delete(self, channel: str, ts: str) -> None:
        """Take a message back, as far as Slack lets us."""
        try:
            self._client.chat_delete(channel=channel, ts=ts)
        except SlackApiError as error:
            if is_passing(error):
                raise

    def _find(self, channel: str, thread_ts: str | None, about: str) -> str | None:
        since = time.time() - _FORTNIGHT
        return find_posted(self._client, channel, thread_ts, CARD_EVENT, lambda told: told.get("about") == about, since)


def _content(message: Message, about: str) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks, "metadata": _metadata(about)}


def _metadata(about: str) -> dict[str, Any]:
    return {"event_type": CARD_EVENT, "event_payload": {"about": about}}
