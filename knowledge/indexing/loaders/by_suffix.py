"""Which loader reads which file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from knowledge.indexing.loaders.csv_table import load_csv
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.markdown import load_markdown
from knowledge.indexing.loaders.pdf import load_pdf
from knowledge.indexing.loaders.prevention_map import load_prevention_map
from knowledge.indexing.loaders.workbook import load_workbook
from knowledge.vocabulary import Kind

LOADERS: dict[str, Callable[[Path], Loaded]] = {
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".pdf": load_pdf,
    ".xlsx": load_workbook,
    ".csv": load_csv,
}
"""By the file's ending, in lower case. A new format is one module and one line here."""

_MAP_LOADERS = {".xlsx": load_prevention_map, ".csv": load_prevention_map}


def loader_for(path: Path, kind: object) -> Callable[[Path], Loaded]:
    """The loader of a file. What is said to be a map is read as one, where its form allows: typed rows, or a fault."""
    suffix = path.suffix.lower()
    return _MAP_LOADERS[suffix] if kind == Kind.PREVENTION_MAP and suffix in _MAP_LOADERS else LOADERS[suffix]
