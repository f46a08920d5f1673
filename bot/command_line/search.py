"""`insights search`: passages, without an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.options import AudienceOption, JsonOption, audiences_from, load_settings
from knowledge.errors import InsightsError
from knowledge.vocabulary import ScoredChunk


def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    as_json: JsonOption = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Passages, or documents of a run.")] = 10,
    audience: AudienceOption = None,
    queries: Annotated[
        Path | None, typer.Option(help="Search for every line of this JSONL file.", metavar="FILE")
    ] = None,
    run: Annotated[Path | None, typer.Option(help="Write a TREC run here.", metavar="FILE")] = None,
) -> None:
    """Find passages in the library."""
    from bot.assembly import library_from
    from knowledge.retrieval.retriever import Retriever

    audiences = audiences_from(audience)
    if (query is None) == (queries is None):
        raise typer.BadParameter("give either a query or --queries FILE")
    if (queries is None) != (run is None):
        raise typer.BadParameter("--queries and --run go together")
    retriever = Retriever(library_from(load_settings()))
    if queries and run:
        from evals.trec import rank_documents, read_queries, write_run

        rankings = {
            identifier: rank_documents(retriever.search(text, audiences, limit * 3, 3).chunks, limit)
            for identifier, text in read_queries(queries).items()
        }
        write_run(rankings, run)
        return
    if not str(query).strip():
        raise typer.BadParameter("the query is empty")
    found = retriever.search(str(query), audiences, limit).chunks
    if as_json:
        typer.echo(json.dumps([_as_json(scored) for scored in found], ensure_ascii=False, indent=2))
        return
    if not found:
        raise InsightsError("nothing found: `insights library list` shows what the library holds")
    for scored in found:
        chunk = scored.chunk
        typer.echo(f"{scored.score:.3f}  {chunk.title} ({chunk.locator}, {chunk.audience})\n       {chunk.id}")
        typer.echo("       " + " ".join(chunk.text.split()) + "\n")


def _as_json(scored: ScoredChunk) -> dict[str, object]:
    chunk = scored.chunk
    return {
        "chunk_id": chunk.id,
        "document_id": chunk.document_id,
        "title": chunk.title,
        "audience": chunk.audience,
        "locator": chunk.locator,
        "score": round(scored.score, 4),
        "text": chunk.text,
    }
