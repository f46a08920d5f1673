"""ZIP containers: archives, and the formats that are one inside, whose unpacked size is known beforehand."""

from __future__ import annotations

import zipfile
from pathlib import Path

from knowledge.errors import UnreadableDocument
from knowledge.limits import MEGABYTE, ReadingLimits, too_much

_MEMBERS = 10_000


def open_package(path: Path, limits: ReadingLimits) -> zipfile.ZipFile:
    """Open a ZIP file. Raises UnreadableDocument when it is none, or would grow beyond the limits.

    The sizes it declares can be relied on: of a member, no more than its declared size is ever unpacked.
    """
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise UnreadableDocument(f"damaged: {error}") from error
    members = package.infolist()
    if len(members) > _MEMBERS:
        package.close()
        raise UnreadableDocument(f"an archive of {len(members):,} files, more than {_MEMBERS:,}: divide it")
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_mb * MEGABYTE:
        package.close()
        raise too_much(
            f"{unpacked / MEGABYTE:,.0f} MB when unpacked", f"{limits.unpacked_mb:,} MB", "READING_UNPACKED_MB"
        )
    return package


def check_growth(path: Path, limits: ReadingLimits) -> None:
    """Raises UnreadableDocument for a format that is a ZIP inside and is damaged or would grow beyond the limits."""
    open_package(path, limits).close()
