"""Modals as people use them: filling them in, and what the app's answer to a submission does."""

from __future__ import annotations

from typing import Any

from tests.fake_slack.interactions import chosen
from tests.fake_slack.methods.views import push_view, replace_view
from tests.fake_slack.platform import Platform
from tests.fake_slack.refusals import Refused

Json = dict[str, Any]


def open_view(platform: Platform, user: str, view_id: str) -> Json:
    """The modal or Home the person sees. AssertionError when they do not see it."""
    seen = [*platform.workspace.view_stacks[user], platform.workspace.homes.get(user)]
    for view in seen:
        if view is not None and view["id"] == view_id:
            return view
    raise AssertionError(f"{user} sees no view {view_id}")


def filled(view: Json, values: Json) -> Json:
    """The state of all inputs: what was entered, else what the app put there.

    `values` holds, by block and action id, either the state as Slack sends it or what the person enters."""
    inputs = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    assert values.keys() <= inputs.keys(), f"no inputs {sorted(values.keys() - inputs.keys())}, only {sorted(inputs)}"
    return {block_id: _state(block, values.get(block_id, {})) for block_id, block in inputs.items()}


def carry_out(platform: Platform, user: str, view: Json, answer: Json | str | None) -> None:
    """Does what the answer to a submission says; a bad answer is a violation, as people see an error."""
    action = answer.get("response_action") if isinstance(answer, dict) else None
    stack = platform.workspace.view_stacks[user]
    try:
        if action == "errors" and isinstance(answer, dict):
            _check_errors(platform, view, answer.get("errors") or {})
        elif action == "update" and isinstance(answer, dict):
            replace_view(platform, view, answer["view"])
        elif action == "push" and isinstance(answer, dict):
            push_view(platform, user, answer["view"])
        elif action == "clear":
            stack.clear()
        elif answer:
            platform.violate(f"view_submission answered with {answer}")
        elif view in stack:
            stack.remove(view)
    except Refused as refused:
        platform.violate(f"view_submission answered with a bad view: {refused.answer}")


def _state(block: Json, entered: Json) -> Json:
    element = block["element"]
    action_id, kind = element["action_id"], element["type"]
    assert entered.keys() <= {action_id}, f"{block['block_id']} holds {action_id}, not {sorted(entered)}"
    value = entered.get(action_id)
    state = {"type": kind, **(value if isinstance(value, dict) else _entered(element, value))}
    content = {name: found for name, found in state.items() if name != "type"}
    assert block.get("optional") or any(content.values()), f"{block['block_id']} must be filled in"
    longest = element.get("max_length", 3000)
    assert len(str(state.get("value") or "")) <= longest, f"{block['block_id']} holds at most {longest} characters"
    return {action_id: state}


def _entered(element: Json, value: Any) -> Json:
    if value is not None:
        return chosen(element, value)
    # `initial_option` becomes `selected_option`, `initial_value` becomes `value`, and so on.
    initial = {name: found for name, found in element.items() if name.startswith("initial_")}
    if not initial:
        return chosen(element, None)
    name, found = next(iter(initial.items()))
    kind = name.removeprefix("initial_")
    return {"value" if kind == "value" else f"selected_{kind}": found}


def _check_errors(platform: Platform, view: Json, errors: Json) -> None:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not errors or not errors.keys() <= inputs:
        platform.violate(f"view_submission errors name {sorted(errors)}; the inputs are {sorted(inputs)}")
