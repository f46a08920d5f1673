"""Whole messages and views: what their blocks may be, and the limits that count over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt

from tests.fake_slack.validation.blocks import LONGEST_MARKDOWN, MESSAGE_BLOCK, VIEW_BLOCK
from tests.fake_slack.validation.shapes import Problem, anything, array, boolean, plain_text, shape, string

Json = dict[str, Any]

LONGEST_TEXT = 40_000
LONGEST_BLOCKS = 13_200
MOST_MESSAGE_BLOCKS = 50
MOST_VIEW_BLOCKS = 100
_LONGEST_TABLE = 10_000
_METADATA = shape({"event_type": string(255), "event_payload": anything}, {"entities": anything})
_VIEW_FIELDS = {
    "callback_id": string(255),
    "private_metadata": string(3000, 0),
    "external_id": string(255),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
    "submit_disabled": boolean,
}
_MODAL = shape(
    {"title": plain_text(24), "blocks": array(VIEW_BLOCK, MOST_VIEW_BLOCKS)},
    {"submit": plain_text(24), "close": plain_text(24), **_VIEW_FIELDS},
)
_HOME = shape({"blocks": array(VIEW_BLOCK, MOST_VIEW_BLOCKS)}, _VIEW_FIELDS)


def validate_message(payload: Json) -> list[str]:
    """What Slack would refuse in a message's text, blocks, markdown_text and metadata; empty when it is fine."""
    return [str(problem) for problem in message_problems(payload)]


def validate_view(view: Json) -> list[str]:
    """What Slack would refuse in a modal or Home view; empty when it is fine."""
    return [str(problem) for problem in view_problems(view)]


def message_problems(payload: Json) -> list[Problem]:
    """As validate_message, with error codes, the one Slack would answer with first."""
    return [*_text_problems(payload), *_metadata_problems(payload), *block_problems(payload.get("blocks") or [])]


def block_problems(blocks: Any) -> list[Problem]:
    """What Slack would refuse in the blocks of one message."""
    found = list(array(MESSAGE_BLOCK, MOST_MESSAGE_BLOCKS, 0)(blocks, "/blocks"))
    if isinstance(blocks, list) and all(isinstance(block, dict) for block in blocks):
        found += [*_repeated_ids(blocks, "/blocks"), *_totals(blocks)]
    return found


def view_problems(view: Any) -> list[Problem]:
    """As validate_view, as Problems."""
    if not isinstance(view, dict):
        return [Problem("must provide an object", "/view", "invalid_arguments")]
    checks = {"modal": _MODAL, "home": _HOME}
    if view.get("type") not in checks:
        return [Problem(f"unsupported type: {view.get('type')}", "/view/type", "invalid_arguments")]
    found = [problem._replace(code="invalid_arguments") for problem in checks[view["type"]](view, "/view")]
    blocks = [block for block in view.get("blocks") or [] if isinstance(block, dict)]
    found += [problem._replace(code="invalid_arguments") for problem in _repeated_ids(blocks, "/view/blocks")]
    has_input = any(block.get("type") == "input" for block in blocks)
    if view["type"] == "modal" and has_input and not view.get("submit"):
        found.append(Problem("missing required field: submit", "/view", "invalid_arguments"))
    return found


def expanded_blocks(markdown: str) -> int:
    """How many blocks a markdown text becomes: each heading, rule and table is one, and so is each run between them."""
    count, in_run = 0, False
    for token in MarkdownIt().enable("table").parse(markdown):
        if token.level or token.nesting < 0:
            continue
        alone = token.type in {"heading_open", "hr", "table_open"}
        count += alone or not in_run
        in_run = not alone
    return max(count, 1)


def text_length(value: Any) -> int:
    """All characters of text inside a block or blocks: text objects, rich text, markdown, cells."""
    if isinstance(value, list):
        return sum(map(text_length, value))
    if not isinstance(value, dict):
        return 0
    own = len(value["text"]) if isinstance(value.get("text"), str) else 0
    return own + sum(map(text_length, value.values()))


def _text_problems(payload: Json) -> Iterator[Problem]:
    text, markdown = payload.get("text"), payload.get("markdown_text")
    if markdown and (text or payload.get("blocks")):
        yield Problem("markdown_text cannot be used with text or blocks", "/markdown_text", "markdown_text_conflict")
    if not (text or markdown or payload.get("blocks")):
        yield Problem("no text", "/text", "no_text")
    if text and len(text) > LONGEST_TEXT:
        yield Problem(f"must be less than {LONGEST_TEXT + 1} characters", "/text", "msg_too_long")
    if markdown and len(markdown) > LONGEST_MARKDOWN:
        yield Problem(f"must be less than {LONGEST_MARKDOWN + 1} characters", "/markdown_text", "msg_too_long")


def _metadata_problems(payload: Json) -> Iterator[Problem]:
    if payload.get("metadata"):
        for problem in _METADATA(payload["metadata"], "/metadata"):
            yield problem._replace(code="invalid_metadata_format")


def _totals(blocks: list[Json]) -> Iterator[Problem]:
    markdown = [str(block.get("text")) for block in blocks if block.get("type") == "markdown"]
    if sum(map(len, markdown)) > LONGEST_MARKDOWN:
        yield Problem(f"markdown blocks together must be less than {LONGEST_MARKDOWN + 1} characters", "/blocks")
    tables = [block for block in blocks if block.get("type") == "table"]
    if len(tables) > 1:
        yield Problem("only one table allowed", "/blocks", "invalid_attachments")
    if text_length(tables) > _LONGEST_TABLE:
        yield Problem(f"table cells together must be less than {_LONGEST_TABLE + 1} characters", "/blocks")
    if len(blocks) - len(markdown) + sum(map(expanded_blocks, markdown)) > MOST_MESSAGE_BLOCKS >= len(blocks):
        yield Problem("markdown expands into more than 50 blocks", "/blocks", "too_many_blocks")
    if text_length(blocks) > LONGEST_BLOCKS:
        yield Problem(f"must be less than {LONGEST_BLOCKS + 1} characters", "/blocks", "msg_blocks_too_long")


def _repeated_ids(blocks: list[Json], at: str) -> Iterator[Problem]:
    for name, found in (
        ("block_id", [block.get("block_id") for block in blocks]),
        ("action_id", [element.get("action_id") for block in blocks for element in interactive_elements(block)]),
    ):
        for identifier, count in Counter(one for one in found if isinstance(one, str)).items():
            if count > 1:
                yield Problem(f"`{name}` {identifier} already exists", at)


def interactive_elements(block: Json) -> list[Json]:
    """The elements of a block that a person can use."""
    inside = [block.get("accessory"), block.get("element")]
    if block.get("type") in {"actions", "context_actions"} and isinstance(block.get("elements"), list):
        inside += block["elements"]
    return [element for element in inside if isinstance(element, dict) and element.get("type") != "image"]
