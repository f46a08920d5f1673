"""Text files in the encodings that people's programs write."""

from __future__ import annotations

import codecs
from pathlib import Path

from knowledge.errors import UnreadableDocument

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_file(path: Path) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and a warning where its encoding had to be assumed. Raises UnreadableDocument.

    UTF-8, or what a byte order mark says; else Windows-1252, which is what British Windows programs write. Others are
    not guessed: a wrong guess turns pounds into something else without a sign.
    """
    return decode(path.read_bytes())


def decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """As ``decode_file``, of bytes."""
    encoding = next((name for mark, name in _MARKED if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or not _may_be_windows(content):
            raise UnreadableDocument(
                f"not text in UTF-8 or Windows-1252 (byte {error.start}): save it as UTF-8"
            ) from error
        warning = "not UTF-8: read as Windows-1252, check £ signs and accents"
        return content.decode("cp1252"), (warning,)
    if "\0" in text or (encoding in ("utf-16", "utf-32") and not _is_european(text)):
        raise UnreadableDocument("not a text file")
    return text, ()


def _is_european(text: str) -> bool:
    """Any two bytes are a character of UTF-16; those of something else are mostly Chinese."""
    return sum(ord(character) < 0x250 for character in text) >= len(text) * 0.7


def _may_be_windows(content: bytes) -> bool:
    """Whether all bytes are of Windows-1252 and nearly all of them are of a text."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return False
    strange = sum(not (character.isprintable() or character.isspace()) for character in text)
    foreign = sum(ord(character) > 127 for character in text)
    return strange == 0 and foreign <= len(text) * 0.3
