"""Sends files to one person: a message in their direct messages, and the files in its thread."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.slack.client import is_passing, refusal
from bot.slack.messages.literal import shortened
from bot.slack.messages.message import Message
from bot.slack.messages.notice import NO_FILES, notice

_log = logging.getLogger(__name__)

_ALTERNATIVE = 1000
"""Characters of alternative text that files.getUploadURLExternal takes."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be sent; ``alternative`` says what a picture shows."""

    name: str
    title: str
    content: bytes
    alternative: str | None = None


def send_files(client: WebClient, user: str, message: Message, files: Sequence[File]) -> None:
    """Send the message and its files to this person alone. Where files are refused, the message says so.

    Nothing is sent to somebody to whom nobody can write, such as another app. Raises SlackApiError for what may go
    through in a moment.
    """
    try:
        channel = str(client.conversations_open(users=user)["channel"]["id"])
    except SlackApiError as error:
        if is_passing(error):
            raise
        _log.warning("nothing can be sent to somebody: %s", refusal(error))
        return
    said: dict[str, Any] = {
        "text": message.text,
        "blocks": message.blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    ts = str(client.chat_postMessage(channel=channel, metadata=message.metadata, **said)["ts"])
    if not files:
        return
    try:
        client.files_upload_v2(channel=channel, thread_ts=ts, file_uploads=[_upload(file) for file in files])
    except (SlackApiError, SlackRequestError, OSError) as error:
        _log.warning("files refused: %s", refusal(error) if isinstance(error, SlackApiError) else type(error).__name__)
        sorry = notice(NO_FILES)
        client.chat_postMessage(
            channel=channel, thread_ts=ts, text=sorry.text, blocks=sorry.blocks, metadata=sorry.metadata
        )


def _upload(file: File) -> dict[str, object]:
    upload: dict[str, object] = {"filename": file.name, "title": file.title, "content": file.content}
    return upload if file.alternative is None else {**upload, "alt_txt": shortened(file.alternative, _ALTERNATIVE)}
