"""What Slack accepts and refuses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fake_slack import validate_message, validate_view
from tests.fake_slack.validation.payloads import expanded_blocks, message_problems

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def button(**fields: Any) -> Json:
    """An actions block with one button."""
    element = {"type": "button", "text": plain("Sources"), "action_id": "sources", **fields}
    return {"type": "actions", "elements": [element]}


def rich(text: str) -> Json:
    """A rich_text block of one section."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text, "style": {"bold": True}}]}
    return {"type": "rich_text", "elements": [section]}


OPTION = {"text": plain("Yes"), "value": "yes"}
CELL = {"type": "raw_text", "text": "cell"}
GOOD: list[Json] = [
    {"type": "divider"},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}, "accessory": button()["elements"][0]},
    {"type": "section", "fields": [plain("x")] * 10},
    {"type": "context", "elements": [plain("x")] * 10},
    {"type": "markdown", "text": "x" * 12_000},
    {"type": "table", "rows": [[CELL] * 20] * 100},
    {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a map"},
    {"type": "alert", "text": plain("Paused"), "level": "warning"},
    {"type": "input", "label": plain("Why"), "element": {"type": "plain_text_input", "multiline": True}},
    button(value="x" * 2000, url="https://example.org"),
    rich("words"),
    {"type": "actions", "elements": [{"type": "static_select", "options": [OPTION], "initial_option": OPTION}]},
]
BAD: list[tuple[Json, str]] = [
    ({"type": "mystery"}, "/blocks/0/type"),
    ({"type": "divider", "colour": "red"}, "/blocks/0"),
    ({"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "/blocks/0/text/type"),
    ({"type": "section"}, "/blocks/0"),
    ({"type": "section", "text": {"type": "mrkdwn", "text": ""}}, "/blocks/0/text/text"),
    ({"type": "section", "fields": [plain("x")] * 11}, "/blocks/0/fields"),
    ({"type": "section", "text": plain("x"), "block_id": "x" * 256}, "/blocks/0/block_id"),
    ({"type": "context", "elements": [plain("x")] * 11}, "/blocks/0/elements"),
    ({"type": "context", "elements": []}, "/blocks/0/elements"),
    ({"type": "markdown", "text": "x" * 12_001}, "/blocks/0/text"),
    ({"type": "table", "rows": [[CELL] * 21]}, "/blocks/0/rows/0"),
    ({"type": "table", "rows": [[CELL]] * 101}, "/blocks/0/rows"),
    ({"type": "image", "alt_text": "a map"}, "/blocks/0"),
    ({"type": "alert", "text": plain("x"), "level": "loud"}, "/blocks/0/level"),
    ({"type": "input", "label": plain("Why"), "element": button()["elements"][0]}, "/blocks/0/element/type"),
    (button(text=plain("x" * 76)), "/blocks/0/elements/0/text/text"),
    (button(value="x" * 2001), "/blocks/0/elements/0/value"),
    (button(url="x"), "/blocks/0/elements/0/url"),
    (button(url="https://" + "x" * 3000), "/blocks/0/elements/0/url"),
    (button(style="loud"), "/blocks/0/elements/0/style"),
    (button(value=None), "/blocks/0/elements/0/value"),
    ({"type": "actions", "elements": [{"type": "static_select"}]}, "/blocks/0/elements/0"),
    (rich(""), "/blocks/0/elements/0/elements/0/text"),
    ({"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": []}]}, "/blocks/0/elements/0"),
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: block["type"])
def test_good_blocks_pass(block: Json) -> None:
    assert validate_message({"text": "x", "blocks": [block]}) == []


@pytest.mark.parametrize(("block", "pointer"), BAD)
def test_bad_blocks_are_named(block: Json, pointer: str) -> None:
    assert any(problem.pointer == pointer for problem in message_problems({"text": "x", "blocks": [block]}))


def test_ids_are_unique_in_a_message() -> None:
    assert validate_message({"text": "x", "blocks": [button(), button()]}) == [
        "`action_id` sources already exists [json-pointer:/blocks]"
    ]
    same = {"type": "divider", "block_id": "b"}
    assert validate_message({"text": "x", "blocks": [same, same]}) != []


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ([{"type": "divider"}] * 51, "invalid_blocks"),
        ([{"type": "section", "text": plain("x" * 2_700)}] * 5, "msg_blocks_too_long"),
        ([rich("x" * 13_201)], "msg_blocks_too_long"),
        ([{"type": "markdown", "text": "x" * 6_001}] * 2, "invalid_blocks"),
        ([{"type": "markdown", "text": "# h\n\ntext\n\n" * 30}], "too_many_blocks"),
        ([{"type": "table", "rows": [[CELL]]}] * 2, "invalid_attachments"),
    ],
)
def test_limits_over_all_blocks(blocks: list[Json], code: str) -> None:
    assert [problem.code for problem in message_problems({"text": "x", "blocks": blocks})][:1] == [code]


@pytest.mark.parametrize(
    ("markdown", "count"),
    [
        ("words", 1),
        ("one\n\ntwo\n\n- three", 1),
        ("# h\n\nwords\n\n---\n\nwords", 4),
        ("| a |\n|---|\n| b |", 1),
        ("words\n\n| a |\n|---|\n| b |\n\nwords", 3),
    ],
)
def test_markdown_expands_into_blocks(markdown: str, count: int) -> None:
    assert expanded_blocks(markdown) == count


def modal(**fields: Any) -> Json:
    """A modal with one section."""
    section = {"type": "section", "text": plain("words")}
    return {"type": "modal", "title": plain("Sources"), "blocks": [section], **fields}


@pytest.mark.parametrize(
    "view",
    [
        modal(title=plain("x" * 25)),
        modal(private_metadata="x" * 3001),
        modal(callback_id="x" * 256),
        modal(blocks=[]),
        modal(blocks=[{"type": "divider"}] * 101),
        modal(blocks=[{"type": "markdown", "text": "x"}]),
        modal(blocks=[{"type": "input", "label": plain("Why"), "element": {"type": "plain_text_input"}}]),
        {"type": "home", "blocks": [{"type": "divider"}], "title": plain("x")},
        {"type": "page", "blocks": []},
    ],
)
def test_bad_views_are_refused(view: Json) -> None:
    assert validate_view(view) != []


def test_good_views_pass() -> None:
    assert validate_view(modal()) == []
    assert validate_view({"type": "home", "blocks": [{"type": "divider"}] * 100}) == []


_LEAF = st.none() | st.booleans() | st.integers(0, 5) | st.sampled_from(["", "x", "mrkdwn", "button"])
_OBJECT = st.dictionaries(st.sampled_from(["type", "text", "elements", "options"]), _LEAF, max_size=3)
_VALUE = _LEAF | _OBJECT | st.lists(_LEAF | _OBJECT, max_size=2)
_FIELDS = ["text", "elements", "fields", "accessory", "rows", "element", "block_id"]


@given(
    kind=st.sampled_from([block["type"] for block in GOOD]), fields=st.dictionaries(st.sampled_from(_FIELDS), _VALUE)
)
def test_any_json_is_judged_without_falling_over(kind: str, fields: Json) -> None:
    found = validate_message({"text": "x", "blocks": [{"type": kind, **fields}]})
    assert all(isinstance(problem, str) for problem in found)
