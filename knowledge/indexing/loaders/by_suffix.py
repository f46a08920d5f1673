"""Which loader reads which file."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.unseen import without_unseen
from knowledge.limits import ReadingLimits, too_much
from knowledge.vocabulary import Kind

Loader = Callable[[Path, ReadingLimits], Loaded]
Unpacker = Callable[[Path, Path, ReadingLimits], list[tuple[str, str]]]


def _from(module: str, name: str) -> Callable[..., Any]:
    """A function of a module beside this one, which is imported when the first file of its format comes.

    A process reads files of one or two formats; importing all of them takes as long as it takes to start it.
    """

    def call(*given: object) -> Any:
        return getattr(import_module(f"{__package__}.{module}"), name)(*given)

    return call


LOADERS: dict[str, Loader] = {
    ".md": _from("markdown", "load_markdown"),
    ".markdown": _from("markdown", "load_markdown"),
    ".txt": _from("text", "load_text"),
    ".pdf": _from("pdf", "load_pdf"),
    ".docx": _from("word", "load_word"),
    ".pptx": _from("slides", "load_slides"),
    ".xlsx": _from("workbook", "load_workbook"),
    ".csv": _from("delimited", "load_delimited"),
    ".tsv": _from("delimited", "load_delimited"),
    ".html": _from("page", "load_page"),
    ".htm": _from("page", "load_page"),
    ".eml": _from("mail", "load_mail"),
}
"""By the file's ending, in lower case. A new format is one module and one line here."""

MAP_LOADERS: dict[str, Loader] = {
    ".xlsx": _from("prevention_map", "load_prevention_map"),
    ".csv": _from("prevention_map", "load_prevention_map"),
}
"""For what is said to be a prevention map: typed rows, or a fault."""

CONTAINERS: dict[str, Unpacker] = {
    ".zip": _from("archive", "unpack_archive"),
    ".eml": _from("archive", "unpack_mail"),
}
"""Files that hold further files. An e-mail is a document besides."""

REMEDIES = {
    ".doc": "save it as .docx",
    ".rtf": "save it as .docx",
    ".odt": "save it as .docx",
    ".pages": "export it as .docx",
    ".ppt": "save it as .pptx",
    ".odp": "save it as .pptx",
    ".key": "export it as .pptx",
    ".xls": "save it as .xlsx",
    ".xlsm": "save it as .xlsx",
    ".ods": "save it as .xlsx",
    ".numbers": "export it as .xlsx",
    ".msg": "save it as .eml",
    ".jsonl": "use `insights library import`",
}
"""What to do with a file that no loader reads."""


def load(path: Path, limits: ReadingLimits, kind: object = None) -> Loaded:
    """What the file's loader makes of it, without characters that nobody sees. Raises UnreadableDocument.

    ``kind`` is what the metadata beside the file says that it is.

    Only for the process that reads files (``knowledge.indexing.file_reader``): a file may make its loader trip, stall
    or take all memory.
    """
    suffix = path.suffix.lower()
    loader = MAP_LOADERS.get(suffix, LOADERS.get(suffix)) if kind == Kind.PREVENTION_MAP else LOADERS.get(suffix)
    if loader is None:
        raise UnreadableDocument(why_not_read(path))
    loaded = without_unseen(loader(path, limits))
    if not loaded.blocks:
        raise UnreadableDocument("no text that a reader sees")
    characters = sum(len(block.text) + sum(map(len, block.headings)) for block in loaded.blocks)
    if characters > limits.characters:
        raise too_much(f"{characters:,} characters", f"{limits.characters:,}", "READING_CHARACTERS")
    return loaded


def unpack(path: Path, into: Path, limits: ReadingLimits) -> list[tuple[str, str]]:
    """Lay what a container holds into a folder; returns what was refused. Raises UnreadableDocument."""
    return CONTAINERS[path.suffix.lower()](path, into, limits)


def why_not_read(path: Path) -> str:
    """Why no loader reads a file, with the remedy where there is one."""
    suffix = path.suffix.lower()
    remedy = f": {REMEDIES[suffix]}" if suffix in REMEDIES else ""
    return f"no loader for {path.suffix or 'this file'}{remedy}"
