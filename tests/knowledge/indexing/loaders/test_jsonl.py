"""JSONL for import: every line is a document or says why it is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.errors import InsightsError
from knowledge.indexing.loaders.jsonl import JsonlDocument, RefusedLine, read_jsonl


def test_a_line_is_a_document_with_its_fields(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    row = {"_id": "a/1", "title": "A", "text": "One.\n\nTwo.", "audience": "public", "year": 2014, "place": None}
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(row).encode() + b"\n\n" + b'{"_id": 7, "text": "Seven."}\n')
    first, second = read_jsonl(path)
    assert isinstance(first, JsonlDocument)
    assert isinstance(second, JsonlDocument)
    assert (first.line, first.id, first.loaded.title) == (1, "a/1", "A")
    assert first.loaded.fields == {"audience": "public", "year": 2014}
    assert [(block.locator, block.text) for block in first.loaded.blocks] == [
        ("paragraph 1", "One."),
        ("paragraph 2", "Two."),
    ]
    assert (second.line, second.id, second.loaded.title) == (3, "7", None)


def test_metadata_may_stand_in_an_object_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"_id": "1", "title": "A", "text": "One.", "metadata": {"x": 1}}\n'
        '{"_id": "2", "text": "Two.", "year": 2015, "metadata": {"title": "B", "year": 2014, "place": "Kent"}}\n',
        "utf-8",
    )
    first, second = read_jsonl(path)
    assert isinstance(first, JsonlDocument)
    assert isinstance(second, JsonlDocument)
    assert (first.loaded.title, first.loaded.fields) == ("A", {})
    assert (second.loaded.title, second.loaded.fields) == ("B", {"year": 2015, "place": "Kent"})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"[1]", "not an object"),
        (b'{"text": "One."}', "'_id' is missing"),
        (b'{"_id": "a b", "text": "One."}', "white space"),
        (b'{"_id": "a"}', "'text' is missing"),
        (b'{"_id": "a", "text": " "}', "no text"),
        (b'{"_id": "a", "text": "One.", "metadata": [1]}', "'metadata' is not an object"),
        (b'{"_id": "a", "text": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_bad_line_is_refused_and_stops_nothing(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line + b'\n{"_id": "good", "text": "Good."}\n')
    refused, good = read_jsonl(path)
    assert isinstance(refused, RefusedLine)
    assert reason in refused.reason
    assert isinstance(good, JsonlDocument)


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InsightsError, match="cannot be opened"):
        list(read_jsonl(tmp_path / "none.jsonl"))
