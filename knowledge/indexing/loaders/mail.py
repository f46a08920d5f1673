"""E-mails (EML): the text of the message; what is attached becomes documents of its own."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage, Message
from pathlib import Path

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.decode import decode
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.page import page_blocks
from knowledge.indexing.loaders.signature import check_text
from knowledge.indexing.loaders.text import paragraphs
from knowledge.indexing.split import Block
from knowledge.limits import DEFAULT_LIMITS, ReadingLimits

_HEADER = re.compile(rb"^[A-Za-z][A-Za-z0-9-]*:[ \t]", re.MULTILINE)
_SHOWN = ("From", "Date", "Subject")


def load_mail(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Loaded:
    """Read the message of an EML file: who wrote it, when and about what, then its text. Raises UnreadableDocument."""
    message = _message(path)
    said = {name: _header(message, name) for name in _SHOWN}
    subject = said["Subject"]
    headings = (subject,) if subject else ()
    with _damage_is_unreadable():
        text, warnings = _body(message, headings)
        attached = any(True for _ in attachments_of(message))
    if not text and not attached:
        raise UnreadableDocument("no text in the message")
    about = "; ".join(f"{name}: {value}" for name, value in said.items() if value)
    blocks = [Block(about, headings, "message header", whole=True)] if about else []
    return Loaded({}, subject or None, [*blocks, *text], warnings)


def mail_attachments(path: Path) -> list[tuple[str, bytes]]:
    """What is attached to an EML file, by file name. Raises UnreadableDocument."""
    message = _message(path)
    with _damage_is_unreadable():
        return list(attachments_of(message))


def attachments_of(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """The attachments with a file name; pictures that stand in the text are none."""
    for number, part in enumerate(message.iter_attachments(), start=1):
        if part.get_content_type() == "message/rfc822":
            called = (part.get_filename() or f"message {number}").removesuffix(".eml")
            yield f"{called}.eml", part.get_content().as_bytes()
            continue
        content = part.get_payload(decode=True)
        name = part.get_filename()
        if name and isinstance(content, bytes) and part.get_content_disposition() != "inline":
            yield name, content


def _message(path: Path) -> EmailMessage:
    check_text(path, "an e-mail")
    content = path.read_bytes()
    if not _HEADER.match(content.lstrip()):
        raise UnreadableDocument("not an e-mail: it does not begin with header lines such as 'From:'")
    with _damage_is_unreadable():
        return email.message_from_bytes(content, policy=email.policy.default)


@contextmanager
def _damage_is_unreadable() -> Iterator[None]:
    """The standard library's parser trips over malformed values in many ways, some only when a value is asked for."""
    try:
        yield
    except UnreadableDocument:
        raise
    except Exception as error:
        raise UnreadableDocument(f"damaged e-mail ({type(error).__name__})") from error


def _header(message: EmailMessage, name: str) -> str:
    """The header's value; as it is written where it cannot be parsed, such as an address that is cut off."""
    try:
        value = str(message.get(name, ""))
    except Exception:
        written = next(raw for key, raw in message.raw_items() if key.lower() == name.lower())
        value = written.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(value.split())


def _body(message: EmailMessage, headings: tuple[str, ...]) -> tuple[list[Block], tuple[str, ...]]:
    part = message.get_body(("plain", "html"))
    if part is None:
        return [], ()
    text, warnings = _text(part)
    if part.get_content_type() == "text/plain":
        return list(paragraphs(text, headings)), warnings
    _, blocks, hidden = page_blocks(text)
    found = [Block(block.text, (*headings, *block.headings), block.locator, block.whole) for block in blocks]
    return found, (*warnings, f"{hidden:,} hidden pieces of the message left out") if hidden else warnings


def _text(part: Message) -> tuple[str, tuple[str, ...]]:
    """Read strictly: where the encoding is missing, unknown or wrong, the library would put marks for pounds."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return "", ()
    try:
        return content.decode(part.get_content_charset("us-ascii")), ()
    except (LookupError, UnicodeDecodeError):
        return decode(content)
