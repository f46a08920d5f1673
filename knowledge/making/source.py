"""What a made document is made from: Markdown with front matter, as every other document of the starter library."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from knowledge.indexing.loaders.markdown import load_markdown

SOURCES = Path(__file__).parent / "sources"
_LINK = re.compile(r"\s*(https?://\S+?)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its paragraphs in order."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A document's id, its metadata as written, its title, what stands below that, and its sections."""

    id: str
    front_matter: str
    title: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]


def read_source(document_id: str) -> Source:
    """The source of a made document."""
    path = SOURCES / f"{document_id}.md"
    front_matter = path.read_text(encoding="utf-8").split("---\n", 2)[1]
    blocks = load_markdown(path).blocks
    title = blocks[0].headings[0]
    sections: dict[str, list[str]] = {}
    for block in blocks:
        sections.setdefault(" ".join(block.headings[1:]), []).append(block.text)
    opening = tuple(sections.pop("", []))
    return Source(
        document_id,
        front_matter,
        title,
        opening,
        tuple(Section(heading, tuple(paragraphs)) for heading, paragraphs in sections.items()),
    )


def link_apart(paragraph: str) -> tuple[str, str | None]:
    """A paragraph without the address in it, and that address: in a printed list the words are the link."""
    found = _LINK.search(paragraph)
    if found is None:
        return paragraph, None
    return f"{paragraph[: found.start()]}{paragraph[found.end() :]}", found.group(1)
