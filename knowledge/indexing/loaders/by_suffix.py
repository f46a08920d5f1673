"""Which loader reads which file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.markdown import load_markdown
from knowledge.indexing.loaders.pdf import load_pdf
from knowledge.indexing.loaders.workbook import load_workbook

LOADERS: dict[str, Callable[[Path], Loaded]] = {
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".pdf": load_pdf,
    ".xlsx": load_workbook,
}
"""By the file's ending, in lower case. A new format is one module and one line here."""
