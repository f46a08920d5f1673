"""Takes up questions one after another and answers them."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.client import HTTPException

from slack_sdk.errors import SlackApiError

from bot.access.policy import Audiences
from bot.answering.assistant import Assistant
from bot.answering.next_questions import NextQuestions
from bot.records.database import Records
from bot.records.questions import StoredQuestion
from bot.records.tables import QuestionState
from bot.slack.audited import answered
from bot.slack.delivery import Delivery, Interrupted, Unreachable
from bot.slack.messages.notice import NOT_HERE, SWITCHED_OFF
from bot.slack.places import Places
from bot.slack.status import Status
from bot.vocabulary import Answer, AnswerStatus, Question

_log = logging.getLogger(__name__)

_LEASE = 20.0
"""Seconds after which a worker that gave no sign is taken for dead."""
_IDLE = 1.0
"""Seconds between looks at the queue when nobody rings."""
_GIVEN_UP = 3600.0
"""Seconds after which an answer that Slack keeps refusing would surprise more than help."""
_LONGEST_WAIT = 300.0
_REPEATED = 7.0
"""Days for which a delivery is recognised when it comes again; Slack repeats for minutes."""
_DIRECT_CHANNEL = "D"
"""First letter of the ids of direct messages."""

FAILED = (
    "Something went wrong at my end, so I have no answer for you. Please ask again; if it keeps happening, give "
    "whoever looks after me this reference: {reference}."
)


class Workers:
    """Threads that answer questions until they are told to finish."""

    def __init__(
        self,
        records: Records,
        assistant: Assistant,
        next_questions: NextQuestions,
        delivery: Delivery,
        status: Status,
        places: Places,
        count: int,
    ) -> None:
        self._records = records
        self._assistant = assistant
        self._next_questions = next_questions
        self._delivery = delivery
        self._status = status
        self._places = places
        self._owner = f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._bell = threading.Semaphore(0)
        self._finishing = threading.Event()
        self._threads = [threading.Thread(target=self._run, name=f"worker-{number}") for number in range(count)]
        self._courtesies = ThreadPoolExecutor(count, "status")
        self._heart = threading.Thread(target=self._beat, name="lease", daemon=True)

    def start(self) -> None:
        """Take over what a dead process of this machine left, and begin."""
        questions = self._records.questions
        questions.release([owner for owner in questions.owners() if _is_dead(owner)])
        questions.forget_events(_REPEATED)
        self._heart.start()
        for thread in self._threads:
            thread.start()

    def ring(self) -> None:
        """Say that a question has arrived."""
        self._bell.release()

    def finish(self, seconds: float) -> None:
        """Finish the answers begun, within ``seconds``; others are left for the next start."""
        deadline = time.monotonic() + seconds
        self._finishing.set()
        for _ in self._threads:
            self._bell.release()
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._courtesies.shutdown(wait=False)
        self._records.questions.release([self._owner])

    def _run(self) -> None:
        while not self._finishing.is_set():
            try:
                question = self._records.questions.claim(self._owner, _LEASE)
            except Exception as error:  # a worker must not die: the fault is logged, the database may come back
                _log.error("worker: %s", type(error).__name__, exc_info=_without_text(error))
                self._finishing.wait(_IDLE)
                continue
            if question is None:
                self._bell.acquire(timeout=_IDLE)
                continue
            try:
                self._work_on(question)
            except Exception as error:  # the audit's above all: what cannot be recorded is not answered
                _log.error("question %s: %s", question.id, type(error).__name__, exc_info=_without_text(error))
                self._hand_back(question, error)

    def _beat(self) -> None:
        while not self._finishing.wait(_LEASE / 4):
            try:
                self._records.questions.renew(self._owner, _LEASE)
                self._take_back_withdrawn()
            except Exception as error:  # the next beat may succeed
                _log.error("heartbeat: %s", type(error).__name__, exc_info=_without_text(error))

    def _take_back_withdrawn(self) -> None:
        for question in self._records.questions.to_take_back():
            self._delivery.take_back(question.channel, str(question.answer_ts))
            self._records.questions.mark_taken_back(question.id)

    # -- one question --------------------------------------------------------------------------------------

    def _work_on(self, question: StoredQuestion) -> None:
        try:
            self._answer(question)
        except Interrupted:
            self._tidy(question)
        except Unreachable as error:
            self._move_to_direct_message(question, str(error))
        except (SlackApiError, OSError, HTTPException) as error:
            self._try_later(question, error)

    def _hand_back(self, question: StoredQuestion, error: Exception) -> None:
        """Have a question tried again, as soon as the records can be written: until then nobody else takes it up."""
        while not self._finishing.is_set():
            try:
                self._try_later(question, error)
                return
            except Exception as still:  # the database may come back
                _log.error("worker: %s", type(still).__name__, exc_info=_without_text(still))
                self._finishing.wait(_IDLE)

    def _answer(self, question: StoredQuestion) -> None:
        """The path of a question from the queue to Slack."""
        if question.thread_ts is None and question.response_url is None:
            question = self._delivery.open_thread(question)
        if question.attempts > 1:
            question, is_finished = self._delivery.find_earlier(question)
            if is_finished:
                self._records.questions.finish(question, self._owner, question.answer_ts)
                return
        sign_of_life = self._courtesies.submit(self._status.working, question)
        access = self._places.access(question)
        asked = self._as_asked(question, access.audiences)
        is_off = self._records.switches.is_off(question.team, question.channel)
        answer = _switched_off(asked) if is_off else self._safely_answered(asked)
        self._records.answers.keep(question.id, answer)
        self._records.audit.record(answered(question, access, answer))
        sign_of_life.result()
        posted = self._delivery.deliver(question, answer, lambda: self._suggestions(asked, answer))
        if not self._records.questions.finish(question, self._owner, posted.ts):
            self._tidy(question)
        if not posted.status_ended:
            self._status.finished(question)
        if not is_off:
            self._offer_privately(question, asked)
        _log.info("question %s: %s at attempt %d", question.id, answer.status, question.attempts)

    def _as_asked(self, question: StoredQuestion, audiences: Audiences) -> Question:
        return Question(
            id=question.id,
            text=question.text,
            history=self._records.conversations.turns_before(question),
            audiences=audiences,
        )

    def _safely_answered(self, asked: Question) -> Answer:
        """The answer, or a sentence with a reference to what went wrong: the asker always hears."""
        if not asked.audiences:
            return Answer(asked.id, asked.text, AnswerStatus.UNAVAILABLE, NOT_HERE)
        try:
            return self._assistant.answer(asked)
        except Exception as error:  # whatever it was, the officer gets a sentence and the log the cause
            reference = secrets.token_hex(3).upper()
            _log.error("reference %s: %s", reference, type(error).__name__, exc_info=_without_text(error))
            return Answer(asked.id, asked.text, AnswerStatus.ERROR, FAILED.format(reference=reference))

    def _offer_privately(self, question: StoredQuestion, asked: Question) -> None:
        """Offer an answer for the asker alone, if it would rest on documents that not everybody here may see."""
        if question.thread_ts is None or question.channel.startswith(_DIRECT_CHANNEL):
            return
        alone = self._places.alone(question.team, question.user).audiences
        if alone <= asked.audiences:
            return
        private = self._safely_answered(replace(asked, audiences=alone))
        if any(citation.audience not in asked.audiences for citation in private.citations):
            self._delivery.offer_privately(question)

    def _suggestions(self, asked: Question, answer: Answer) -> Sequence[str]:
        """The next questions; none while other people wait for their first answer."""
        if self._records.questions.waiting():
            return ()
        try:
            return self._next_questions.after(asked, answer)
        except Exception as error:  # a courtesy must not cost the answer
            _log.error("no suggestions: %s", type(error).__name__, exc_info=_without_text(error))
            return ()

    # -- when it does not go through -----------------------------------------------------------------------

    def _tidy(self, question: StoredQuestion) -> None:
        """End or take back what was posted for a question that is no longer wanted."""
        now = self._records.questions.find(question.id)
        if now is None or now.answer_ts is None:
            return
        if now.state is QuestionState.WITHDRAWN:
            self._delivery.take_back(now.channel, now.answer_ts)
        elif now.state is QuestionState.STOPPED:
            self._delivery.end(now, now.answer_ts)

    def _move_to_direct_message(self, question: StoredQuestion, reason: str) -> None:
        _log.warning("question %s cannot be answered where it was asked: %s", question.id, reason)
        if question.channel.startswith(_DIRECT_CHANNEL) and question.thread_ts is not None:
            self._records.questions.finish(question, self._owner, state=QuestionState.UNDELIVERABLE)
            return
        try:
            self._delivery.open_thread(question)
        except (SlackApiError, OSError, HTTPException) as error:
            self._try_later(question, error)
            return
        self._records.questions.postpone(question, self._owner, 0)

    def _try_later(self, question: StoredQuestion, error: Exception) -> None:
        if time.time() - question.asked_at > _GIVEN_UP:
            _log.error("question %s given up after %d attempts", question.id, question.attempts)
            self._records.questions.finish(question, self._owner, state=QuestionState.UNDELIVERABLE)
            return
        seconds = min(_LONGEST_WAIT, 0.5 * 2 ** min(question.attempts, 10))
        _log.warning("question %s again in %.0f s: %s", question.id, seconds, _reason(error))
        self._records.questions.postpone(question, self._owner, seconds)


def _switched_off(asked: Question) -> Answer:
    return Answer(asked.id, asked.text, AnswerStatus.UNAVAILABLE, SWITCHED_OFF)


def _reason(error: Exception) -> str:
    return str(error.response.get("error")) if isinstance(error, SlackApiError) else type(error).__name__


def _without_text(error: Exception) -> Exception:
    """The error with its traceback but not its message, which may quote what was asked."""
    return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)


def _is_dead(owner: str) -> bool:
    """Whether the process that a lease names ran on this machine and is gone."""
    host, _, rest = owner.partition(":")
    process = rest.partition(":")[0]
    if host != socket.gethostname()[:32] or not process.isdigit():
        return False
    if int(process) == os.getpid():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
