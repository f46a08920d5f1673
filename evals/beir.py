"""Test collections in BEIR form, searched with the very path that officers' questions take."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.answering.assistant import Assistant
from bot.answering.standalone import standalone
from bot.assembly import assistant_for
from bot.settings import Settings
from bot.vocabulary import Question, Role, Turn
from evals.abstention import abstention_figures
from evals.reports.plots import abstention_plot, latency_plot
from evals.statistics.abstention_curve import CurvePoint, abstention_curve
from evals.trec import Ranking, rank_documents, read_jsonl
from knowledge.catalogue.database import connect, migrate
from knowledge.embedding import Embedder, SentenceTransformerEmbedder
from knowledge.errors import InsightsError
from knowledge.indexing.publish import PreparedDocument, publish_documents
from knowledge.indexing.split import Block, split_blocks
from knowledge.metadata import DocumentMetadata
from knowledge.opening import Library, database_url, open_library
from knowledge.reranking import CrossEncoderReranker
from knowledge.retrieval.retriever import Retriever
from knowledge.text_files import read_text
from knowledge.vocabulary import PUBLIC

_DOCUMENTS_AT_ONCE = 500
_DEPTH = 100
"""Documents ranked for each query."""

Figures = dict[str, float | int]


@dataclass(frozen=True, slots=True)
class BeirReport:
    """Figures by name, the ranking of every query, and what is plotted.

    ``milliseconds`` are those of every search; ``curve`` is empty where no query says whether it is answerable.
    """

    figures: Figures
    rankings: dict[str, Ranking]
    milliseconds: list[float]
    curve: list[CurvePoint]


def evaluate_folder(folder: Path, settings: Settings) -> BeirReport:
    """Index a collection in a temporary home, search it, and score the rankings.

    Raises InsightsError when a file of the folder is missing or malformed.
    """
    queries = read_jsonl(folder / "queries.jsonl")
    relevant = read_relevant(folder / "qrels" / "test.tsv")
    with tempfile.TemporaryDirectory() as home:
        library = replace(
            index_corpus(Path(home), folder / "corpus.jsonl", SentenceTransformerEmbedder(settings.embedding_model)),
            reranker=CrossEncoderReranker(settings.reranker_model) if settings.reranker_model else None,
        )
        rankings, seconds = _search_all(library, queries)
        figures = ranking_figures(rankings, relevant) | latency_figures(seconds)
        curve: list[CurvePoint] = []
        if any("answerable" in query for query in queries):
            abstention, curve = _abstention(assistant_for(library, settings), queries)
            figures |= abstention
        library.indexes.vectors.close()
    milliseconds = [second * 1000 for second in seconds]
    return BeirReport({"queries": len(queries), **figures}, rankings, milliseconds, curve)


def write_plots(report: BeirReport, folder: Path) -> list[Path]:
    """Write latency.svg and, where queries say whether they are answerable, abstention.svg."""
    folder.mkdir(parents=True, exist_ok=True)
    plots = {"latency.svg": latency_plot(report.milliseconds, "Share of searches done within a time")}
    if report.curve:
        now = (float(report.figures["over_refusal"]), float(report.figures["abstention_recall"]))
        title = "Unanswerable questions declined against answerable questions declined"
        plots["abstention.svg"] = abstention_plot(report.curve, now, title)
    for name, plot in plots.items():
        (folder / name).write_text(plot, encoding="utf-8")
    return [folder / name for name in plots]


def index_corpus(home: Path, corpus: Path, embedder: Embedder) -> Library:
    """A library in ``home`` holding every line of a BEIR corpus as one public document."""
    migrate(connect(database_url(home, None)))
    library = open_library(home, embedder)
    with library.indexes.writing():
        for documents in _batches(_documents(corpus, embedder)):
            publish_documents(library, documents, "evals")
    return library


def read_relevant(path: Path) -> dict[str, dict[str, int]]:
    """The judgements of `qrels/test.tsv`: relevance by query and document."""
    relevant: dict[str, dict[str, int]] = {}
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        fields = line.split("\t")
        if number == 1 and fields[-1:] == ["score"]:
            continue
        if len(fields) != 3 or not fields[2].lstrip("-").isdigit():
            raise InsightsError(f"{path}, line {number}: expected query-id, corpus-id and score between tabs")
        relevant.setdefault(fields[0], {})[fields[1]] = int(fields[2])
    return relevant


def as_question(query: Mapping[str, Any]) -> Question:
    """A line of `queries.jsonl` as a question of somebody who may see public documents."""
    history = tuple(Turn(Role(turn["role"]), str(turn["text"])) for turn in query.get("history") or [])
    return Question(str(query["_id"]), str(query["text"]), history)


def ranking_figures(rankings: Mapping[str, Ranking], relevant: Mapping[str, Mapping[str, int]]) -> Figures:
    """nDCG@10, Recall@5, Recall@10 and Hit@5 over the queries that have a relevant document."""
    import ir_measures
    from ir_measures import R, Success, nDCG

    measures = {"nDCG@10": nDCG @ 10, "Recall@5": R @ 5, "Recall@10": R @ 10, "Hit@5": Success @ 5}
    judged = {query: dict(documents) for query, documents in relevant.items() if any(documents.values())}
    run = {query: dict(rankings.get(query, [])) for query in judged}
    scored = ir_measures.calc_aggregate(list(measures.values()), judged, run)
    return {name: float(scored[measure]) for name, measure in measures.items()}


def latency_figures(seconds: Iterable[float]) -> Figures:
    """Percentiles of the time of one search, in milliseconds."""
    milliseconds = np.asarray(list(seconds)) * 1000
    return {
        f"latency_p{percentile}_ms": round(float(np.percentile(milliseconds, percentile)), 2)
        for percentile in (50, 95, 99)
    }


def _search_all(library: Library, queries: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Ranking], list[float]]:
    retriever = Retriever(library)
    retriever.search("warm up", {PUBLIC}, 1)
    rankings, seconds = {}, []
    for query in queries:
        started = time.perf_counter()
        result = retriever.search(standalone(as_question(query)), {PUBLIC}, _DEPTH)
        seconds.append(time.perf_counter() - started)
        rankings[str(query["_id"])] = rank_documents(result.chunks, _DEPTH)
    return rankings, seconds


def _abstention(assistant: Assistant, queries: Iterable[Mapping[str, Any]]) -> tuple[Figures, list[CurvePoint]]:
    labelled = [query for query in queries if "answerable" in query]
    answers = [assistant.answer(as_question(query)) for query in labelled]
    answerable = [bool(query["answerable"]) for query in labelled]
    confidence = [answer.confidence for answer in answers]
    figures = abstention_figures(answerable, confidence, [bool(answer.claims) for answer in answers])
    return figures, abstention_curve(answerable, confidence)


def _documents(corpus: Path, embedder: Embedder) -> Iterator[PreparedDocument]:
    seen: set[str] = set()
    for row in read_jsonl(corpus):
        identifier = str(row["_id"])
        if identifier in seen or any(character.isspace() for character in identifier):
            raise InsightsError(f"{corpus}: the id {identifier!r} occurs twice or holds white space")
        seen.add(identifier)
        title = str(row.get("title") or identifier)
        blocks = [
            Block(text.strip(), (), f"paragraph {number}")
            for number, text in enumerate(filter(str.strip, str(row["text"]).split("\n")), start=1)
        ]
        yield PreparedDocument(
            identifier,
            str(corpus),
            str(corpus),
            "",
            DocumentMetadata(title=title, audience=PUBLIC),
            split_blocks(blocks, embedder.count_tokens, embedder.max_tokens),
        )


def _batches(documents: Iterable[PreparedDocument]) -> Iterator[list[PreparedDocument]]:
    batch: list[PreparedDocument] = []
    for document in documents:
        batch.append(document)
        if len(batch) == _DOCUMENTS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
