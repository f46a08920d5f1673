"""Messages, people and channels as the Web API and events show them."""

from __future__ import annotations

import mimetypes
import re
from typing import Any
from urllib.parse import quote

from tests.fake_slack.workspace import APP, BOT_ID, BOT_USER, TEAM, Channel, FakeMessage, Upload, User, Workspace

Json = dict[str, Any]

_MARKUP = re.compile(r"<(@|#|!subteam\^|!|https?://)([^>|]+)(?:\|([^>]*))?>")


def message_json(workspace: Workspace, message: FakeMessage, with_metadata: bool = False) -> Json:
    """A message as conversations.history, events and interactions show it; empty fields are left out."""
    replies = (
        [] if message.thread_ts else [m for m in workspace.thread(message.channel, message.ts) if m is not message]
    )
    shown: Json = {
        "type": "message",
        "subtype": message.subtype,
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": message.team,
        "blocks": message.blocks,
        "client_msg_id": message.client_msg_id,
        "thread_ts": message.thread_ts or (message.ts if replies else None),
        "edited": message.edited,
        "files": message.files,
        "reactions": [
            {"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items() if users
        ],
    }
    if message.bot:
        profile = {"id": BOT_ID, "app_id": APP, "name": "Insights", "deleted": False, "team_id": TEAM}
        shown |= {"bot_id": BOT_ID, "app_id": APP, "bot_profile": profile}
    root = workspace.messages[message.channel].get(message.thread_ts or "")
    if root:
        shown["parent_user_id"] = root.user
    if replies:
        users = list(dict.fromkeys(reply.user for reply in replies))
        shown |= {"reply_count": len(replies), "reply_users": users, "reply_users_count": len(users)}
        shown["latest_reply"] = replies[-1].ts
    if with_metadata:
        shown["metadata"] = message.metadata
    return {name: value for name, value in shown.items() if value or name == "text"}


def user_json(user: User, with_email: bool) -> Json:
    """A person as users.info shows them. People of other workspaces come without roles."""
    name = user.name or user.id.lower()
    profile = {"real_name": name.title(), "display_name": name, "team": user.team}
    if with_email and not user.is_bot:
        profile["email"] = f"{name}@{user.team.lower()}.example"
    shown: Json = {
        "id": user.id,
        "team_id": user.team,
        "name": name,
        "real_name": name.title(),
        "deleted": user.deleted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "profile": profile,
        "tz": "Europe/London",
        "tz_offset": 0,
        "updated": 1_700_000_000,
    }
    if user.team == TEAM and not user.deleted:
        roles = {"is_admin": user.admin, "is_owner": False, "is_primary_owner": False}
        shown |= {**roles, "is_restricted": user.guest, "is_ultra_restricted": False}
    return shown


def channel_json(channel: Channel, with_member_count: bool) -> Json:
    """A conversation as conversations.info shows it."""
    shown: Json = {
        "id": channel.id,
        "created": 1_700_000_000,
        "is_im": channel.kind == "im",
        "is_org_shared": False,
        "context_team_id": TEAM,
        "is_archived": channel.archived,
    }
    if channel.kind == "im":
        return shown | {"user": next((user for user in channel.members if user != BOT_USER), None), "is_open": True}
    shown |= {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_mpim": False,
        "is_private": channel.private,
        "is_general": False,
        "is_shared": channel.ext_shared,
        "is_ext_shared": channel.ext_shared,
        "is_pending_ext_shared": channel.pending_ext_shared,
        "pending_shared": [],
        "pending_connected_team_ids": ["T0OTHER"] if channel.pending_ext_shared else [],
        "shared_team_ids": [TEAM, "T0OTHER"] if channel.ext_shared else [TEAM],
        "is_member": BOT_USER in channel.members,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }
    if with_member_count:
        shown["num_members"] = len(channel.members)
    return shown


def file_json(upload: Upload, root: str) -> Json:
    """A file as messages and files.info show it; `root` is where the fake serves."""
    address = upload.external_url or f"{root}/files/{upload.id}/{quote(upload.name)}"
    return {
        "id": upload.id,
        "name": upload.name,
        "title": upload.title,
        "filetype": upload.name.rpartition(".")[2],
        "mimetype": mimetypes.guess_type(upload.name)[0] or "application/octet-stream",
        "size": len(upload.content),
        "mode": "external" if upload.external_url else "hosted",
        "is_external": bool(upload.external_url),
        **({"alt_txt": upload.alt_txt} if upload.alt_txt else {}),
        "url_private": address,
        "url_private_download": address,
        "permalink": address,
    }


def typed_blocks(text: str) -> list[Json]:
    """The rich_text block Slack makes of what a person types: mentions, channels and links apart from words."""
    elements: list[Json] = []
    end = 0
    for found in _MARKUP.finditer(text):
        if found.start() > end:
            elements.append({"type": "text", "text": text[end : found.start()]})
        elements.append(_marked_up(*found.groups()))
        end = found.end()
    if end < len(text):
        elements.append({"type": "text", "text": text[end:]})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": "typed", "elements": [section]}] if elements else []


def _marked_up(mark: str, target: str, label: str | None) -> Json:
    named = {
        "@": {"type": "user", "user_id": target},
        "#": {"type": "channel", "channel_id": target},
        "!subteam^": {"type": "usergroup", "usergroup_id": target},
        "!": {"type": "broadcast", "range": target},
    }
    if mark in named:
        return named[mark]
    return {"type": "link", "url": mark + target, **({"text": label} if label else {})}
