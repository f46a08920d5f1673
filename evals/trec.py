"""Queries in and rankings out, in the forms the field shares: BEIR's JSONL and TREC's run files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from knowledge.errors import InsightsError
from knowledge.text_files import read_text
from knowledge.vocabulary import ScoredChunk

Ranking = list[tuple[str, float]]
"""Document ids with their scores, best first."""


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file. Raises InsightsError naming the file and line."""
    rows = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InsightsError(f"{path}, line {number}: not JSON ({error.msg})") from error
        if not isinstance(row, dict) or "_id" not in row or "text" not in row:
            raise InsightsError(f"{path}, line {number}: the fields '_id' and 'text' are needed")
        rows.append(row)
    return rows


def read_queries(path: Path) -> dict[str, str]:
    """The query texts of a BEIR `queries.jsonl`, by id."""
    return {str(row["_id"]): str(row["text"]) for row in read_jsonl(path)}


def rank_documents(chunks: Sequence[ScoredChunk], limit: int) -> Ranking:
    """Documents by their best chunk's score, best first."""
    best: dict[str, float] = {}
    for scored in chunks:
        best.setdefault(scored.chunk.document_id, scored.score)
    return list(best.items())[:limit]


def write_run(rankings: Mapping[str, Ranking], path: Path) -> None:
    """Write a TREC run: query, Q0, document, rank, score, tag."""
    lines = [
        f"{query} Q0 {document} {rank} {score:.6f} insights\n"
        for query, ranking in rankings.items()
        for rank, (document, score) in enumerate(ranking, start=1)
    ]
    path.write_text("".join(lines), encoding="utf-8")
