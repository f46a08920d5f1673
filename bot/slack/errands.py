"""What the bot does of its own accord: sorts gaps, tells consultants and subscribers every week, tells threads."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence

from bot.access.policy import Audiences
from bot.answering.assistant import Assistant
from bot.gaps.known_themes import KnownTheme
from bot.gaps.reading import gaps_for
from bot.gaps.sorting import sort_gaps
from bot.records.audit import Event, What
from bot.records.database import Records
from bot.records.gaps import Shortfall
from bot.records.questions import StoredQuestion
from bot.records.sendings import Errand, Sending
from bot.records.subscribers import Subscriber
from bot.records.tables import GapState
from bot.slack.faults import without_words
from bot.slack.loop import Loop
from bot.slack.messages.covered import covered_note
from bot.slack.messages.gaps import gaps_digest
from bot.slack.messages.whats_new import whats_new_digest
from bot.slack.places import Places
from bot.slack.sender import Sender
from bot.vocabulary import AnswerStatus, Question
from knowledge.opening import Library

_log = logging.getLogger(__name__)

_ROUND = 60.0
"""Seconds between rounds."""
_SORTING = 3600.0
_EIGHT_O_CLOCK = dt.timedelta(hours=8)
_UNANSWERED = (AnswerStatus.NOT_COVERED, AnswerStatus.OUT_OF_SCOPE)
_MOST_ASKED_AGAIN = 200
"""Questions asked again after a publication, the newest first."""


class Errands:
    """A thread that goes its round every minute. Every message it sends is sent once, whatever is restarted when."""

    def __init__(
        self,
        sender: Sender,
        records: Records,
        library: Library,
        assistant: Assistant,
        places: Places,
        themes: Sequence[KnownTheme],
        consultants: str | None,
    ) -> None:
        self._sender = sender
        self._records = records
        self._library = library
        self._assistant = assistant
        self._places = places
        self._themes = themes
        self._consultants = consultants
        self._sorted_at = 0.0
        self._publication: int | None = None
        self._loop = Loop("errands", lambda: self.go_round(dt.datetime.now()), _ROUND)

    def start(self) -> None:
        """Begin with what is due since the bot was last running."""
        self._loop.start()

    def finish(self) -> None:
        """Begin nothing more."""
        self._loop.finish()

    def go_round(self, now: dt.datetime) -> None:
        """Do what is due; ``now`` is the machine's local time."""
        week = week_of(now)
        rounds: list[Callable[[], None]] = [
            self._sort,
            lambda: self._tell_consultants(week),
            lambda: self._tell_subscribers(week),
            self._tell_threads,
        ]
        for errand in rounds:
            try:
                errand()
            except Exception as error:  # the next round may succeed, and the other errands go on
                _log.error("errands: %s", type(error).__name__, exc_info=without_words(error))

    # -- gaps ----------------------------------------------------------------------------------------------

    def _sort(self) -> None:
        if time.monotonic() - self._sorted_at >= _SORTING or not self._sorted_at:
            sort_gaps(self._records.gaps, self._themes, self._library.embedder)
            self._sorted_at = time.monotonic()

    def _tell_consultants(self, week: str) -> None:
        if self._consultants is None:
            return
        sending = Sending(Errand.GAPS, self._consultants, week)
        if self._records.sendings.was_sent(sending):
            return
        sort_gaps(self._records.gaps, self._themes, self._library.embedder)
        readers = self._places.readers(self._consultants)
        views = gaps_for(self._records.gaps, self._library.catalogue, readers)
        unfinished = [view for view in views if view.gap.state != GapState.CLOSED]
        if not unfinished:
            self._sender.leave(sending)
            return
        event = Event(What.DIGEST_SENT, None, self._consultants, {"what": sending.errand, "gaps": len(unfinished)})
        self._sender.send(sending, gaps_digest(unfinished), self._consultants, event)

    # -- new documents -------------------------------------------------------------------------------------

    def _tell_subscribers(self, week: str) -> None:
        told = self._records.sendings.sent(Errand.WHATS_NEW, week)
        for subscriber in self._records.subscribers.all():
            person = subscriber.person
            if f"{person.team}/{person.user}" not in told:
                self._tell_subscriber(subscriber, week)

    def _tell_subscriber(self, subscriber: Subscriber, week: str) -> None:
        """Name what is new in the audiences they hold now."""
        person, until = subscriber.person, time.time()
        sending = Sending(Errand.WHATS_NEW, f"{person.team}/{person.user}", week)
        audiences = self._places.alone(person.team, person.user).audiences
        since = dt.datetime.fromtimestamp(subscriber.told_until, dt.UTC)
        new = self._library.history.published_since(since, audiences)
        if not new:
            self._sender.leave(sending)
            return
        event = Event(What.DIGEST_SENT, person, None, {"what": sending.errand, "documents": len(new)})
        if self._sender.send(sending, whats_new_digest(new), person.user, event):
            self._records.subscribers.told(person, until)

    # -- threads whose question is covered now ---------------------------------------------------------------

    def _tell_threads(self) -> None:
        publication = self._library.catalogue.publication()
        if publication == self._publication:
            return
        unanswered = [found for found in self._records.gaps.shortfalls() if found.status in _UNANSWERED]
        left_over = False
        for shortfall in reversed(unanswered[-_MOST_ASKED_AGAIN:]):
            if self._loop.is_finishing:
                return
            left_over |= not self._ask_again(shortfall)
        if not left_over:
            self._publication = publication

    def _ask_again(self, shortfall: Shortfall) -> bool:
        """Ask quietly what its place may see, and tell the thread if a document published since answers it.

        False when Slack did not take what there was to tell.
        """
        sending = Sending(Errand.COVERED, shortfall.question_id)
        question = self._records.questions.find(shortfall.question_id)
        if question is None or question.thread_ts is None or self._records.sendings.was_sent(sending):
            return True
        audiences = self._places.access(question).audiences
        asked_at = dt.datetime.fromtimestamp(question.asked_at, dt.UTC)
        new = {
            (found.document_id, found.number) for found in self._library.history.published_since(asked_at, audiences)
        }
        if not new or self._records.switches.is_off(question.team, question.channel):
            return True
        titles = self._titles_answering(question, audiences, new)
        if not titles:
            return True
        event = Event(What.COVERED, None, question.channel, {"question": question.id})
        note = covered_note(question.text, titles)
        return self._sender.send(sending, note, question.channel, event, question.thread_ts)

    def _titles_answering(self, question: StoredQuestion, audiences: Audiences, new: set[tuple[str, int]]) -> list[str]:
        history = self._records.conversations.turns_before(question)
        answer = self._assistant.answer_without_model(Question(question.id, question.text, history, audiences))
        if answer.status is not AnswerStatus.ANSWERED:
            return []
        cited = (found for found in answer.citations if (found.document_id, found.version) in new)
        return list(dict.fromkeys(found.title for found in cited))


def week_of(now: dt.datetime) -> str:
    """The week a digest belongs to, such as 2026-W48: weeks begin on Mondays at eight."""
    year, week, _ = (now - _EIGHT_O_CLOCK).isocalendar()
    return f"{year}-W{week:02}"
