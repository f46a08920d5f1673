"""Blocks of a document to passages of the right size for the embedding model.

Sentences are never divided; neighbours of one heading are put together until the next would not fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge.sentences import split_sentences
from knowledge.vocabulary import Passage

SPLITTER = "split 2"
"""Goes up whenever the same file would give other passages: it makes the next sync read every file again."""

_TARGET_TOKENS = 120
"""Aimed at for one passage. Smaller than the model reads (256): one passage, one point."""
_HEADING_TOKENS = 64
"""Room kept for the title and headings that are embedded before the text."""
_REFERENCE_HEADINGS = {"sources", "references", "bibliography", "further reading"}
_LAST_NUMBER = re.compile(r"(?P<before>.*?)(?P<number>\d+)(?:–(?P<until>\d+))?(?P<after>\D*)")

CountTokens = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or table row as a loader found it.

    ``whole`` marks a row: it is never joined with others nor divided, for a part of it says nothing. ``record`` is
    such a row's values as JSON, where they are typed.
    """

    text: str
    headings: tuple[str, ...]
    locator: str
    whole: bool = False
    record: Mapping[str, Any] | None = None


@dataclass(slots=True)
class _Open:
    """A passage being filled."""

    headings: tuple[str, ...]
    first: str
    last: str
    pieces: list[str] = field(default_factory=list)
    tokens: int = 0

    def passage(self) -> Passage:
        return Passage(
            "".join(self.pieces).strip(),
            self.headings,
            _span(self.first, self.last),
            searched=is_searched(self.headings),
        )


def split_blocks(blocks: Iterable[Block], count_tokens: CountTokens, max_tokens: int) -> list[Passage]:
    """The passages of a document, in order. ``max_tokens`` is what the model reads of one text."""
    room = min(_TARGET_TOKENS, max_tokens - _HEADING_TOKENS)
    return list(_fill(blocks, count_tokens, room))


def _fill(blocks: Iterable[Block], count_tokens: CountTokens, room: int) -> Iterator[Passage]:
    current: _Open | None = None
    for block in blocks:
        if current and (
            block.whole or block.headings != current.headings or _unit(block.locator) != _unit(current.first)
        ):
            yield current.passage()
            current = None
        if block.whole:
            yield Passage(
                block.text,
                block.headings,
                block.locator,
                quoted_whole=True,
                searched=is_searched(block.headings),
                record=block.record,
            )
            continue
        sentences = split_sentences(block.text)
        end = 0
        for sentence, tokens in zip(sentences, count_tokens(sentences), strict=True):
            start = block.text.index(sentence, end)
            separator = block.text[end:start] if end else "\n"
            end = start + len(sentence)
            if current and current.tokens + tokens > room:
                yield current.passage()
                current = None
            if current is None:
                current = _Open(block.headings, block.locator, block.locator)
            current.pieces.append(separator + sentence)
            current.last = block.locator
            current.tokens += tokens
    if current:
        yield current.passage()


def _span(first: str, last: str) -> str:
    """'p. 3' or 'p. 3–4': where a passage begins and ends. The two differ in their last number at most."""
    begins, ends = _LAST_NUMBER.fullmatch(first), _LAST_NUMBER.fullmatch(last)
    if begins is None or ends is None:
        return first
    until = ends["until"] or ends["number"]
    span = begins["number"] if begins["number"] == until else f"{begins['number']}–{until}"
    return f"{begins['before']}{span}{begins['after']}"


def _unit(locator: str) -> str:
    """A locator without its last number: a paragraph and a footnote are no one stretch of text."""
    found = _LAST_NUMBER.fullmatch(locator)
    return f"{found['before']}#{found['after']}" if found else locator


def is_searched(headings: tuple[str, ...]) -> bool:
    """Whether what stands under these headings is found and quoted; lists of references are not."""
    return not any(heading.strip().lower() in _REFERENCE_HEADINGS for heading in headings)
