"""Posts messages, and finds again what an attempt that was cut short has posted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_sdk import WebClient

from bot.slack.messages.message import Message

_PAGE = 200

Metadata = Mapping[str, Any]
"""Of a message, as Slack has it: ``event_type`` and ``event_payload``."""


def post(client: WebClient, channel: str, message: Message, thread_ts: str | None = None, **more: Any) -> str:
    """Post a message without previews of its links; its ts. ``channel`` may be a person's id.

    ``more`` are other arguments of chat.postMessage. Raises SlackApiError or OSError.
    """
    said: dict[str, Any] = {"text": message.text, "blocks": message.blocks, "metadata": message.metadata, **more}
    posted = client.chat_postMessage(
        channel=channel, thread_ts=thread_ts, unfurl_links=False, unfurl_media=False, **said
    )
    return str(posted["ts"])


def find_posted(
    client: WebClient,
    channel: str,
    thread_ts: str | None,
    event_type: str,
    is_it: Callable[[Metadata], bool],
    since: float | None = None,
) -> str | None:
    """The message with metadata of this type whose payload ``is_it`` knows: in a thread, or else in the channel.

    A channel is looked through back to ``since`` (seconds since 1970). Raises SlackApiError or OSError.
    """
    asked: dict[str, Any] = {"channel": channel, "include_all_metadata": True, "limit": _PAGE}
    if thread_ts is not None:
        asked["ts"] = thread_ts
    elif since is not None:
        asked["oldest"] = str(since)
    read = client.conversations_history if thread_ts is None else client.conversations_replies
    while True:
        page = read(**asked)
        for message in page["messages"]:
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == event_type and is_it(metadata.get("event_payload") or {}):
                return str(message["ts"])
        asked["cursor"] = (page.get("response_metadata") or {}).get("next_cursor")
        if not asked["cursor"]:
            return None
