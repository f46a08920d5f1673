"""Which loader reads which file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.archive import Refused, unpack_archive, unpack_mail
from knowledge.indexing.loaders.delimited import load_delimited
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.mail import load_mail
from knowledge.indexing.loaders.markdown import load_markdown
from knowledge.indexing.loaders.page import load_page
from knowledge.indexing.loaders.pdf import load_pdf
from knowledge.indexing.loaders.prevention_map import load_prevention_map
from knowledge.indexing.loaders.slides import load_slides
from knowledge.indexing.loaders.text import load_text
from knowledge.indexing.loaders.unseen import without_unseen
from knowledge.indexing.loaders.word import load_word
from knowledge.indexing.loaders.workbook import load_workbook
from knowledge.limits import ReadingLimits, too_much
from knowledge.vocabulary import Kind

LOADERS: dict[str, Callable[[Path, ReadingLimits], Loaded]] = {
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".txt": load_text,
    ".pdf": load_pdf,
    ".docx": load_word,
    ".pptx": load_slides,
    ".xlsx": load_workbook,
    ".csv": load_delimited,
    ".tsv": load_delimited,
    ".html": load_page,
    ".htm": load_page,
    ".eml": load_mail,
}
"""By the file's ending, in lower case. A new format is one module and one line here."""

MAP_LOADERS = {".xlsx": load_prevention_map, ".csv": load_prevention_map}
"""For what is said to be a prevention map: typed rows, or a fault."""

CONTAINERS: dict[str, Callable[[Path, Path, ReadingLimits], Refused]] = {
    ".zip": unpack_archive,
    ".eml": unpack_mail,
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


def unpack(path: Path, into: Path, limits: ReadingLimits) -> Refused:
    """Lay what a container holds into a folder; returns what was refused. Raises UnreadableDocument."""
    return CONTAINERS[path.suffix.lower()](path, into, limits)


def why_not_read(path: Path) -> str:
    """Why no loader reads a file, with the remedy where there is one."""
    suffix = path.suffix.lower()
    remedy = f": {REMEDIES[suffix]}" if suffix in REMEDIES else ""
    return f"no loader for {path.suffix or 'this file'}{remedy}"
