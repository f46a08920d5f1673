"""JSONL: one document a line, `_id`, `title`, `text` and metadata, for `insights library import`.

Metadata fields stand in the line itself or, as in BEIR, in its object `metadata`, whose unknown keys are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import InsightsError
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.unseen import without_unseen
from knowledge.indexing.split import Block
from knowledge.metadata import DocumentMetadata

_LONGEST_LINE = 50_000_000
"""Bytes of one line, which is held in memory."""


@dataclass(frozen=True, slots=True)
class JsonlDocument:
    """A line's document: its ``_id``, its text as blocks, and all further fields, the title among them."""

    line: int
    id: str
    loaded: Loaded


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that holds no document, and why."""

    line: int
    reason: str


def read_jsonl(path: Path) -> Iterator[JsonlDocument | RefusedLine]:
    """The documents of a JSONL file, line by line; one bad line does not stop the rest.

    The ids are as written: whether two lines share one is for the caller, who also checks the fields. Raises
    InsightsError when the file cannot be opened.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise InsightsError(f"{path} cannot be opened: {error.strerror}") from error
    with file:
        for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), b""), start=1):
            if line.strip(b" \t\r\n\xef\xbb\xbf"):
                yield _document(number, line)


def _document(number: int, line: bytes) -> JsonlDocument | RefusedLine:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return RefusedLine(number, f"not UTF-8 text (byte {error.start})")
    except (json.JSONDecodeError, RecursionError) as error:
        return RefusedLine(number, f"not JSON ({getattr(error, 'msg', 'nested too deeply')})")
    if not isinstance(row, dict):
        return RefusedLine(number, "not an object in {}")
    return _from_row(number, row)


def _from_row(number: int, row: dict[str, Any]) -> JsonlDocument | RefusedLine:
    identifier, text = row.pop("_id", None), row.pop("text", None)
    if not isinstance(identifier, str | int) or not str(identifier).strip():
        return RefusedLine(number, "the field '_id' is missing: it becomes the document's id")
    if any(character.isspace() or not character.isprintable() for character in str(identifier)):
        return RefusedLine(number, f"the '_id' {identifier!r} holds white space or what cannot be printed")
    if not isinstance(text, str):
        return RefusedLine(number, "the field 'text' is missing or no text")
    title, nested = row.pop("title", None), row.pop("metadata", None)
    if nested is not None and not isinstance(nested, dict):
        return RefusedLine(number, "the field 'metadata' is not an object in {}")
    blocks = [
        Block(part.strip(), (), f"paragraph {paragraph}")
        for paragraph, part in enumerate(filter(str.strip, text.split("\n")), start=1)
    ]
    known = {key: value for key, value in (nested or {}).items() if key in DocumentMetadata.model_fields}
    title = title or known.pop("title", None)
    fields = {key: value for key, value in {**known, **row}.items() if value is not None}
    loaded = without_unseen(Loaded(fields, str(title).strip() if title else None, blocks))
    if not loaded.blocks:
        return RefusedLine(number, "no text")
    return JsonlDocument(number, str(identifier), loaded)
