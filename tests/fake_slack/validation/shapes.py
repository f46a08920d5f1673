"""Checks that are put together to describe JSON: each takes a value and its place, and yields what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple


class Problem(NamedTuple):
    """One thing Slack refuses: the words it uses, where (a JSON pointer), and the error code of the call."""

    text: str
    pointer: str
    code: str = "invalid_blocks"

    def __str__(self) -> str:
        return f"{self.text} [json-pointer:{self.pointer}]"


Check = Callable[[Any, str], Iterator[Problem]]


def string(longest: int, shortest: int = 1) -> Check:
    """A string within these lengths (characters)."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem("must provide a string", at)
        elif len(value) > longest:
            yield Problem(f"must be less than {longest + 1} characters", at)
        elif len(value) < shortest:
            yield Problem(f"must be more than {shortest - 1} characters", at)

    return check


def link(longest: int = 3000) -> Check:
    """An http or https address."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        yield from string(longest)(value, at)
        if isinstance(value, str) and not value.startswith(("http://", "https://")):
            yield Problem("must be a valid URL", at)

    return check


def one_of(*allowed: str) -> Check:
    """One of these strings."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if value not in allowed:
            yield Problem(f"must be one of {', '.join(allowed)}", at)

    return check


def boolean(value: Any, at: str) -> Iterator[Problem]:
    """true or false."""
    if not isinstance(value, bool):
        yield Problem("must be a valid boolean", at)


def integer(lowest: int, highest: int) -> Check:
    """A whole number within bounds."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            yield Problem(f"must be an integer from {lowest} to {highest}", at)

    return check


def anything(value: Any, at: str) -> Iterator[Problem]:
    """Not looked at."""
    yield from ()


def array(item: Check, most: int, fewest: int = 1) -> Check:
    """A list whose items all pass."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem("must provide an array", at)
            return
        if len(value) > most:
            yield Problem(f"no more than {most} items allowed", at)
        if len(value) < fewest:
            yield Problem(f"must contain at least {fewest} items", at)
        for number, entry in enumerate(value):
            yield from item(entry, f"{at}/{number}")

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no others; `type` is looked at by `typed`."""
    known = {**required, **(optional or {}), "type": anything}

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem("must provide an object", at)
            return
        for name in required:
            if value.get(name) is None:
                yield Problem(f"missing required field: {name}", at)
        for name, field in value.items():
            if name not in known:
                yield Problem(f"invalid additional property: {name}", at)
            elif field is None:
                # Slack refuses null; a renderer that sends it has forgotten to leave the field out.
                yield from () if name in required else iter((Problem("must not be null", f"{at}/{name}"),))
            else:
                yield from known[name](field, f"{at}/{name}")

    return check


def also(*checks: Check) -> Check:
    """All of these checks."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        for one in checks:
            yield from one(value, at)

    return check


def needs_one(*names: str) -> Check:
    """An object with at least one of these fields."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if isinstance(value, dict) and not any(value.get(name) for name in names):
            yield Problem(f"must have one of: {', '.join(names)}", at)

    return check


def typed(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` is one of these, and which passes the check of that type."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            yield Problem(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from kinds[kind](value, at)

    return check


def plain_text(longest: int) -> Check:
    """A plain_text object."""
    return typed({"plain_text": shape({"text": string(longest)}, {"emoji": boolean})})


def text(longest: int) -> Check:
    """A plain_text or mrkdwn object."""
    return typed(
        {
            "plain_text": shape({"text": string(longest)}, {"emoji": boolean}),
            "mrkdwn": shape({"text": string(longest)}, {"verbatim": boolean}),
        }
    )
