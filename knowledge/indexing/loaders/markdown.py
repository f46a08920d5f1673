"""Markdown: headings, paragraphs, list items and table rows, as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import UnreadableDocument
from knowledge.indexing.fields import parse_fields
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.rows import named_row
from knowledge.indexing.loaders.signature import check_text
from knowledge.indexing.split import Block
from knowledge.limits import DEFAULT_LIMITS, ReadingLimits

if TYPE_CHECKING:
    from markdown_it.token import Token


_HIDING_TAG = re.compile(r"<(\w+)\b[^>]*(?:\bhidden\b|display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def load_markdown(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Loaded:
    """Read a Markdown file with optional YAML front matter. Raises UnreadableDocument."""
    check_text(path, "a Markdown file")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(f"not UTF-8 text (byte {error.start}): save it as UTF-8 and sync again") from error
    fields, body = _front_matter(text)
    blocks = list(_blocks(body))
    if not blocks:
        raise UnreadableDocument("no text")
    return Loaded(fields, _first_heading(blocks), blocks)


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The fields between a first line of --- and the next one, and the text below."""
    opening, *lines = text.split("\n")
    if opening.strip() != "---":
        return {}, text
    ends = [number for number, line in enumerate(lines) if line.strip() == "---"]
    if not ends:
        raise UnreadableDocument("the front matter is never closed: put a line of --- below it")
    return parse_fields("\n" + "\n".join(lines[: ends[0]]), "the front matter"), "\n".join(lines[ends[0] + 1 :])


def _first_heading(blocks: list[Block]) -> str | None:
    return next((block.headings[0] for block in blocks if block.headings), None)


def _blocks(body: str) -> Iterator[Block]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    headings: list[tuple[int, str]] = []
    columns: list[str] = []
    paragraph = 0
    position = 0
    while position < len(tokens):
        token = tokens[position]
        path = tuple(text for _, text in headings)
        if token.type == "heading_open":
            level = int(token.tag[1])
            headings = [found for found in headings if found[0] < level]
            headings.append((level, _visible(tokens[position + 1])))
        elif token.type == "thead_open":
            columns = _cells(tokens, position)
        elif token.type == "tr_open" and not _in_head(tokens, position):
            paragraph += 1
            yield Block(named_row(columns, _cells(tokens, position)), path, f"paragraph {paragraph}", whole=True)
        elif token.type == "paragraph_open":
            text = _visible(tokens[position + 1])
            if text:
                paragraph += 1
                yield Block(text, path, f"paragraph {paragraph}")
        elif token.type in ("fence", "code_block") and token.content.strip():
            paragraph += 1
            yield Block(token.content.strip(), path, f"paragraph {paragraph}")
        position += 1


def _visible(inline: Token) -> str:
    """The text a reader sees: no emphasis marks, no link targets, no HTML; an image is its description."""
    parts: list[str] = []
    hidden = ""
    for child in inline.children or []:
        if hidden:
            hidden = "" if child.type == "html_inline" and child.content.startswith(f"</{hidden}") else hidden
        elif child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "html_inline":
            found = _HIDING_TAG.match(child.content)
            hidden = found.group(1) if found else ""
            parts.append(" " if child.content.lower().startswith("<br") else "")
    return " ".join("".join(parts).split())


def _cells(tokens: list[Token], start: int) -> list[str]:
    """The cells from an opening row or head token to where it closes."""
    closing = tokens[start].type.replace("_open", "_close")
    cells = []
    for token in tokens[start + 1 :]:
        if token.type == closing:
            break
        if token.type == "inline":
            cells.append(_visible(token))
    return cells


def _in_head(tokens: list[Token], position: int) -> bool:
    return position > 0 and tokens[position - 1].type == "thead_open"
