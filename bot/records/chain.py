"""The hash chain that shows whether the audit is as it was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

START = ""
"""What the first link follows."""


@dataclass(frozen=True, slots=True)
class Link:
    """One row of the audit; ``hash`` is SHA-256 over ``previous`` and ``content``, in hexadecimal."""

    number: int
    content: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """How many links the chain has, and the hash of the last."""

    number: int = 0
    hash: str = START


@dataclass(frozen=True, slots=True)
class Break:
    """The first row that is not as it was written."""

    number: int
    what: str


def add_link(head: Head, event: Mapping[str, Any]) -> Link:
    """The link that follows ``head``."""
    number = head.number + 1
    content = json.dumps(
        {"number": number, **event}, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return Link(number, content, head.hash, link_hash(head.hash, content))


def link_hash(previous: str, content: str) -> str:
    """SHA-256 of the previous hash followed by the content."""
    return hashlib.sha256((previous + content).encode()).hexdigest()


def find_break(links: Iterable[Link], end: Head) -> Break | None:
    """The first row of ``links`` (by number) that was changed, removed or inserted; None when the chain is whole.

    A row whose own hash was computed anew is found out by the row after it, the last one by ``end``. Whoever can
    write the whole database can also compute the whole chain anew: that shows only against a hash noted elsewhere.
    """
    last = Head()
    for link in links:
        if link.number != last.number + 1:
            return Break(last.number + 1, "is missing")
        if link.previous != last.hash and link.hash == link_hash(link.previous, link.content):
            return Break(max(last.number, 1), "or the row after it was changed")
        if link.hash != link_hash(last.hash, link.content) or link.previous != last.hash:
            return Break(link.number, "was changed")
        if link.number > end.number:
            return Break(link.number, "was added by something other than the bot")
        last = Head(link.number, link.hash)
    if last.number < end.number:
        return Break(last.number + 1, "is missing")
    if last.hash != end.hash:
        return Break(last.number, "was changed, or the end of the chain was")
    return None
