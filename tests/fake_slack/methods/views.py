"""views.*: modals, and the Home tab."""

from __future__ import annotations

from typing import Any

from tests.fake_slack.methods.method import TIER_4, Method
from tests.fake_slack.platform import Platform
from tests.fake_slack.refusals import Refused, refuse_problems
from tests.fake_slack.validation.payloads import view_problems
from tests.fake_slack.workspace import APP, BOT_ID, TEAM

Json = dict[str, Any]

_DEEPEST_STACK = 3


def new_view(platform: Platform, view: Json, identifier: str | None = None) -> Json:
    """The view as Slack keeps it: with an id, a hash and block ids. Raises Refused for a view Slack refuses."""
    refuse_problems(view_problems(view))
    workspace = platform.workspace
    external = view.get("external_id")
    if external and any(v["external_id"] == external and v["id"] != identifier for v in workspace.all_views()):
        raise Refused("duplicate_external_id")
    identifier = identifier or workspace.next_id("V")
    defaults = {"callback_id": "", "private_metadata": "", "external_id": "", "state": {"values": {}}}
    return {
        **defaults,
        **view,
        "id": identifier,
        "team_id": TEAM,
        "app_id": APP,
        "app_installed_team_id": TEAM,
        "bot_id": BOT_ID,
        "hash": workspace.next_id("hash."),
        "root_view_id": view.get("root_view_id") or identifier,
        "previous_view_id": view.get("previous_view_id"),
        "blocks": workspace.with_block_ids(view["blocks"]),
    }


def replace_view(platform: Platform, old: Json, view: Json) -> Json:
    """Puts a new view in the place of an open one, keeping its id."""
    new = new_view(platform, view, old["id"])
    new |= {"root_view_id": old["root_view_id"], "previous_view_id": old["previous_view_id"]}
    for stack in platform.workspace.view_stacks.values():
        stack[:] = [new if open_view is old else open_view for open_view in stack]
    for user, home in platform.workspace.homes.items():
        if home is old:
            platform.workspace.homes[user] = new
    return new


def push_view(platform: Platform, user: str, view: Json) -> Json:
    """Lays a view on top of a person's modals. Raises Refused when three are open already."""
    stack = platform.workspace.view_stacks[user]
    if len(stack) >= _DEEPEST_STACK:
        raise Refused("push_limit_reached")
    new = new_view(platform, view)
    new |= {"root_view_id": stack[0]["id"], "previous_view_id": stack[-1]["id"]}
    stack.append(new)
    return new


def _open(platform: Platform, arguments: Json) -> Json:
    _check_type(arguments["view"], "modal")
    user = platform.triggers.exchange(arguments["trigger_id"])
    view = new_view(platform, arguments["view"])
    platform.workspace.view_stacks[user] = [view]
    return {"view": view}


def _push(platform: Platform, arguments: Json) -> Json:
    _check_type(arguments["view"], "modal")
    user = platform.triggers.exchange(arguments["trigger_id"])
    if not platform.workspace.view_stacks[user]:
        raise Refused("not_found")
    return {"view": push_view(platform, user, arguments["view"])}


def _update(platform: Platform, arguments: Json) -> Json:
    if not (arguments.get("view_id") or arguments.get("external_id")):
        raise Refused("invalid_arguments")
    for old in platform.workspace.all_views():
        by_external = arguments.get("external_id") and old["external_id"] == arguments["external_id"]
        if by_external or old["id"] == arguments.get("view_id"):
            _check_hash(arguments, old)
            return {"view": replace_view(platform, old, arguments["view"])}
    raise Refused("not_found")


def _publish(platform: Platform, arguments: Json) -> Json:
    _check_type(arguments["view"], "home")
    user = arguments["user_id"]
    if user not in platform.workspace.users:
        raise Refused("invalid_arguments")
    old = platform.workspace.homes.get(user)
    if old:
        _check_hash(arguments, old)
    platform.workspace.homes[user] = new_view(platform, arguments["view"], old["id"] if old else None)
    return {"view": platform.workspace.homes[user]}


def _check_type(view: Any, kind: str) -> None:
    if not isinstance(view, dict) or view.get("type") != kind:
        raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] the view must be a {kind}"]})


def _check_hash(arguments: Json, old: Json) -> None:
    if arguments.get("hash") and arguments["hash"] != old["hash"]:
        raise Refused("hash_conflict")


METHODS = [
    Method("views.open", _open, "trigger_id view", "", "", TIER_4),
    Method("views.push", _push, "trigger_id view", "", "", TIER_4),
    Method("views.update", _update, "view", "view_id external_id hash", "", TIER_4),
    Method("views.publish", _publish, "user_id view", "hash", "", TIER_4),
]
