"""How much of the machine one file may cost while it is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import UnreadableDocument

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Of one file: sizes in MB, what it may hold, and the time in seconds and memory in MB that reading it may take.

    ``unpacked_mb`` is what an archive, or a format that is one inside (DOCX, PPTX, XLSX), may grow to; ``rows`` count
    for a whole workbook.
    """

    size_mb: int = 100
    unpacked_mb: int = 500
    pages: int = 1_000
    rows: int = 20_000
    characters: int = 5_000_000
    seconds: int = 300
    memory_mb: int = 1_500

    def check_size(self, path: Path) -> None:
        """Raises UnreadableDocument when the file is larger than ``size_mb`` or cannot be looked at."""
        try:
            size = path.stat().st_size
        except OSError as error:
            raise UnreadableDocument(f"cannot be opened: {error.strerror}") from error
        if size > self.size_mb * MEGABYTE:
            raise too_much(f"{size / MEGABYTE:,.0f} MB", f"{self.size_mb:,} MB", "READING_SIZE_MB")


DEFAULT_LIMITS = ReadingLimits()


def too_much(found: str, allowed: str, setting: str) -> UnreadableDocument:
    """The fault of a file that goes beyond a limit, naming the setting that raises it."""
    return UnreadableDocument(f"{found}, more than the {allowed} that {setting} allows: divide the file or raise it")
