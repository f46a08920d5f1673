"""chat.*: posting, changing and deleting messages."""

from __future__ import annotations

from typing import Any

from tests.fake_slack.message_json import message_json
from tests.fake_slack.methods.method import (
    TIER_3,
    TIER_4,
    Method,
    conversation,
    joined_conversation,
    message_at,
)
from tests.fake_slack.platform import Platform
from tests.fake_slack.refusals import Refused, refuse_problems
from tests.fake_slack.validation.payloads import message_problems
from tests.fake_slack.workspace import BOT_USER, Channel, FakeMessage

Json = dict[str, Any]

_CONTENT = "text blocks markdown_text"
_LOOKS = "icon_emoji icon_url username link_names parse as_user"


def new_bot_message(platform: Platform, channel: Channel, arguments: Json) -> FakeMessage:
    """A message of the bot from checked arguments, not yet in its channel. Raises Refused for a thread nobody began."""
    refuse_problems(message_problems(arguments))
    workspace = platform.workspace
    markdown = arguments.get("markdown_text") or ""
    return FakeMessage(
        ts=workspace.next_ts(),
        channel=channel.id,
        user=BOT_USER,
        bot=True,
        text=arguments.get("text") or markdown,
        markdown=markdown,
        thread_ts=thread_root(platform, channel, arguments.get("thread_ts")),
        blocks=workspace.with_block_ids(arguments.get("blocks") or []),
        metadata=arguments.get("metadata"),
        unfurl={name: arguments[name] for name in ("unfurl_links", "unfurl_media") if name in arguments},
    )


def thread_root(platform: Platform, channel: Channel, thread_ts: Any) -> str | None:
    """The thread to reply in. Raises Refused when there is no such message; a reply's ts is a violation."""
    if not thread_ts:
        return None
    root = platform.workspace.messages[channel.id].get(str(thread_ts))
    if root is None and not platform.workspace.thread(channel.id, str(thread_ts)):
        raise Refused("thread_not_found")
    if root is not None and root.thread_ts:
        platform.violate(f"thread_ts {thread_ts} in {channel.id} is a reply, not the root of a thread")
    return str(thread_ts)


def own_message(platform: Platform, arguments: Json, error: str) -> FakeMessage:
    """The bot's message that the arguments name. Raises Refused with `error` when somebody else wrote it."""
    message = message_at(platform, conversation(platform, arguments["channel"]), arguments["ts"])
    if not message.bot:
        raise Refused(error)
    return message


def _post(platform: Platform, arguments: Json) -> Json:
    channel = joined_conversation(platform, arguments["channel"])
    message = new_bot_message(platform, channel, arguments)
    platform.add_message(message)
    return {"channel": channel.id, "ts": message.ts, "message": message_json(platform.workspace, message)}


def _post_ephemeral(platform: Platform, arguments: Json) -> Json:
    channel = joined_conversation(platform, arguments["channel"])
    if arguments["user"] not in channel.members:
        raise Refused("user_not_in_channel")
    message = new_bot_message(platform, channel, arguments)
    message.to = arguments["user"]
    platform.workspace.ephemerals[message.ts] = message
    return {"message_ts": message.ts}


def _update(platform: Platform, arguments: Json) -> Json:
    message = own_message(platform, arguments, "cant_update_message")
    if message.streaming:
        raise Refused("streaming_state_conflict")
    refuse_problems(message_problems(arguments))
    previous = message_json(platform.workspace, message, with_metadata=True)
    message.markdown = arguments.get("markdown_text") or ""
    message.text = arguments.get("text") or message.markdown
    # Slack drops the old blocks when new words come without blocks.
    message.blocks = platform.workspace.with_block_ids(arguments.get("blocks") or [])
    if arguments.get("metadata") is not None:
        message.metadata = arguments["metadata"] or None
    message.edited = {"user": BOT_USER, "ts": platform.workspace.next_ts()}
    platform.change_message(message, previous)
    shown = message_json(platform.workspace, message)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}


def _delete(platform: Platform, arguments: Json) -> Json:
    message = own_message(platform, arguments, "cant_delete_message")
    platform.delete_message(message)
    return {"channel": message.channel, "ts": message.ts}


def _permalink(platform: Platform, arguments: Json) -> Json:
    channel = conversation(platform, arguments["channel"])
    message = message_at(platform, channel, arguments["message_ts"])
    address = f"https://home.slack.example/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        address += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}


METHODS = [
    Method(
        "chat.postMessage",
        _post,
        "channel",
        f"{_CONTENT} {_LOOKS} thread_ts reply_broadcast unfurl_links unfurl_media mrkdwn metadata container_id",
        "chat:write",
        TIER_4,
    ),
    Method(
        "chat.postEphemeral", _post_ephemeral, "channel user", f"{_CONTENT} {_LOOKS} thread_ts", "chat:write", TIER_4
    ),
    Method(
        "chat.update",
        _update,
        "channel ts",
        f"{_CONTENT} link_names parse as_user reply_broadcast metadata file_ids",
        "chat:write",
        TIER_3,
    ),
    Method("chat.delete", _delete, "channel ts", "as_user", "chat:write", TIER_3),
    Method("chat.getPermalink", _permalink, "channel message_ts", "", "", TIER_4),
]
