"""What a file is by its first bytes, for those that are called something else."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.errors import UnreadableDocument

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "rich text (RTF)"),
    (b"PK\x03\x04", "an archive or an Office document"),
    (_OLD_OFFICE, "an old or encrypted Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
)
WEB_PAGE = "a web page"
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)\b", re.IGNORECASE)


def held(path: Path) -> str | None:
    """What the file's first bytes say it is, None when they say nothing."""
    with path.open("rb") as file:
        head = file.read(1024)
    start = head.lstrip() if head.lstrip()[:4] == b"%PDF" else head
    if _PAGE.match(head):
        return WEB_PAGE
    return next((name for signature, name in _SIGNATURES if start.startswith(signature)), None)


def check_text(path: Path, called: str) -> None:
    """Raises UnreadableDocument when a file called a text is none of that."""
    if (found := held(path)) not in (None, called):
        raise UnreadableDocument(f"it is {found}, not {called}: give it the right ending, or save it again")


def check_package(path: Path, called: str) -> None:
    """Raises UnreadableDocument for a file that is no Office document of today: old, encrypted or something else."""
    found = held(path)
    if found == "an old or encrypted Office document":
        encrypted = "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
        remedy = "encrypted: save a copy without a password" if encrypted else f"not {called}: save it as one"
        raise UnreadableDocument(f"an old or encrypted Office document, {remedy}")
    if found != "an archive or an Office document":
        raise UnreadableDocument(f"it is {found or 'something else'}, not {called}")
