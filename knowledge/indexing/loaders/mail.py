"""E-mails (EML): the text of the message; what is attached becomes documents of its own."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
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
    said = {name: " ".join(str(message.get(name, "")).split()) for name in _SHOWN}
    subject = said["Subject"]
    headings = (subject,) if subject else ()
    text, warnings = _body(message, headings)
    attached = [name for name, _ in attachments_of(message)]
    if not text and not attached:
        raise UnreadableDocument("no text in the message")
    about = "; ".join(f"{name}: {value}" for name, value in said.items() if value)
    blocks = [Block(about, headings, "message header", whole=True)] if about else []
    return Loaded({}, subject or None, [*blocks, *text], warnings)


def mail_attachments(path: Path) -> list[tuple[str, bytes]]:
    """What is attached to an EML file, by file name. Raises UnreadableDocument."""
    return list(attachments_of(_message(path)))


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
    try:
        return email.message_from_bytes(content, policy=email.policy.default)
    except Exception as error:  # the header parser trips over malformed values in many ways
        raise UnreadableDocument(f"damaged e-mail ({type(error).__name__})") from error


def _body(message: EmailMessage, headings: tuple[str, ...]) -> tuple[list[Block], tuple[str, ...]]:
    try:
        part = message.get_body(("plain", "html"))
        if part is None:
            return [], ()
        text = part.get_content()
    except LookupError:  # an encoding that nobody knows
        text, warnings = decode(_bytes(message))
        return list(paragraphs(text, headings)), warnings
    except Exception as error:  # transfer encodings that do not fit
        raise UnreadableDocument(f"damaged e-mail ({type(error).__name__})") from error
    if part.get_content_type() == "text/plain":
        return list(paragraphs(text, headings)), ()
    _, blocks, hidden = page_blocks(text)
    found = [Block(block.text, (*headings, *block.headings), block.locator, block.whole) for block in blocks]
    return found, (f"{hidden:,} hidden pieces of the message left out",) if hidden else ()


def _bytes(message: EmailMessage) -> bytes:
    part = message.get_body(("plain", "html"))
    content = part.get_payload(decode=True) if part is not None else None
    return content if isinstance(content, bytes) else b""
