"""What the app may say to an interaction or command: in its acknowledgement, or through the response URL."""

from __future__ import annotations

from typing import Any

from tests.fake_slack.handles import ResponseUrl
from tests.fake_slack.message_json import message_json
from tests.fake_slack.methods.chat import new_bot_message
from tests.fake_slack.platform import Platform
from tests.fake_slack.workspace import FakeMessage

Json = dict[str, Any]

_KNOWN = {"text", "blocks", "markdown_text", "metadata", "thread_ts"}
_HOW = {"response_type", "replace_original", "delete_original", "unfurl_links", "unfurl_media", "mrkdwn"}


def show_response(platform: Platform, target: ResponseUrl, body: Json) -> None:
    """Shows what the app responded. Raises Refused for a message Slack would refuse."""
    for unknown in sorted(body.keys() - _KNOWN - _HOW):
        platform.violate(f"response: unknown field {unknown}")
    original = _original(platform, target)
    if body.get("delete_original"):
        if original is not None:
            _delete(platform, original)
        return
    channel = platform.workspace.channels[target.channel]
    content = {name: value for name, value in body.items() if name in _KNOWN}
    message = new_bot_message(platform, channel, {"thread_ts": target.thread_ts, **content})
    if body.get("replace_original") and original is not None:
        _replace(platform, original, message)
    elif body.get("response_type") == "in_channel":
        platform.add_message(message)
    else:
        message.to = target.user
        platform.workspace.ephemerals[message.ts] = message


def _original(platform: Platform, target: ResponseUrl) -> FakeMessage | None:
    source = target.source or ""
    found = platform.workspace.messages[target.channel].get(source) or platform.workspace.ephemerals.get(source)
    return found if found is not None and found.bot else None


def _delete(platform: Platform, original: FakeMessage) -> None:
    if original.to:
        del platform.workspace.ephemerals[original.ts]
    else:
        platform.delete_message(original)


def _replace(platform: Platform, original: FakeMessage, message: FakeMessage) -> None:
    previous = message_json(platform.workspace, original)
    original.text, original.blocks, original.markdown = message.text, message.blocks, message.markdown
    if not original.to:
        platform.change_message(original, previous)
