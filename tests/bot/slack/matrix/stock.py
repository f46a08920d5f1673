"""The library of the matrix: for each audience a review and a map, each marked with a word that no question holds."""

from __future__ import annotations

import hashlib
from pathlib import Path

from knowledge.indexing.add import ADDED, add_files, publish_all
from knowledge.indexing.publish import PreparedDocument
from knowledge.indexing.split import Block, split_blocks
from knowledge.indexing.sync import SyncReport
from knowledge.metadata import DocumentMetadata
from knowledge.opening import Library
from knowledge.vocabulary import Audience
from tests.bot.slack.matrix.cast import AUDIENCES

NAMES = dict(
    zip(AUDIENCES, ("Casterbridge", "Melchester", "Christminster", "Borchester", "Exonbury", "Sandbourne"), strict=True)
)
"""Places of novels."""
MARKS = {audience: f"zq{audience.replace(':', '')}mark" for audience in AUDIENCES}
"""A word in every passage, title, heading and cell of an audience's documents, and in no question."""
AUDIENCE_OF = {
    document: audience
    for audience, name in NAMES.items()
    for document in (f"{name.lower()}-review", f"{name.lower()}-map.csv")
}
_HEADINGS = "id,place,need,driver,cohort,intervention,whose behaviour,tier,annual spend,owner"


def review_of(audience: Audience) -> str:
    """The id of an audience's report."""
    return f"{NAMES[audience].lower()}-review"


def exact(audience: Audience) -> str:
    """A sentence of an audience's report without its mark."""
    return f"The {NAMES[audience]} review looked at the placements of teenagers in 2021."


def marked(audience: Audience) -> str:
    """A question whose answer holds the audience's mark."""
    return f"It found that 11 of 40 placements could have been avoided in {NAMES[audience]}, file?"


def report(audience: Audience) -> str:
    """An audience's report."""
    name, mark = NAMES[audience], MARKS[audience]
    return f"""---
title: The {name} review {mark}
audience: {audience}
publisher: Office {mark}
year: 2021
---
# The {name} review {mark}

## What the {name} review {mark} found on placements

{exact(audience)} It found that 11 of 40 placements could have been avoided, file {mark}.

## How the {name} family team {mark} worked with schools

The {name} family team {mark} worked with nine schools on attendance and exclusions.
"""


def fill(library: Library, folder: Path) -> None:
    """Put everything into the library."""
    folder.mkdir()
    files = []
    for audience, name in NAMES.items():
        review, table = folder / f"{review_of(audience)}.md", folder / f"{name.lower()}-map.csv"
        review.write_text(report(audience), encoding="utf-8")
        mark = MARKS[audience]
        rows = [
            f"R{n},{name},Debt {mark} {n},Low pay,adults,Advice desk {n},adults,targeted,{n}000,{'' if n < 3 else mark}"
            for n in range(1, 9)
        ]
        table.write_text("\n".join([_HEADINGS, *rows, ""]), encoding="utf-8")
        about = f"title: Map of {name} {mark}\nkind: prevention_map\naudience: {audience}\nplace: {name}\n"
        Path(f"{table}.yaml").write_text(about, encoding="utf-8")
        files += [review, table]
    add(library, files)


def publish(
    library: Library, document_id: str, title: str, audience: Audience, said: str, instead_of: str = ""
) -> None:
    """Put a document of one passage into the library, as a consultant's submission is."""
    metadata = DocumentMetadata(title=title, audience=audience, supersedes=instead_of)
    passages = split_blocks([Block(said, (title,), "paragraph 1")], library.embedder.count_tokens, 256)
    sha256 = hashlib.sha256(said.encode()).hexdigest()
    document = PreparedDocument(document_id, ADDED, "written by the matrix", sha256, metadata, passages)
    with library.indexes.writing(wait=5):
        publish_all(library, [document], "the matrix", SyncReport())


def add(library: Library, files: list[Path]) -> None:
    """Add files, each of which must be taken."""
    report_ = add_files(library, files, {}, "the matrix", lambda done, total, name: None)
    assert not report_.unreadable, report_.unreadable
