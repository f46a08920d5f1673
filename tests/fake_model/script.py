"""What the model does when it is called."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

TOKEN = 4
"""Characters of a token, as most models have it."""
PHRASE = 60
"""Characters of a larger piece, for many replies in which it does not matter how they arrive: each piece costs 2 ms."""


class Ending(Enum):
    """How a streamed reply ends."""

    WHOLE = "finished, as it should be"
    STALLED = "silence on an open connection"
    DRIPPING = "signs of life without content, for ever"
    CUT = "the connection is lost"
    CLOSED = "the stream ends early, politely"
    TOO_LONG = "the provider's limit on tokens"
    ERROR = "an error event in the middle"


@dataclass(frozen=True, slots=True)
class Says:
    """A streamed reply: ``text`` in pieces of some characters, ``rate`` a second (0: at once), then ``ending``."""

    text: str
    ending: Ending = Ending.WHOLE
    rate: float = 0.0
    piece: int = TOKEN


@dataclass(frozen=True, slots=True)
class Refuses:
    """An HTTP error instead of a reply."""

    status: int
    retry_after: str | None = None
    body: str = '{"error": {"message": "as scripted", "type": "scripted", "code": null}}'


Act = Says | Refuses


def claim(sentence: str, *support: tuple[int, str]) -> dict[str, Any]:
    """One claim as the prompt asks for it: a sentence and what it rests on, as pairs of source and quotation."""
    return {"support": [{"source": source, "quote": quote} for source, quote in support], "sentence": sentence}


def reply(*claims: dict[str, Any], covers: str = "whole") -> str:
    """The JSON that the prompt asks for."""
    return json.dumps({"claims": list(claims), "covers": covers}, ensure_ascii=False)


def writes(*claims: dict[str, Any], covers: str = "whole", rate: float = 0.0, piece: int = TOKEN) -> Says:
    """A well-formed reply."""
    return Says(reply(*claims, covers=covers), rate=rate, piece=piece)


def sources_of(request: dict[str, Any]) -> list[dict[str, Any]]:
    """The sources that a request shows the model: the lines of JSON in its last message."""
    content = str(request["messages"][-1]["content"])
    return [json.loads(line) for line in content.splitlines() if line.startswith('{"source"')]


def pieces(text: str, size: int = TOKEN) -> Sequence[str]:
    """``text`` in pieces of a size."""
    return [text[start : start + size] for start in range(0, len(text), size)]
