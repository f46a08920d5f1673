"""Any order of staging, publishing, withdrawing and removing: everybody sees exactly what they may."""

from __future__ import annotations

import shutil
import tempfile
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Engine

from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.database import connect, migrate
from knowledge.errors import InsightsError
from knowledge.opening import database_url
from knowledge.vocabulary import INTERNAL, PUBLIC, Audience
from tests.knowledge.catalogue.drafts import draft

AUDIENCES = [PUBLIC, INTERNAL, Audience("client:a")]
DOCUMENTS = ["a", "b", "c"]

Version = tuple[Audience, tuple[str, ...]]
"""The audience of a version, and its texts."""


class CatalogueModel(RuleBasedStateMachine):
    """A catalogue beside the simplest thing that behaves like one: two dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.engine: Engine = connect(database_url(self.folder, None))
        self.published: dict[str, Version] = {}
        self.staged: dict[str, tuple[int, Version]] = {}
        self.ever: set[str] = set()
        self.numbers = count()

    @initialize()
    def open(self) -> None:
        migrate(self.engine)
        self.catalogue = Catalogue(self.engine)

    def teardown(self) -> None:
        self.engine.dispose()
        shutil.rmtree(self.folder)

    @rule(document=st.sampled_from(DOCUMENTS), audience=st.sampled_from(AUDIENCES), passages=st.integers(1, 3))
    def stage(self, document: str, audience: Audience, passages: int) -> None:
        if document in self.staged:
            return
        texts = tuple(f"Text {next(self.numbers)}." for _ in range(passages))
        [key] = self.catalogue.stage([draft(document, texts, audience)])
        self.staged[document] = (key, (audience, texts))

    @rule(documents=st.sets(st.sampled_from(DOCUMENTS)))
    def publish(self, documents: set[str]) -> None:
        chosen = {document: self.staged.pop(document) for document in documents if document in self.staged}
        superseded = {document for document in chosen if document in self.published}
        left = self.catalogue.publish([key for key, _ in chosen.values()])
        self.left_are_those_of(left, superseded)
        self.published.update({document: version for document, (_, version) in chosen.items()})
        self.ever.update(chosen)

    @rule(documents=st.sets(st.sampled_from(DOCUMENTS)))
    def withdraw(self, documents: set[str]) -> None:
        left = self.catalogue.withdraw(documents, "tester")
        self.left_are_those_of(left, documents & set(self.published))
        for document in documents:
            self.published.pop(document, None)

    @rule(document=st.sampled_from(DOCUMENTS))
    def remove(self, document: str) -> None:
        if document not in self.ever and document not in self.staged:
            with pytest.raises(InsightsError):
                self.catalogue.remove(document, "tester")
            return
        self.catalogue.remove(document, "tester")
        self.published.pop(document, None)
        self.staged.pop(document, None)
        self.ever.discard(document)

    @rule()
    def discard(self) -> None:
        assert self.catalogue.discard_staged() == len(self.staged)
        self.staged.clear()

    def left_are_those_of(self, left: dict[Audience, list[str]], documents: set[str]) -> None:
        """The ids said to have left the search are exactly those of the versions these documents had."""
        counted = {audience: len(ids) for audience, ids in left.items() if ids}
        wanted: dict[Audience, int] = {}
        for document in documents:
            audience, texts = self.published[document]
            wanted[audience] = wanted.get(audience, 0) + len(texts)
        assert counted == wanted
        assert {identifier.partition("@")[0] for ids in left.values() for identifier in ids} == documents

    @invariant()
    def everybody_sees_exactly_what_is_published_for_them(self) -> None:
        every = {identifier for audience in AUDIENCES for identifier in self.catalogue.searchable_ids(audience)}
        for audience in AUDIENCES:
            wanted = {document: texts for document, (seen_by, texts) in self.published.items() if seen_by == audience}
            found = self.catalogue.visible_chunks(every, [audience])
            assert set(found) == self.catalogue.searchable_ids(audience)
            assert {document.id for document in self.catalogue.documents([audience])} == set(wanted)
            for document in DOCUMENTS:
                shown = tuple(chunk.text for chunk in self.catalogue.chunks_of(document, [audience]))
                assert shown == wanted.get(document, ())
                assert {chunk.text for chunk in found.values() if chunk.document_id == document} == set(shown)
        assert self.catalogue.audiences() == sorted({audience for audience, _ in self.published.values()})


TestCatalogueModel = CatalogueModel.TestCase
TestCatalogueModel.settings = settings(
    max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
