"""Latency, memory and recall as a collection grows: python -m evals.benchmarks.scale FOLDER --out FOLDER.

FOLDER is in BEIR form. Its texts are embedded once (the vectors are kept in the output folder) and grown to each size:
see `evals.benchmarks.collection.grown`. Every system runs in a process of its own, is given the vectors of chunks and
questions, and so is charged for everything but embedding. Writes scale.jsonl and scale.png.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals.benchmarks.collection import Asked, Build, Collection, Search, grown
from evals.trec import read_jsonl
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.vocabulary import PUBLIC, Audience

SYSTEMS = ("ours", "langchain_peer", "llama_index_peer", "haystack_peer")
SIZES = (1_000, 10_000, 100_000)
_LIMIT = 30
_QUESTIONS = 100
_SECONDS = 90
"""After which a slow system is asked no further questions."""


def main() -> None:
    """Measure every system at every size, then draw the plot."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.system:
        print(json.dumps(measure(options.folder, options.out, options.system[0], options.sizes[0])))
        return
    _embedded(options.folder, options.out)
    results = options.out / "scale.jsonl"
    for size in options.sizes:
        for system in options.systems:
            line = _in_own_process(options, system, size)
            print(line, flush=True)
            with results.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
    draw(results, options.out / "scale.png")


def measure(folder: Path, out: Path, system: str, size: int) -> dict[str, Any]:
    """Build one system at one size and ask it the questions, with and without an audience filter."""
    collection, asked = _collection(folder, out, size)
    build: Build = importlib.import_module(f"evals.benchmarks.systems.{system}").build
    with tempfile.TemporaryDirectory() as home:
        started = time.perf_counter()
        search = build(collection, Path(home), asked)
        figures: dict[str, Any] = {"system": system, "size": size, "build_s": round(time.perf_counter() - started, 1)}
        for name, audience in (("everything", None), ("one_audience", PUBLIC)):
            figures[name] = _latency(search, asked, audience)
        figures["memory_mb"] = round(_megabytes())
        if system == "ours":
            figures["vector_recall@30"] = _recall(Path(home), collection, asked)
    return figures


def draw(results: Path, picture: Path) -> None:
    """How the median time of a search grows, without and with a filter."""
    import matplotlib.pyplot as plt

    rows = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    figure, panels = plt.subplots(1, 2, figsize=(10, 4), sharey=True)
    for panel, name in zip(panels, ("everything", "one_audience"), strict=True):
        for system in dict.fromkeys(row["system"] for row in rows):
            points = sorted((row["size"], row[name]["p50_ms"]) for row in rows if row["system"] == system)
            panel.plot(*zip(*points, strict=True), marker="o", label=system.removesuffix("_peer"))
        panel.set(xscale="log", yscale="log", xlabel="chunks", title=name.replace("_", " "))
        panel.grid(alpha=0.3)
    panels[0].set_ylabel("median search, ms, without embedding")
    panels[0].legend()
    figure.tight_layout()
    figure.savefig(picture, dpi=120)


def _latency(search: Search, asked: Sequence[Asked], audience: Audience | None) -> dict[str, float]:
    search(asked[0], _LIMIT, audience)
    seconds: list[float] = []
    for question in asked[1:]:
        started = time.perf_counter()
        search(question, _LIMIT, audience)
        seconds.append(time.perf_counter() - started)
        if sum(seconds) > _SECONDS:
            break
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    return {"p50_ms": round(float(p50), 1), "p95_ms": round(float(p95), 1), "questions": len(seconds)}


def _recall(home: Path, collection: Collection, asked: Sequence[Asked]) -> float:
    """Share of the 30 exactly nearest chunks of each audience that the vector index finds."""
    from knowledge.indexes.vector_store import VectorStore, embedded

    store = VectorStore(embedded(home / "indexes" / "vectors"))
    shares = []
    for audience in sorted(set(collection.audiences)):
        rows = np.array([number for number, other in enumerate(collection.audiences) if other == audience])
        for question in asked:
            nearest = rows[np.argsort(-(collection.vectors[rows] @ question.vector))[:_LIMIT]]
            wanted = {f"{collection.ids[row]}@1#1" for row in nearest}
            found = {identifier for identifier, _ in store.search([audience], question.vector, _LIMIT)}
            shares.append(len(wanted & found) / len(wanted))
    store.close()
    return round(float(np.mean(shares)), 4)


def _collection(folder: Path, out: Path, size: int) -> tuple[Collection, list[Asked]]:
    texts, questions = _texts(folder)
    known = _embedded(folder, out)
    asked = [Asked(text, vector) for text, vector in zip(questions, known["questions"], strict=True)]
    return grown(texts, known["texts"], size), asked


def _embedded(folder: Path, out: Path) -> dict[str, np.ndarray]:
    kept = out / "vectors.npz"
    if not kept.exists():
        texts, questions = _texts(folder)
        embedder = SentenceTransformerEmbedder()
        np.savez(kept, texts=embedder.embed(texts), questions=embedder.embed(questions))
    return dict(np.load(kept))


def _texts(folder: Path) -> tuple[list[str], list[str]]:
    texts = [" ".join(str(row["text"]).split()) for row in read_jsonl(folder / "corpus.jsonl")]
    asked = [str(row.get("question") or row["text"]) for row in read_jsonl(folder / "queries.jsonl")]
    return texts, list(dict.fromkeys(asked))[: _QUESTIONS + 1]


def _in_own_process(options: argparse.Namespace, system: str, size: int) -> str:
    command = [sys.executable, "-m", "evals.benchmarks.scale", str(options.folder), "--out", str(options.out)]
    done = subprocess.run([*command, "--system", system, "--sizes", str(size)], stdout=subprocess.PIPE, check=True)
    return done.stdout.decode().splitlines()[-1]


def _megabytes() -> float:
    """Resident now, as Linux tells it; the most held so far would be the parent's."""
    fields = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in fields if line.startswith("VmRSS"))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--systems", nargs="+", default=SYSTEMS, choices=SYSTEMS)
    parser.add_argument("--system", nargs=1, choices=SYSTEMS, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
