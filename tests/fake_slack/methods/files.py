"""files.*: uploads in three steps, and what is known of a file."""

from __future__ import annotations

from typing import Any

from tests.fake_slack.message_json import file_json
from tests.fake_slack.methods.chat import thread_root
from tests.fake_slack.methods.method import TIER_4, Method, joined_conversation
from tests.fake_slack.platform import Platform
from tests.fake_slack.refusals import Refused
from tests.fake_slack.workspace import BOT_USER, FakeMessage, Upload

Json = dict[str, Any]

_LONGEST_ALTERNATIVE = 1000


def _upload_url(platform: Platform, arguments: Json) -> Json:
    try:
        length = int(arguments["length"])
    except ValueError:
        raise Refused("invalid_arguments") from None
    if length <= 0:
        raise Refused("file_upload_size_restricted")
    alternative = arguments.get("alt_txt") or ""
    if len(alternative) > _LONGEST_ALTERNATIVE:
        raise Refused("alt_txt_too_large")
    identifier, name = platform.workspace.next_id("F"), arguments["filename"]
    platform.workspace.files[identifier] = Upload(identifier, name, name, length=length, alt_txt=alternative)
    return {"upload_url": f"{platform.root}/upload/{identifier}", "file_id": identifier}


def _complete(platform: Platform, arguments: Json) -> Json:
    uploads = [_named(platform, entry) for entry in arguments["files"]]
    if arguments.get("channel_id"):
        if arguments["channel_id"] in platform.workspace.users:
            raise Refused("channel_not_found")  # unlike chat.postMessage, it takes no person's id
        channel = joined_conversation(platform, arguments["channel_id"])
        message = FakeMessage(
            platform.workspace.next_ts(),
            channel.id,
            BOT_USER,
            arguments.get("initial_comment") or "",
            thread_root(platform, channel, arguments.get("thread_ts")),
            bot=True,
            files=[file_json(upload, platform.root) for upload in uploads],
        )
        platform.add_message(message)
        for upload in uploads:
            upload.shared_in.append(channel.id)
    for upload in uploads:
        upload.complete = True
    return {"files": [file_json(upload, platform.root) for upload in uploads]}


def _info(platform: Platform, arguments: Json) -> Json:
    upload = platform.workspace.file_for_bot(arguments["file"])
    if upload is None:
        raise Refused("file_not_found")
    return {"file": file_json(upload, platform.root)}


def _named(platform: Platform, entry: Json) -> Upload:
    upload = platform.workspace.files.get(str(entry.get("id")))
    if upload is None or not upload.content or upload.complete:
        raise Refused("file_not_found")
    upload.title = entry.get("title") or upload.title
    return upload


METHODS = [
    Method("files.getUploadURLExternal", _upload_url, "filename length", "alt_txt snippet_type", "files:write", TIER_4),
    Method(
        "files.completeUploadExternal",
        _complete,
        "files",
        "channel_id channels initial_comment thread_ts blocks",
        "files:write",
        TIER_4,
    ),
    Method("files.info", _info, "file", "count cursor limit page", "files:read", TIER_4),
]
