"""The arguments of a call, however they were sent: form, JSON, multipart or query."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.fake_slack.refusals import Refused

Json = dict[str, Any]

# Arguments that are JSON; in a form they are strings holding it.
_STRUCTURED = {
    "blocks": "invalid_blocks_format",
    "view": "invalid_arguments",
    "metadata": "invalid_metadata_format",
    "message": "invalid_arguments",
    "files": "invalid_arguments",
    "prompts": "invalid_arguments",
    "chunks": "invalid_chunks",
    "loading_messages": "invalid_arguments",
}


async def read_arguments(request: web.Request) -> Json:
    """The arguments by name, structured ones parsed. Raises Refused when JSON is broken."""
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        arguments |= _json_body(await request.text())
    elif request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        arguments |= {name: value for name, value in (await request.post()).items()}
    return {name: _parsed(name, value) for name, value in arguments.items()}


def _json_body(text: str) -> Json:
    try:
        body = json.loads(text or "{}")
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(body, dict):
        raise Refused("json_not_object")
    return body


def _parsed(name: str, value: Any) -> Any:
    if name not in _STRUCTURED or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused(_STRUCTURED[name]) from None
