"""Containers: what a ZIP archive holds, and what is attached to an e-mail, laid into a folder."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.mail import mail_attachments
from knowledge.indexing.loaders.package import open_package
from knowledge.indexing.loaders.signature import held
from knowledge.limits import MEGABYTE, ReadingLimits, too_much

_ENCRYPTED = 0x1
_LONGEST_NAME = 200
"""Bytes of one part of a path; file systems take 255, and a sidecar's ending is added."""
Refused = list[tuple[str, str]]
"""(name inside, reason)."""


def unpack_archive(path: Path, into: Path, limits: ReadingLimits) -> Refused:
    """Lay the files of a ZIP archive into ``into``. Raises UnreadableDocument when it is none or grows too large."""
    if held(path) != "an archive or an Office document":
        raise UnreadableDocument("damaged, or not a ZIP archive")
    refused: Refused = []
    with open_package(path, limits) as package:
        for member in package.infolist():
            if member.is_dir() or _is_furniture(member.filename):
                continue
            try:
                _write(into, member.filename, _content(package, member, limits))
            except UnreadableDocument as fault:
                refused.append((_one_line(member.filename), str(fault)))
    return refused


def unpack_mail(path: Path, into: Path, limits: ReadingLimits) -> Refused:
    """Lay the attachments of an e-mail into ``into``. Raises UnreadableDocument when it is none."""
    refused: Refused = []
    for name, content in mail_attachments(path):
        try:
            _write(into, name.replace("/", "-").replace("\\", "-"), content)
        except UnreadableDocument as fault:
            refused.append((_one_line(name), str(fault)))
    return refused


def _content(package: zipfile.ZipFile, member: zipfile.ZipInfo, limits: ReadingLimits) -> bytes:
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableDocument("encrypted: pack it without a password")
    if (member.external_attr >> 16) & 0o170000 == 0o120000:
        raise UnreadableDocument("a link to another file, not a document")
    if member.file_size > limits.size_mb * MEGABYTE:
        raise too_much(f"{member.file_size / MEGABYTE:,.0f} MB", f"{limits.size_mb:,} MB", "READING_SIZE_MB")
    try:
        return package.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise UnreadableDocument(f"damaged ({type(error).__name__})") from error


def _write(into: Path, name: str, content: bytes) -> None:
    parts = list(_safe_parts(name))
    path = into.joinpath(*parts)
    if path.exists():
        raise UnreadableDocument("two files of this name: rename one")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise UnreadableDocument(f"cannot be unpacked: {error.strerror}") from error


def _safe_parts(name: str) -> Iterator[str]:
    """The folders and the file of a path that stays inside. Raises UnreadableDocument."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts[:1] and path.parts[0].endswith(":")):
        raise UnreadableDocument("its path leads out of the archive")
    if not path.parts or not name.isprintable():
        raise UnreadableDocument("its name cannot be used")
    for part in path.parts:
        if len(part.encode("utf-8", "replace")) > _LONGEST_NAME:
            raise UnreadableDocument(f"a name of more than {_LONGEST_NAME} bytes: rename it")
        yield part


def _is_furniture(name: str) -> bool:
    """What archiving programs add: folders of the Mac, lists of pictures."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name in {".DS_Store", "Thumbs.db", "desktop.ini"}


def _one_line(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name)[:_LONGEST_NAME]
