"""The path of a question from the queue to Slack."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import replace
from http.client import HTTPException

from slack_sdk.errors import SlackApiError

from bot.access.decision import Access
from bot.access.policy import Audiences
from bot.answering.assistant import Assistant
from bot.answering.compose import Release
from bot.answering.next_questions import NextQuestions
from bot.records.audit import NotRecorded
from bot.records.database import Records
from bot.records.questions import StoredQuestion
from bot.records.tables import QuestionState
from bot.slack.audited import answered, answering
from bot.slack.client import refusal
from bot.slack.delivery import Delivery, Interrupted, Unreachable
from bot.slack.faults import without_words
from bot.slack.live import LiveAnswer
from bot.slack.messages.notice import NOT_HERE, SWITCHED_OFF
from bot.slack.places import Places
from bot.slack.reviews import Reviews
from bot.slack.status import Status
from bot.vocabulary import Answer, AnswerStatus, Claim, Question

_log = logging.getLogger(__name__)

_LONGEST_WAIT = 300.0
_MOST_FAILURES = 12
"""Attempts that Slack refused or the audit could not record, about half an hour in all, after which an answer would
surprise more than help."""
_MOST_FAULTS = 3
"""The same for faults of our own, which seldom pass."""
_COURTESY = 3.0
"""Seconds that an answer waits for its status to be shown."""
_DIRECT_CHANNEL = "D"
"""First letter of the ids of direct messages."""

FAILED = (
    "Something went wrong at my end, so I have no answer for you. Please ask again; if it keeps happening, give "
    "whoever looks after me this reference: {reference}."
)


class Responder:
    """Answers one question at a time, whatever happens: the asker gets an answer or a sentence saying why not."""

    def __init__(
        self,
        records: Records,
        assistant: Assistant,
        next_questions: NextQuestions,
        delivery: Delivery,
        status: Status,
        places: Places,
        at_once: int,
        reviews: Reviews | None = None,
    ) -> None:
        """``reviews`` holds back answers that a consultant reads first."""
        self._reviews = reviews
        self._records = records
        self._assistant = assistant
        self._next_questions = next_questions
        self._delivery = delivery
        self._status = status
        self._places = places
        self._courtesies = ThreadPoolExecutor(at_once, "status")

    def respond(self, question: StoredQuestion) -> None:
        """Answer a claimed question, or see to it that it is tried again, moved, or given up with a word."""
        try:
            self._answer(question)
        except Interrupted as interruption:
            self._hand_back(question, interruption.ts)
        except Unreachable as reason:
            self._move(question, str(reason))
        except (SlackApiError, OSError, HTTPException, NotRecorded) as error:
            self._try_later(question, error, _MOST_FAILURES)
        except Exception as error:  # a fault of ours is tried again too: what failed may have been the moment
            _log.error("question %s: %s", question.id, type(error).__name__, exc_info=without_words(error))
            self._try_later(question, error, _MOST_FAULTS)

    def tidy(self, question: StoredQuestion) -> None:
        """End or take back what was posted for a question that is no longer wanted."""
        if question.answer_ts is None and question.attempts:
            question, _ = self._delivery.find_earlier(question)
        if question.answer_ts is not None:
            if question.state is QuestionState.STOPPED:
                self._delivery.end(question, question.answer_ts)
            else:
                self._delivery.take_back(question.channel, question.answer_ts)
        self._status.finished(question)
        self._records.queue.mark_tidied(question.id)

    # -- the path ------------------------------------------------------------------------------------------

    def _answer(self, question: StoredQuestion) -> None:
        if question.thread_ts is None and question.response_url is None:
            question = self._delivery.open_thread(question)
        if question.attempts > 1:
            question, is_finished = self._delivery.find_earlier(question)
            if is_finished:
                self._records.queue.finish(question, question.answer_ts)
                self._status.finished(question)
                return
        sign_of_life = self._courtesies.submit(self._status.working, question)
        access = self._places.access(question)
        asked = self._as_asked(question, access.audiences)
        is_off = self._records.switches.is_off(question.team, question.channel)
        live = self._delivery.live(question, lambda: self._records.audit.record(answering(question, access)))
        decided = self._reviews.decided(question, access.audiences) if self._reviews else None
        answer = _switched_off(asked) if is_off else decided or self._drafted(question, asked, access, live)
        if not self._records.answers.keep(question, answer, access.audiences):
            raise Interrupted
        if decided is None and self._reviews and self._reviews.holds(question, access, answer):
            self._hold(question, access)
            return
        self._records.audit.record(answered(question, access, answer))
        _wait_a_little(sign_of_life)
        posted = self._delivery.deliver(question, answer, lambda: self._suggestions(asked, answer), live)
        if not self._records.queue.finish(question, posted.ts):
            raise Interrupted(posted.ts)
        if not posted.status_ended:
            self._status.finished(question)
        _log.info("question %s: %s at attempt %d", question.id, answer.status, question.attempts)
        if not is_off:
            self._offer_privately(question, asked)

    def _drafted(self, question: StoredQuestion, asked: Question, access: Access, live: LiveAnswer) -> Answer:
        """An answer of which nothing is shown early where a consultant may have to read it first."""
        is_held = self._reviews is not None and self._reviews.might_hold(question, access)
        return self._safely_answered(asked, _keep_back if is_held else live.release)

    def _hold(self, question: StoredQuestion, access: Access) -> None:
        """Leave the kept draft to a consultant; a private one goes on in direct messages, however long that takes."""
        if question.thread_ts is None:
            question = self._delivery.open_thread(question)
        if self._reviews is None or not self._reviews.hold(question, access.audiences):
            raise Interrupted
        if not self._records.queue.finish(question, state=QuestionState.IN_REVIEW):
            raise Interrupted
        self._status.finished(question)
        _log.info("question %s: held for review", question.id)

    def _as_asked(self, question: StoredQuestion, audiences: Audiences) -> Question:
        return Question(
            id=question.id,
            text=question.text,
            history=self._records.conversations.turns_before(question),
            audiences=audiences,
        )

    def _safely_answered(self, asked: Question, release: Release) -> Answer:
        """The answer, its sentences shown as they are verified; or a sentence with a reference to what went wrong."""
        if not asked.audiences:
            return Answer(asked.id, asked.text, AnswerStatus.UNAVAILABLE, NOT_HERE)
        try:
            return self._assistant.answer(asked, release)
        except (Interrupted, NotRecorded):
            raise
        except Exception as error:  # whatever it was, the officer gets a sentence and the log the cause
            return Answer(asked.id, asked.text, AnswerStatus.ERROR, _failed(error))

    def _suggestions(self, asked: Question, answer: Answer) -> Sequence[str]:
        """The next questions; none while other people wait for their first answer."""
        if self._records.queue.waiting():
            return ()
        try:
            return self._next_questions.after(asked, answer)
        except Exception as error:  # a courtesy must not cost the answer
            _log.error("no suggestions: %s", type(error).__name__, exc_info=without_words(error))
            return ()

    def _offer_privately(self, question: StoredQuestion, asked: Question) -> None:
        """Offer an answer for the asker alone, if it would rest on documents that not everybody here may see."""
        if question.thread_ts is None or question.channel.startswith(_DIRECT_CHANNEL):
            return
        alone = self._places.alone(question.team, question.user).audiences
        if alone <= asked.audiences or self._records.queue.waiting():
            return
        try:
            private = self._assistant.answer_without_model(replace(asked, audiences=alone))
            if any(citation.audience not in asked.audiences for citation in private.citations):
                self._delivery.offer_privately(question)
        except Exception as error:  # a courtesy: the question is answered
            _log.error("no private offer: %s", type(error).__name__, exc_info=without_words(error))

    # -- when it does not go through -----------------------------------------------------------------------

    def _hand_back(self, question: StoredQuestion, ts: str | None) -> None:
        """The question was edited, stopped, withdrawn or taken over while we worked on it."""
        now = self._records.questions.find(question.id)
        if now is None:
            return
        if now.state is QuestionState.WORKING and now.claim == question.claim:
            self._records.queue.postpone(question, 0, failed=False)
        elif now.claim == question.claim:
            self.tidy(replace(now, answer_ts=ts or now.answer_ts))
        elif ts is not None and ts != now.answer_ts:
            self._delivery.take_back(question.channel, ts)

    def _move(self, question: StoredQuestion, reason: str) -> None:
        """Answer in a direct message what cannot be answered where it was asked."""
        _log.warning("question %s cannot be answered where it was asked: %s", question.id, reason)
        if question.channel.startswith(_DIRECT_CHANNEL) and question.thread_ts is not None:
            self._give_up(question)
            return
        try:
            self._status.finished(question)
            self._delivery.open_thread(question)
        except (Unreachable, SlackApiError, OSError, HTTPException) as error:
            self._try_later(question, error, _MOST_FAULTS)
            return
        self._records.queue.postpone(question, 0, failed=False)

    def _try_later(self, question: StoredQuestion, error: Exception, most: int) -> None:
        if question.failures + 1 >= most:
            self._give_up(question)
            return
        seconds = min(_LONGEST_WAIT, float(2**question.failures))
        _log.warning("question %s again in %.0f s: %s", question.id, seconds, _reason(error))
        self._records.queue.postpone(question, seconds)

    def _give_up(self, question: StoredQuestion) -> None:
        """Tell the asker that there will be no answer, if Slack takes as much as that."""
        reference = secrets.token_hex(3).upper()
        _log.error("reference %s: question %s given up", reference, question.id)
        try:
            self._delivery.give_up(question, FAILED.format(reference=reference))
        except (SlackApiError, OSError, HTTPException) as error:
            _log.error("the asker of question %s could not be told: %s", question.id, _reason(error))
        self._records.queue.finish(question, state=QuestionState.UNDELIVERABLE)
        self._status.finished(question)


def _keep_back(claim: Claim) -> None:
    """Show nothing before a consultant has read it."""


def _switched_off(asked: Question) -> Answer:
    return Answer(asked.id, asked.text, AnswerStatus.UNAVAILABLE, SWITCHED_OFF)


def _failed(error: Exception) -> str:
    reference = secrets.token_hex(3).upper()
    _log.error("reference %s: %s", reference, type(error).__name__, exc_info=without_words(error))
    return FAILED.format(reference=reference)


def _reason(error: Exception) -> str:
    return refusal(error) if isinstance(error, SlackApiError) else type(error).__name__


def _wait_a_little(sign_of_life: Future[None]) -> None:
    """Let the status be shown before the answer clears it, but do not let it hold the answer up."""
    try:
        sign_of_life.result(timeout=_COURTESY)
    except TookTooLong:
        _log.info("a status took too long")
    except Exception as error:  # a courtesy
        _log.info("no status: %s", type(error).__name__)
