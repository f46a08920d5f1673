"""What was used: every text that left the catalogue or reached a model or Slack, and who was looking at that moment."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.access.policy import Policy
from bot.slack.responder import Responder
from knowledge.catalogue.catalogue import Catalogue
from knowledge.vocabulary import Audience
from tests.bot.slack.matrix.cast import Viewing, direct
from tests.bot.slack.matrix.stock import AUDIENCE_OF, MARKS
from tests.fake_model.server import FakeModel
from tests.fake_slack import FakeSlack

Documents = Callable[[Any], Iterable[str]]


def _of_chunks(found: Any) -> Iterator[str]:
    yield from (chunk.document_id for chunk in (found.values() if isinstance(found, dict) else found))


READ: dict[str, Documents] = {
    "visible_chunks": _of_chunks,
    "chunks_of": _of_chunks,
    "records": lambda found: (chunk.document_id for chunk, _ in found),
    "visible_records": lambda found: (chunk.document_id for chunk, _ in found),
    "documents": lambda found: (document.id for document in found),
    "published_of": lambda found: (identifier for identifier, _ in found),
}
"""The catalogue's methods that give out texts or titles, and the documents of what they gave."""


@dataclass(frozen=True)
class Use:
    """Text of an audience was used, as an id or seen by its mark, for somebody who may, or may not, have it."""

    audience: Audience
    through: str
    is_leak: bool


@dataclass
class Recorder:
    """Keeps the uses of one combination after another. Nothing is kept while nobody is looking."""

    slack: FakeSlack
    model: FakeModel
    policy: Policy
    uses: Counter[Use] = field(default_factory=Counter)
    reads: dict[str, Callable[..., Any]] = field(default_factory=dict)
    """The catalogue's methods as they are."""
    _viewing: Viewing | None = None
    _forbidden: frozenset[Audience] = frozenset()
    _reads_count: bool = True
    _alone: threading.local = field(default_factory=threading.local)
    _seen_files: set[str] = field(default_factory=set)

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Look over the shoulder of whatever reads the catalogue, and of the bot's private second thoughts."""
        self.reads = {name: getattr(Catalogue, name) for name in READ}
        for name, documents in READ.items():
            patch.setattr(Catalogue, name, self.watching(name, documents, getattr(Catalogue, name)))
        offer = Responder._offer_privately

        def offer_privately(responder: Responder, *args: Any) -> None:
            self._alone.now = True
            try:
                offer(responder, *args)
            finally:
                self._alone.now = False

        patch.setattr(Responder, "_offer_privately", offer_privately)

    def watching(self, name: str, documents: Documents, read: Callable[..., Any]) -> Callable[..., Any]:
        """The method, noting what it gives."""

        def watched(catalogue: Catalogue, *args: Any, **named: Any) -> Any:
            found = read(catalogue, *args, **named)
            if self._viewing is not None and self._reads_count:
                self._note({AUDIENCE_OF[one] for one in documents(found) if one in AUDIENCE_OF}, name)
            return found

        return watched

    @contextmanager
    def looking(self, viewing: Viewing, reads_count: bool = True) -> Iterator[None]:
        """What is used inside is used for this. Without ``reads_count`` only what is shown or sent counts."""
        calls, requests, latest = len(self.slack._platform.calls), len(self.model.requests), self._newest()
        self._seen_files = set(self.slack._platform.workspace.files)
        self._viewing, self._reads_count = viewing, reads_count
        self._forbidden = viewing.forbidden(self.policy)
        try:
            yield
        finally:
            self._look_at(self._said_since(calls, latest), "Slack")
            self._look_at(json.dumps(self.model.requests[requests:], ensure_ascii=False), "a model")
            self._look_at(self._files_since(), "a file")
            self._viewing = None

    def shown(self, text: object) -> None:
        """Something the person was told at once."""
        self._look_at(json.dumps(text, ensure_ascii=False, default=str), "Slack")

    def own_file(self) -> None:
        """What has been uploaded up to now came from a person."""
        self._seen_files = set(self.slack._platform.workspace.files)

    def leaks(self) -> list[Use]:
        """What was used and must not have been."""
        return [use for use in self.uses if use.is_leak]

    def _look_at(self, text: str, through: str) -> None:
        if self._viewing is not None:
            self._note({audience for audience, mark in MARKS.items() if mark in text}, through)

    def _note(self, audiences: Collection[Audience], through: str) -> None:
        viewing = self._viewing
        if viewing is None:
            return
        forbidden = self._forbidden
        if getattr(self._alone, "now", False):
            forbidden = Viewing(viewing.asker, direct(viewing.asker)).forbidden(self.policy)
        self.uses.update(Use(audience, through, audience in forbidden) for audience in audiences)

    def _newest(self) -> str:
        return max(self.slack._platform.workspace.ephemerals, default="")

    def _said_since(self, calls: int, latest: str) -> str:
        platform = self.slack._platform
        arguments = [call.arguments for call in platform.calls[calls:]]
        private = [
            [message.text, message.blocks] for ts, message in list(platform.workspace.ephemerals.items()) if ts > latest
        ]
        return json.dumps([arguments, private], ensure_ascii=False, default=str)

    def _files_since(self) -> str:
        files = self.slack._platform.workspace.files
        contents = [files[one].content for one in set(files) - self._seen_files]
        return b"\n".join(contents).decode("utf-8", errors="replace")
