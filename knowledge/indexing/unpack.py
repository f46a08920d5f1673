"""What archives and e-mails hold, as files that a sync can take in like any others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.errors import UnreadableDocument
from knowledge.indexing.file_reader import FileReader
from knowledge.indexing.files import SourceFile, files_inside
from knowledge.indexing.loaders.by_suffix import why_not_read

_DEEPEST = 3
"""An archive in an e-mail in an archive; deeper is no way to hand documents on."""


@dataclass(slots=True)
class Unpacked:
    """The documents inside containers; ``unreadable`` and ``skipped`` are (where, reason)."""

    files: list[SourceFile] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    """Ids of containers that could not be opened."""

    def unopened(self, document_id: str) -> bool:
        """Whether a document is inside a container that could not be opened this time: it has not gone away."""
        return any(document_id.startswith(f"{container}/") for container in self.closed)


def unpack_all(files: Iterable[SourceFile], folder: Path, reader: FileReader) -> Unpacked:
    """Unpack every container among ``files`` below ``folder``, and those inside them."""
    result = Unpacked()
    waiting = [(file, 1) for file in files if file.is_container]
    while waiting:
        container, depth = waiting.pop(0)
        into = folder / str(len(list(folder.iterdir())))
        into.mkdir()
        try:
            refused = reader.unpack(container.path, into)
        except UnreadableDocument as fault:
            result.closed.append(container.document_id)
            if not container.is_document:  # of one that is a document, its reading says the same
                result.unreadable.append((container.location, str(fault)))
            continue
        result.unreadable += [(f"{container.location}/{name}", reason) for name, reason in refused]
        inside, other = files_inside(container, into)
        if not (refused or inside or other or container.is_document):
            result.unreadable.append((container.location, "an archive without a file"))
        result.skipped += [(where, why_not_read(Path(where))) for where in other]
        for file in inside:
            if file.is_document:
                result.files.append(file)
            if file.is_container and depth < _DEEPEST:
                waiting.append((file, depth + 1))
            elif file.is_container and not file.is_document:
                result.unreadable.append((file.location, f"more than {_DEEPEST} containers deep: unpack it first"))
    return result
