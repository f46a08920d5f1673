"""Files of a library folder: which there are, their ids, and the metadata that stands beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import InsightsError, UnreadableDocument
from knowledge.indexing.loaders.by_suffix import LOADERS

DEFAULTS = "_defaults.yaml"
"""In any folder: metadata for every document below it that does not say otherwise."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read, its document id, and the files that hold metadata for it, outermost first."""

    path: Path
    document_id: str
    metadata_files: tuple[Path, ...]

    def sha256(self) -> str:
        """Of the file and of all that describes it. Raises UnreadableDocument when it cannot be opened."""
        digest = hashlib.sha256()
        for path in (*self.metadata_files, self.path):
            try:
                content = path.read_bytes()
            except OSError as error:
                raise UnreadableDocument(f"cannot be opened: {error.strerror}") from error
            digest.update(len(content).to_bytes(8, "big") + content)
        return digest.hexdigest()

    def outer_fields(self) -> dict[str, Any]:
        """The metadata of folders and of the sidecar, the nearest winning. Raises UnreadableDocument."""
        fields: dict[str, Any] = {}
        for path in self.metadata_files:
            fields.update(_yaml_fields(path))
        return fields


def find_files(folder: Path) -> tuple[list[SourceFile], list[Path]]:
    """The documents below ``folder`` in order, and the files that no loader reads.

    Raises InsightsError when the folder is missing or holds no document: a share that is not mounted looks like
    that, and must not empty the library.
    """
    if not folder.is_dir():
        raise InsightsError(f"no folder {folder}: give an existing one, or set INSIGHTS_LIBRARY")
    readable, other = [], []
    for path in sorted(_visible_files(folder)):
        if path.suffix.lower() in LOADERS:
            readable.append(source_file(folder, path))
        elif not _is_metadata(path):
            other.append(path)
    if not readable:
        raise InsightsError(
            f"no document in {folder}: it needs files ending in {', '.join(LOADERS)} "
            "(to empty a library, use `insights library remove`)"
        )
    return readable, other


def _visible_files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def _is_metadata(path: Path) -> bool:
    return path.name == DEFAULTS or (path.suffix == ".yaml" and path.with_suffix("").is_file())


def source_file(folder: Path, path: Path) -> SourceFile:
    """A file below ``folder``, whose place there gives its id, with all that describes it."""
    relative = path.relative_to(folder)
    defaults = [folder / parent / DEFAULTS for parent in reversed(relative.parents)]
    sidecar = path.with_name(path.name + ".yaml")
    return SourceFile(path, _document_id(relative), tuple(found for found in [*defaults, sidecar] if found.is_file()))


def _document_id(relative: Path) -> str:
    """The path without '.md', other endings kept, so that report.md and report.pdf are two documents."""
    name = relative.with_suffix("") if relative.suffix.lower() == ".md" else relative
    return "-".join(name.as_posix().split())


def _yaml_fields(path: Path) -> dict[str, Any]:
    try:
        fields = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadableDocument(f"{path.name} is not valid YAML: {_problem(error)}") from error
    if fields is None:
        return {}
    if not isinstance(fields, dict):
        raise UnreadableDocument(f"{path.name} is not a list of 'key: value' lines")
    return fields


def _problem(error: Exception) -> str:
    """The first line of what is wrong, with its place where YAML knows it."""
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error).split("\n")[0]
    return f"{what} at line {mark.line + 1}" if mark else str(what)
