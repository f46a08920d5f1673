"""Files of a library folder: which there are, their ids, and the metadata that stands beside them."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from knowledge.errors import InsightsError, UnreadableDocument
from knowledge.indexing.fields import parse_fields
from knowledge.indexing.loaders.by_suffix import CONTAINERS, LOADERS

_ID = re.compile(r"[\w.-]+(?:/[\w.-]+)*")
DEFAULTS = "_defaults.yaml"
"""In any folder: metadata for every document below it that does not say otherwise."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read, its document id, and the files that hold metadata for it, outermost first.

    Of a file that was unpacked from a ``container``, ``inside`` is its path in there.
    """

    path: Path
    document_id: str
    metadata_files: tuple[Path, ...]
    container: SourceFile | None = None
    inside: str = ""

    @property
    def is_document(self) -> bool:
        """Whether a loader reads it; an archive only holds documents."""
        return self.path.suffix.lower() in LOADERS

    @property
    def is_container(self) -> bool:
        """Whether it holds further files: an archive or an e-mail."""
        return self.path.suffix.lower() in CONTAINERS

    @property
    def own_id(self) -> str:
        """The id without that of its container."""
        return self.document_id.removeprefix(f"{self.container.document_id}/") if self.container else self.document_id

    @property
    def location(self) -> str:
        """Where a person finds it."""
        return f"{self.container.location}/{self.inside}" if self.container else str(self.path)

    def sha256(self) -> str:
        """Of the file and of all that describes it. Raises UnreadableDocument when it cannot be opened."""
        digest = hashlib.sha256()
        for path in (*self._all_metadata_files(), self.path):
            try:
                with path.open("rb") as file:
                    digest.update(os.fstat(file.fileno()).st_size.to_bytes(8, "big"))
                    while part := file.read(1 << 20):
                        digest.update(part)
            except OSError as error:
                raise UnreadableDocument(f"cannot be opened: {error.strerror}") from error
        return digest.hexdigest()

    def outer_fields(self) -> dict[str, Any]:
        """The metadata of folders, of the container but for its title, and of the sidecar, the nearest winning.

        Raises UnreadableDocument.
        """
        fields = self.container.outer_fields() if self.container else {}
        if self.container:
            fields.pop("title", None)
        for path in self.metadata_files:
            fields.update(_yaml_fields(path))
        if (given := fields.pop("id", None)) is not None and given != self.own_id:
            raise UnreadableDocument(
                f"the id {given!r} cannot be used: write letters, digits and - _ . / without blanks, in the sidecar"
            )
        return fields

    def has_readable_metadata(self) -> bool:
        """Whether its id is certain: a sidecar that is broken may have given another one before."""
        try:
            self.outer_fields()
        except UnreadableDocument:
            return False
        return True

    def _all_metadata_files(self) -> tuple[Path, ...]:
        outer = self.container._all_metadata_files() if self.container else ()
        return (*outer, *self.metadata_files)


@dataclass(slots=True)
class FoundFiles:
    """What is below a folder, in order: documents, files that no loader reads, and folders that cannot be looked into.

    ``closed`` are (folder, reason): what they hold is not known, which is another thing than that they are empty.
    """

    readable: list[SourceFile] = field(default_factory=list)
    other: list[Path] = field(default_factory=list)
    closed: list[tuple[Path, str]] = field(default_factory=list)

    def may_hold(self, location: str) -> bool:
        """Whether a file that was at ``location`` may still be there, in a folder that cannot be looked into."""
        place = Path(location).absolute()
        return any(place.is_relative_to(folder.absolute()) for folder, _ in self.closed)


def find_files(folder: Path) -> FoundFiles:
    """What is below ``folder``.

    Raises InsightsError when the folder is missing or holds no document: a share that is not mounted looks like
    that, and must not empty the library.
    """
    if not folder.is_dir():
        raise InsightsError(f"no folder {folder}: give an existing one, or set INSIGHTS_LIBRARY")
    found = _sorted_out(folder)
    if not found.readable:
        for closed, reason in found.closed:
            raise InsightsError(f"{closed} cannot be looked into ({reason}): give its user the right to read it")
        raise InsightsError(
            f"no document in {folder}: it needs files ending in {', '.join({**LOADERS, **CONTAINERS})} "
            "(to empty a library, use `insights library remove`)"
        )
    return found


def files_inside(container: SourceFile, folder: Path) -> tuple[list[SourceFile], list[str]]:
    """The documents among what was unpacked from ``container`` into ``folder``, and where the other files are."""
    unpacked = _sorted_out(folder)
    inside = [
        replace(
            found,
            document_id=f"{container.document_id}/{found.document_id}",
            container=container,
            inside=found.path.relative_to(folder).as_posix(),
        )
        for found in unpacked.readable
    ]
    return inside, [f"{container.location}/{path.relative_to(folder).as_posix()}" for path in unpacked.other]


def _sorted_out(folder: Path) -> FoundFiles:
    found = FoundFiles()
    for path in sorted(_visible_files(folder, found.closed)):
        if path.suffix.lower() in LOADERS or path.suffix.lower() in CONTAINERS:
            found.readable.append(source_file(folder, path))
        elif not _is_metadata(path):
            found.other.append(path)
    return found


def _visible_files(folder: Path, closed: list[tuple[Path, str]]) -> Iterator[Path]:
    """The files below ``folder``; ``closed`` gains what cannot be looked into, which pathlib takes for empty."""

    def note(error: OSError) -> None:
        closed.append((Path(error.filename), error.strerror or "unknown"))

    for at, folders, names in os.walk(folder, onerror=note):
        folders[:] = [name for name in folders if not _is_hidden(name)]
        for path in (Path(at, name) for name in names if not _is_hidden(name)):
            try:
                if path.is_file():
                    yield path
            except OSError as error:
                note(error)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$"))


def _is_metadata(path: Path) -> bool:
    return path.name == DEFAULTS or (path.suffix == ".yaml" and path.with_suffix("").is_file())


def source_file(folder: Path, path: Path) -> SourceFile:
    """A file below ``folder``, whose place there gives its id, with all that describes it."""
    relative = path.relative_to(folder)
    defaults = [folder / parent / DEFAULTS for parent in reversed(relative.parents)]
    sidecar = path.with_name(path.name + ".yaml")
    metadata_files = tuple(found for found in [*defaults, sidecar] if found.is_file())
    return SourceFile(path, _given_id(sidecar) or _document_id(relative), metadata_files)


def _given_id(sidecar: Path) -> str | None:
    """The id that a sidecar gives, so that a document keeps it in another format or folder; None without a usable one.

    What is wrong with a sidecar is told when the document is read.
    """
    try:
        given = _yaml_fields(sidecar).get("id") if sidecar.is_file() else None
    except UnreadableDocument:
        return None
    return given if isinstance(given, str) and _ID.fullmatch(given) else None


def _document_id(relative: Path) -> str:
    """The path without '.md', other endings kept, so that report.md and report.pdf are two documents."""
    name = relative.with_suffix("") if relative.suffix.lower() == ".md" else relative
    return "-".join(name.as_posix().split())


def _yaml_fields(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableDocument(f"{path.name} cannot be opened: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UnreadableDocument(f"{path.name} is not valid YAML: not UTF-8 text (byte {error.start})") from error
    return parse_fields(text, path.name)
