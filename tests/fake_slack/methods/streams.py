"""chat.startStream, chat.appendStream, chat.stopStream."""

from __future__ import annotations

from typing import Any

from tests.fake_slack.message_json import message_json
from tests.fake_slack.methods.agents import SESSION_STATUSES, record_session_status
from tests.fake_slack.methods.chat import own_message, thread_root
from tests.fake_slack.methods.method import TIER_2, TIER_4, Method, joined_conversation
from tests.fake_slack.platform import Platform
from tests.fake_slack.refusals import Refused, refuse_problems
from tests.fake_slack.validation.blocks import LONGEST_MARKDOWN
from tests.fake_slack.validation.payloads import (
    LONGEST_BLOCKS,
    MOST_MESSAGE_BLOCKS,
    block_problems,
    message_problems,
    text_length,
)
from tests.fake_slack.validation.shapes import Problem, anything, array, one_of, shape, string, typed
from tests.fake_slack.workspace import BOT_USER, Channel, FakeMessage

Json = dict[str, Any]

_SOURCE = shape({"url": string(3000), "text": string(3000)})
_CHUNKS = array(
    typed(
        {
            "markdown_text": shape({"text": string(LONGEST_MARKDOWN)}),
            "plan_update": shape({"title": string(256)}),
            "task_update": shape(
                {
                    "id": string(255),
                    "title": string(256),
                    "status": one_of("pending", "in_progress", "complete", "error"),
                },
                {"details": string(256), "output": string(256), "sources": array(_SOURCE, 10, 0)},
            ),
            "blocks": shape({"blocks": anything}),
        }
    ),
    100,
    0,
)


def _start(platform: Platform, arguments: Json) -> Json:
    channel = joined_conversation(platform, arguments["channel"])
    thread_ts = thread_root(platform, channel, arguments["thread_ts"])
    _check_recipient(platform, channel, arguments)
    if arguments.get("task_display_mode") not in (None, "timeline", "plan", "dense"):
        raise Refused("invalid_arguments")
    ts = platform.workspace.next_ts()
    message = FakeMessage(ts, channel.id, BOT_USER, thread_ts=thread_ts, bot=True, streaming=True)
    _append_content(platform, message, arguments)
    platform.add_message(message)
    return {"channel": channel.id, "ts": ts}


def _append(platform: Platform, arguments: Json) -> Json:
    message = _open_stream(platform, arguments)
    if not (arguments.get("markdown_text") or arguments.get("chunks")):
        raise Refused("no_text")
    _append_content(platform, message, arguments)
    return {"channel": message.channel, "ts": message.ts}


def _stop(platform: Platform, arguments: Json) -> Json:
    message = _open_stream(platform, arguments)
    status = arguments.get("session_status")
    if status is not None and status not in SESSION_STATUSES:
        raise Refused("invalid_arguments")
    blocks = arguments.get("blocks") or []
    metadata = arguments.get("metadata")
    refuse_problems(message_problems({"text": "checked apart", "blocks": blocks, "metadata": metadata}))
    _append_content(platform, message, arguments, final_blocks=blocks)
    previous = message_json(platform.workspace, message)
    message.streaming = False
    message.metadata = metadata
    platform.change_message(message, previous)
    if status is not None:
        record_session_status(platform, message.channel, message.thread_ts or message.ts, status)
    shown = message_json(platform.workspace, message)
    return {"channel": message.channel, "ts": message.ts, "message": shown}


def _open_stream(platform: Platform, arguments: Json) -> FakeMessage:
    message = own_message(platform, arguments, "message_not_owned_by_app")
    if not message.streaming:
        raise Refused("message_not_in_streaming_state")
    return message


def _check_recipient(platform: Platform, channel: Channel, arguments: Json) -> None:
    if channel.kind == "im":
        return
    for name in ("recipient_user_id", "recipient_team_id"):
        if not arguments.get(name):
            raise Refused(f"missing_{name}")
    recipient, team = arguments["recipient_user_id"], arguments["recipient_team_id"]
    writers = {m.user for m in platform.workspace.thread(channel.id, str(arguments["thread_ts"])) if not m.bot}
    user = platform.workspace.users.get(recipient)
    if recipient not in writers or user is None or user.is_bot:
        platform.violate(f"chat.startStream: {recipient} is not a person who wrote in the thread")
    elif user.team != team:
        platform.violate(f"chat.startStream: {recipient} belongs to {user.team}, not to {team}")


def _append_content(
    platform: Platform, message: FakeMessage, arguments: Json, final_blocks: list[Json] | None = None
) -> None:
    """Adds text, tasks and blocks all together or, when something is refused, not at all."""
    chunks = arguments.get("chunks") or []
    refuse_problems([Problem(p.text, p.pointer, "invalid_chunks") for p in _CHUNKS(chunks, "/chunks")])
    if len(arguments.get("markdown_text") or "") > LONGEST_MARKDOWN:
        raise Refused("msg_too_long")
    texts = [chunk["text"] for chunk in chunks if chunk["type"] == "markdown_text"]
    added = (arguments.get("markdown_text") or "") + "".join(texts)
    streamed = [block for chunk in chunks if chunk["type"] == "blocks" for block in chunk["blocks"]]
    refuse_problems(block_problems(streamed))
    blocks = [*message.blocks, *platform.workspace.with_block_ids(streamed)]
    if len(blocks) > MOST_MESSAGE_BLOCKS:
        raise Refused("invalid_blocks")
    blocks += platform.workspace.with_block_ids(final_blocks or [])
    # The ceiling of a whole stream is not documented; the measured one of blocks is taken for it.
    if len(message.markdown) + len(added) + text_length(blocks) > LONGEST_BLOCKS:
        raise Refused("msg_too_long")
    message.markdown += added
    message.text = message.markdown
    message.blocks = blocks
    for chunk in chunks:
        if chunk["type"] == "task_update":
            message.tasks[chunk["id"]] = {**message.tasks.get(chunk["id"], {}), **chunk}
        elif chunk["type"] == "plan_update":
            message.plan = chunk["title"]


METHODS = [
    Method(
        "chat.startStream",
        _start,
        "channel thread_ts",
        "markdown_text chunks recipient_team_id recipient_user_id task_display_mode icon_emoji icon_url username",
        "chat:write",
        TIER_2,
    ),
    Method("chat.appendStream", _append, "channel ts", "markdown_text chunks", "chat:write", TIER_4),
    Method(
        "chat.stopStream",
        _stop,
        "channel ts",
        "markdown_text chunks blocks metadata session_status",
        "chat:write",
        TIER_2,
    ),
]
