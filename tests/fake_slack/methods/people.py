"""users.* and usergroups.*."""

from __future__ import annotations

from typing import Any

from tests.fake_slack.message_json import user_json
from tests.fake_slack.methods.method import TIER_2, TIER_4, Method, is_true, page
from tests.fake_slack.platform import Platform
from tests.fake_slack.refusals import Refused
from tests.fake_slack.workspace import TEAM, UserGroup

Json = dict[str, Any]


def _info(platform: Platform, arguments: Json) -> Json:
    user = platform.workspace.users.get(arguments["user"])
    if user is None or user.hidden:
        raise Refused("user_not_found")
    return {"user": user_json(user, "users:read.email" in platform.scopes)}


def _list(platform: Platform, arguments: Json) -> Json:
    with_email = "users:read.email" in platform.scopes
    known = [user for user in platform.workspace.users.values() if user.team == TEAM and not user.hidden]
    everybody = [user_json(user, with_email) for user in known]
    members, metadata = page(everybody, arguments, 100, 1000)
    return {"members": members, "response_metadata": metadata}


def _groups(platform: Platform, arguments: Json) -> Json:
    with_users = is_true(arguments.get("include_users"))
    return {"usergroups": [_group(group, with_users) for group in platform.workspace.user_groups.values()]}


def _group_users(platform: Platform, arguments: Json) -> Json:
    group = platform.workspace.user_groups.get(arguments["usergroup"])
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": group.users}


def _group(group: UserGroup, with_users: bool) -> Json:
    shown = {"id": group.id, "team_id": TEAM, "handle": group.handle, "name": group.handle, "date_delete": 0}
    return {**shown, "users": group.users} if with_users else {**shown, "user_count": len(group.users)}


METHODS = [
    Method("users.info", _info, "user", "include_locale", "users:read", TIER_4),
    Method("users.list", _list, "", "cursor limit include_locale team_id", "users:read", TIER_2),
    Method(
        "usergroups.list",
        _groups,
        "",
        "include_count include_disabled include_users team_id",
        "usergroups:read",
        TIER_2,
    ),
    Method("usergroups.users.list", _group_users, "usergroup", "include_disabled team_id", "usergroups:read", TIER_2),
]
