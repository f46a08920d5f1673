"""Web pages (HTML): the main text without menus, banners and footers. The home of trafilatura."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.decode import decode
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.rows import named_row
from knowledge.indexing.loaders.signature import WEB_PAGE, check_text
from knowledge.indexing.split import Block
from knowledge.limits import DEFAULT_LIMITS, ReadingLimits

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|(?<![-\w])color\s*:\s*(?:#fff(?:fff)?\b|white\b)",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(r"background", re.IGNORECASE)
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_TEXT = {"p", "item", "quote", "code", "head"}


def load_page(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Loaded:
    """Read the main text of an HTML file. Raises UnreadableDocument."""
    check_text(path, WEB_PAGE)
    text, warnings = _decoded(path.read_bytes())
    title, blocks, hidden = page_blocks(text)
    if not blocks:
        raise UnreadableDocument("no main text on the page")
    found = (f"{hidden:,} hidden pieces of the page left out",) if hidden else ()
    return Loaded({}, title, blocks, (*warnings, *found))


def page_blocks(text: str) -> tuple[str | None, list[Block], int]:
    """The title, the blocks of the main text, and how many hidden pieces were left out. Raises UnreadableDocument."""
    import lxml.etree
    import lxml.html
    import trafilatura
    from trafilatura.settings import use_config

    config = use_config()
    # Else a page of a few sentences is taken whole, menus and all.
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "0")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        # As bytes: a text that declares its encoding is refused by lxml.
        tree = lxml.html.document_fromstring(
            text.encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8", no_network=True)
        )
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableDocument("no web page: nothing of it can be read") from error
    hidden = _take_out_hidden(tree)
    _raise_figures(tree)
    found = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        include_links=False,
        favor_recall=True,
        deduplicate=False,
        config=config,
    )
    if found is None or isinstance(found, dict):
        return None, [], hidden
    return (found.title or "").strip() or None, list(_blocks(found.body)), hidden


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """By byte order mark, else as the page says, else as any text file."""
    said = _CHARSET.search(content[:4096])
    if said and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return content.decode(said.group(1).decode("ascii")), ()
        except (LookupError, UnicodeError):
            pass
    return decode(content)


def _take_out_hidden(tree: Any) -> int:
    """Remove what browsers do not show by attributes and inline styles; returns how many pieces held text."""
    count = 0
    for element in list(tree.iter("*")):
        style = element.get("style") or ""
        hides = _HIDING.search(style)
        white = hides is not None and "color" in hides.group().lower()
        if element.get("hidden") is not None or (hides and not (white and _stands_on_colour(element))):
            if element.getparent() is None:
                continue
            count += bool("".join(element.itertext()).strip())
            element.drop_tree()
    return count


def _stands_on_colour(element: Any) -> bool:
    """Whether white letters have a background somewhere; a class may give one too."""
    return any(
        _BACKGROUND.search(above.get("style") or "") or above.get("class") or above.get("bgcolor")
        for above in [element, *element.iterancestors()]
    )


def _raise_figures(tree: Any) -> None:
    """'week<sup>3</sup>' must not become 'week3'."""
    for element in tree.iter("sup"):
        for part in element.iter():
            if part.text:
                part.text = part.text.translate(_SUPERSCRIPT)
        element.drop_tag()


def _blocks(body: Any) -> Iterator[Block]:
    headings: list[tuple[int, str]] = []
    number = 0
    for element in _pieces(body):
        text = " ".join("".join(element.itertext()).split())
        path = tuple(held for _, held in headings)
        if element.tag == "head" and text:
            level = int((element.get("rend") or "h6")[-1]) if (element.get("rend") or "h6")[-1].isdigit() else 6
            headings = [*(held for held in headings if held[0] < level), (level, text)]
        elif element.tag == "table":
            for row in _rows(element):
                number += 1
                yield Block(row, path, f"paragraph {number}", whole=True)
        elif text:
            number += 1
            yield Block(text, path, f"paragraph {number}")


def _pieces(element: Any) -> Iterator[Any]:
    """Paragraphs, items, headings and tables in order, however deep they stand."""
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag == "table" or (child.tag in _TEXT and not any(inner.tag in _TEXT for inner in child)):
            yield child
        else:
            yield from _pieces(child)


def _rows(table: Any) -> Iterator[str]:
    rows = [[" ".join("".join(cell.itertext()).split()) for cell in row.iter("cell")] for row in table.iter("row")]
    columns = rows[0] if len(rows) > 1 else []
    for cells in rows[1:] if columns else rows:
        if text := named_row(columns, cells):
            yield text
