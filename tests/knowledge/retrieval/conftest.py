"""A small library for five audiences, made once for the tests that only read it."""

from __future__ import annotations

import pytest

from knowledge.opening import Library, open_library
from knowledge.vocabulary import INTERNAL, PUBLIC, SUBSCRIBERS, Audience
from tests.conftest import WordEmbedder, sync
from tests.databases import put_databases

CLIENT_A = Audience("client:a")
CLIENT_B = Audience("client:b")

SHELF = {
    PUBLIC: ("reablement", "Reablement after a hospital stay helped older people to live at home in Kent."),
    SUBSCRIBERS: ("map", "The prevention map lists reablement with its owner, its spend and its reach."),
    INTERNAL: ("note", "A note for consultants says how reablement invoices are written and sent."),
    CLIENT_A: ("review-a", "The first client spent a third of its reablement money on people who needed none."),
    CLIENT_B: ("review-b", "The second client closed its reablement team and opened a falls clinic instead."),
}
"""Audience to its one document and sentence. All are about reablement, so that any search finds all it may see."""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The library holding SHELF. For reading only."""
    folder, home = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("home")
    for audience, (name, text) in SHELF.items():
        front = f"---\ntitle: {name}\naudience: {audience}\n---\n"
        (folder / f"{name}.md").write_text(front + text + "\n", encoding="utf-8")
    library = open_library(put_databases(home), WordEmbedder())
    assert len(sync(library, folder).added) == len(SHELF)
    return library
