"""Words in tantivy: one index for each audience. Only ids are stored; texts are indexed and thrown away."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.catalogue.entries import IndexEntry
from knowledge.indexes.partitions import partition_audience, partition_name
from knowledge.vocabulary import Audience

if TYPE_CHECKING:
    import tantivy

_FIELDS = ["title", "headings", "text"]
_BOOSTS = {"title": 0.5, "headings": 0.5, "text": 1.0}
ALSO = 0.3
"""What another name for a word counts beside the word itself."""
_BEGINNING = 6
_WRITER_BYTES = 64_000_000
_WORD = re.compile(r"[^\W_]+")


class KeywordIndex:
    """Adds, deletes and finds chunks by their words (BM25, English stems)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._indexes: dict[Audience, tantivy.Index] = {}

    def reopen(self) -> None:
        """See what other processes committed."""
        self._indexes = {}
        for audience in self.audiences():
            self._open(audience)

    def audiences(self) -> list[Audience]:
        """The audiences that have an index."""
        if not self._folder.is_dir():
            return []
        return sorted(partition_audience(path.name) for path in self._folder.iterdir() if path.is_dir())

    def add(self, audience: Audience, entries: Iterable[IndexEntry]) -> None:
        """Add chunks; one already there under its id is replaced."""
        import tantivy

        index = self._open(audience)
        writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        for entry in entries:
            writer.delete_documents_by_term("id", entry.id)
            writer.add_document(
                tantivy.Document(id=entry.id, title=entry.title, headings=" ".join(entry.headings), text=entry.text)
            )
        writer.commit()
        writer.wait_merging_threads()
        index.reload()

    def delete(self, audience: Audience, ids: Sequence[str]) -> None:
        """Delete chunks by id; unknown ids are fine. Their words stay in the files until `wipe`."""
        if not ids or not self._path(audience).is_dir():
            return
        index = self._open(audience)
        writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        for identifier in ids:
            writer.delete_documents_by_term("id", identifier)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()

    def wipe(self) -> None:
        """Delete every index and its files: damaged ones need not be readable."""
        self._indexes = {}
        shutil.rmtree(self._folder, ignore_errors=True)

    def ids(self, audience: Audience) -> set[str]:
        """Every id in an audience's index."""
        import tantivy

        if not self._path(audience).is_dir():
            return set()
        searcher = self._open(audience).searcher()
        hits = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs)).hits
        return {str(searcher.doc(address)["id"][0]) for _, address in hits}

    def search(
        self, audiences: Collection[Audience], query: str, limit: int, also: str = ""
    ) -> list[tuple[str, float]]:
        """The best ``limit`` ids of each audience with their BM25 score, best first.

        The words of ``also`` count for less: other names for what the query asks.
        """
        asked = _WORD.findall(query.lower())
        others = [word for word in dict.fromkeys(_WORD.findall(also.lower())) if word not in asked]
        words = " ".join([*asked, *(f"{word}^{ALSO}" for word in others)])
        found: list[tuple[str, float]] = []
        for index in self._held(audiences) if words else ():
            searcher = index.searcher()
            parsed = index.parse_query(words, _FIELDS, field_boosts=_BOOSTS)
            found.extend(
                (str(searcher.doc(address)["id"][0]), float(score))
                for score, address in searcher.search(parsed, limit=limit, count=False).hits
            )
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def rarity(self, audiences: Collection[Audience], words: Collection[str]) -> dict[str, float]:
        """Each stem's inverse document frequency over the audiences' chunks, as BM25 has it: always above 0."""
        total = sum(index.searcher().num_docs for index in self._held(audiences))
        held = self.frequencies(audiences, words)
        # Deleted chunks count in a frequency until their segment is merged away, but not in the total.
        return {word: math.log1p((total - min(count, total) + 0.5) / (count + 0.5)) for word, count in held.items()}

    def frequencies(self, audiences: Collection[Audience], words: Collection[str]) -> dict[str, int]:
        """In how many of the audiences' chunks each stem occurs."""
        searchers = [index.searcher() for index in self._held(audiences)]
        return {word: sum(searcher.doc_freq("text", word) for searcher in searchers) for word in words}

    def nearly(self, audiences: Collection[Audience], stem: str, limit: int) -> list[str]:
        """The best ``limit`` ids of each audience holding a word that begins like ``stem``, but for one letter.

        Only the beginning is compared: a slip of the pen further on often keeps the ending from being cut off.
        """
        import tantivy

        found: list[str] = []
        for index in self._held(audiences):
            searcher = index.searcher()
            query = tantivy.Query.fuzzy_term_query(index.schema, "text", stem[:_BEGINNING], distance=1, prefix=True)
            hits = searcher.search(query, limit=limit, count=False).hits
            found.extend(str(searcher.doc(address)["id"][0]) for _, address in hits)
        return found

    def _held(self, audiences: Collection[Audience]) -> list[tantivy.Index]:
        return [
            self._open(audience) for audience in audiences if audience in self._indexes or self._path(audience).is_dir()
        ]

    def _path(self, audience: Audience) -> Path:
        return self._folder / partition_name(audience)

    def _open(self, audience: Audience) -> tantivy.Index:
        if audience not in self._indexes:
            import tantivy

            path = self._path(audience)
            path.mkdir(parents=True, exist_ok=True)
            self._indexes[audience] = tantivy.Index(_schema(), path=str(path))
        return self._indexes[audience]


def _schema() -> tantivy.Schema:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in _FIELDS:
        builder.add_text_field(field, stored=False, tokenizer_name="en_stem", index_option="freq")
    return builder.build()
