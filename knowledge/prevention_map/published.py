"""The maps of the library, for whoever may see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from threading import Lock

from knowledge.catalogue.catalogue import Catalogue
from knowledge.prevention_map.record import from_record
from knowledge.prevention_map.rows import PreventionMap
from knowledge.prevention_map.understanding.names import MapNames, names_of
from knowledge.vocabulary import Audience, Chunk, Kind


@dataclass(frozen=True, slots=True)
class PublishedMap:
    """A map of the library: its rows, the names they use, and the chunk that shows each row, by the row's id."""

    document_id: str
    version: int
    content: PreventionMap
    names: MapNames
    chunks: Mapping[str, Chunk]


class PublishedMaps:
    """Finds maps. Who may see one is asked of the catalogue each time; rows are kept until something is published."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lock = Lock()
        self._publication = -1
        self._kept: dict[tuple[str, int], PublishedMap] = {}

    def visible(self, audiences: Collection[Audience]) -> list[PublishedMap]:
        """The maps for one of ``audiences``, by document id."""
        found = [
            self._read(document_id, version, audiences)
            for document_id, version in self._catalogue.published_of(Kind.PREVENTION_MAP, audiences)
        ]
        return [published for published in found if published is not None]

    def _read(self, document_id: str, version: int, audiences: Collection[Audience]) -> PublishedMap | None:
        with self._lock:
            publication = self._catalogue.publication()
            if publication != self._publication:
                self._kept.clear()
                self._publication = publication
            kept = self._kept.get((document_id, version))
            if kept is None:
                kept = read_published(self._catalogue, document_id, audiences)
                if kept is not None:
                    self._kept[kept.document_id, kept.version] = kept
            return kept


def read_published(catalogue: Catalogue, document_id: str, audiences: Collection[Audience]) -> PublishedMap | None:
    """One map, read from the catalogue; None where it has no typed rows or is not for ``audiences``."""
    records = catalogue.records(document_id, audiences)
    if not records:
        return None
    rows = tuple(from_record(record) for _, record in records)
    chunks = {row.id: chunk for row, (chunk, _) in zip(rows, records, strict=True)}
    first = records[0][0]
    content = PreventionMap(document_id, first.title, rows)
    return PublishedMap(document_id, first.version, content, names_of(rows), chunks)
