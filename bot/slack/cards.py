"""Messages that are kept in step with the records: posted once, found again after a crash, rewritten, deleted."""

from __future__ import annotations

from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.client import is_passing
from bot.slack.messages.message import Message

CARD_EVENT = "insights_consulting"
"""Metadata of these messages: ``about`` says which one it is."""
_PAGE = 999
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
        content = {**_content(message, about), "unfurl_links": False, "unfurl_media": False, **told}
        return str(self._client.chat_postMessage(channel=channel, thread_ts=thread_ts, **content)["ts"])

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
        if thread_ts is None:
            page = self._client.conversations_history(channel=channel, include_all_metadata=True, limit=_PAGE)
        else:
            page = self._client.conversations_replies(
                channel=channel, ts=thread_ts, include_all_metadata=True, limit=_PAGE
            )
        for message in page["messages"]:
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == CARD_EVENT and payload.get("about") == about:
                return str(message["ts"])
        return None


def _content(message: Message, about: str) -> dict[str, Any]:
    metadata = {"event_type": CARD_EVENT, "event_payload": {"about": about}}
    return {"text": message.text, "blocks": message.blocks, "metadata": metadata}
