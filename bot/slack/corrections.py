"""Tells threads, once, when something cited there has left the library, wherever and whenever it was taken out."""

from __future__ import annotations

import logging
import math
import time
from collections import defaultdict
from collections.abc import Collection
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.access.policy import NOTHING, Audiences
from bot.records.corrections import Correctable, Version
from bot.records.database import Records
from bot.slack.client import is_passing, refusal
from bot.slack.loop import Loop
from bot.slack.messages.correction import CORRECTION_EVENT, Became, Corrected, correction
from bot.slack.places import Places
from bot.slack.posting import find_posted, post
from bot.vocabulary import Answer, Citation
from knowledge.catalogue.history import VersionSummary
from knowledge.catalogue.tables import VersionState
from knowledge.opening import Library

_log = logging.getLogger(__name__)

_LOOK = 3.0
"""Seconds between looks at the catalogue's publication number."""
_LONGEST_PAUSE = 60.0
"""Seconds, at most, between looks at what was left over: answers on their way, notices that Slack did not take."""


class Corrections:
    """A thread that compares what answers cite with what is published."""

    def __init__(self, client: WebClient, bot_user: str, records: Records, library: Library, places: Places) -> None:
        self._client = client
        self._bot_user = bot_user
        self._records = records
        self._corrections = records.corrections
        self._library = library
        self._places = places
        self._seen: int | None = None
        self._pause = _LOOK
        self._again_at = 0.0
        self._loop = Loop("corrections", self.look, _LOOK)

    def start(self) -> None:
        """Begin with what changed while the bot was away."""
        self._loop.start()

    def finish(self) -> None:
        """Send no more."""
        self._loop.finish()

    def look(self) -> None:
        """Correct what needs it when anything was published or withdrawn, and now and then what was left over."""
        publication = self._library.catalogue.publication()
        if publication != self._seen:
            self._pause = _LOOK
        elif time.monotonic() < self._again_at:
            return
        left = self._left(self._corrections.cited())
        for answer in self._corrections.answers_citing(left) if left else ():
            self._correct(answer)
        left_over = left & self._corrections.cited()
        self._again_at = time.monotonic() + self._pause if left_over else math.inf
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        self._seen = publication

    def _left(self, cited: Collection[Version]) -> set[Version]:
        """Those of the versions cited that were published once, are no longer, and were not merely read anew."""
        newest = self._library.history.newest({document_id for document_id, _ in cited})
        return {version for version in cited if self._is_out(version, newest.get(version[0]))}

    def _is_out(self, version: Version, newest: VersionSummary | None) -> bool:
        document_id, number = version
        if newest is None:
            return True
        if newest.is_published and newest.number == number:
            return False
        if not newest.is_published:
            return True
        versions = {found.number: found for found in self._library.history.versions(document_id)}
        return number not in versions or versions[number].sha256 != newest.sha256

    def _correct(self, answer: Correctable) -> None:
        if not self._corrections.begin(answer):
            return
        stored = self._records.answers.find(answer.question_id)
        if stored is None:  # forgotten since: there is nothing to say what was quoted
            self._corrections.finish(answer, posted=False)
            return
        message = correction(answer.question_id, self._corrected(stored, answer.versions, self._readers_hold(answer)))
        about = (message.metadata or {})["event_payload"]["about"]
        try:
            if not (answer.tried and self._was_posted(answer, about)):
                post(self._client, answer.channel, message, answer.thread_ts)
            self._corrections.finish(answer, posted=True)
        except SlackApiError as error:
            if is_passing(error):
                raise
            _log.warning("answer %s cannot be corrected: %s", answer.question_id, refusal(error))
            self._corrections.finish(answer, posted=False)
        except (OSError, HTTPException) as error:
            _log.warning("correction of %s is tried again: %s", answer.question_id, type(error).__name__)

    def _readers_hold(self, answer: Correctable) -> Audiences:
        """What may be told in the answer's thread now, which may be less than when it was given."""
        question = self._records.questions.find(answer.question_id)
        return NOTHING if question is None else self._places.access(question).audiences

    def _corrected(self, answer: Answer, versions: Collection[Version], held: Audiences) -> list[Corrected]:
        cited: dict[Version, list[Citation]] = defaultdict(list)
        for citation in answer.citations:
            if (citation.document_id, citation.version) in versions:
                cited[citation.document_id, citation.version].append(citation)
        return [self._fate(version, citations, held) for version, citations in cited.items()]

    def _fate(self, version: Version, citations: list[Citation], held: Audiences) -> Corrected:
        document_id, _ = version
        numbers, title = tuple(citation.number for citation in citations), citations[0].title
        newest = self._library.history.newest([document_id]).get(document_id)
        if newest is None:
            return Corrected(numbers, title, Became.GONE)
        if newest.is_published:
            text = "\n".join(chunk.text for chunk in self._library.catalogue.chunks_of(document_id))
            same = newest.metadata.audience == citations[0].audience and all(
                citation.quote in text for citation in citations
            )
            return Corrected(numbers, title, Became.REVISED_AND_SAME if same else Became.REVISED_AND_CHANGED)
        if newest.state is VersionState.SUPERSEDED:
            return Corrected(numbers, title, Became.SUPERSEDED, self._replacement(document_id, held))
        return Corrected(numbers, title, Became.RETIRED if newest.state is VersionState.RETIRED else Became.WITHDRAWN)

    def _replacement(self, document_id: str, held: Audiences) -> str | None:
        """The title of what replaces it, unless that is for other eyes than those that read the thread now."""
        by = self._library.history.replaced_by(document_id)
        newest = self._library.history.newest([by]).get(by) if by else None
        return newest.metadata.title if newest and newest.metadata.audience in held else None

    def _was_posted(self, answer: Correctable, about: str) -> bool:
        """Whether an attempt that was cut short had posted the notice."""
        payload = {"question_id": answer.question_id, "about": about}
        return find_posted(self._client, answer.channel, answer.thread_ts, CORRECTION_EVENT, payload.__eq__) is not None
