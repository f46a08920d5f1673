"""Threads that take up questions one after another."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from bot.records.database import Records
from bot.records.questions import StoredQuestion
from bot.slack.faults import without_words
from bot.slack.loop import Loop
from bot.slack.owner import is_dead, new_owner
from bot.slack.responder import Responder

_log = logging.getLogger(__name__)

_LEASE = 20.0
"""Seconds after which a worker that gave no sign is taken for dead."""
_BEAT = _LEASE / 4
_IDLE = 1.0
"""Seconds between looks at the queue when nobody rings."""
_SWEEP = 5.0
"""Seconds between looks for questions that ended with something left in Slack."""
_REPEATED = 7.0
"""Days for which a delivery is recognised when it comes again; Slack repeats for minutes."""


class Workers:
    """Answers questions until told to finish. Threads are daemons: what they leave is taken up after a restart."""

    def __init__(self, records: Records, responder: Responder, count: int) -> None:
        self._records = records
        self._responder = responder
        self._owner = new_owner()
        self._held: set[str] = set()
        self._holding = threading.Lock()
        self._bell = threading.Semaphore(0)
        self._finishing = threading.Event()
        self._threads = [_daemon(self._work, f"worker-{number}") for number in range(count)]
        self._tidying = Loop("tidy", self._tidy, _SWEEP)
        self._renewing = Loop("lease", self._renew, _BEAT)

    def start(self) -> None:
        """Take over what a dead process of this machine left, and begin."""
        self._records.queue.release([claim for claim in self._records.queue.claims() if is_dead(claim)])
        self._records.inbox.forget_events(_REPEATED)
        self._renewing.start()
        self._tidying.start()
        for thread in self._threads:
            thread.start()

    def ring(self) -> None:
        """Say that a question has arrived."""
        self._bell.release()

    def finish(self, seconds: float) -> None:
        """Finish the answers begun, within ``seconds``; others are left for the next start."""
        deadline = time.monotonic() + seconds
        self._finishing.set()
        self._tidying.finish()
        for _ in self._threads:
            self._bell.release()
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._renewing.finish()

    def are_well(self) -> bool:
        """Whether every thread is at work."""
        return all(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while not self._finishing.is_set():
            try:
                question = self._records.queue.claim(self._owner, _LEASE)
                if question is None:
                    self._bell.acquire(timeout=_IDLE)
                else:
                    self._respond(question)
            except Exception as error:  # a worker must not die; the lease of what it held runs out
                _log.error("worker: %s", type(error).__name__, exc_info=without_words(error))
                self._finishing.wait(_IDLE)

    def _respond(self, question: StoredQuestion) -> None:
        claim = str(question.claim)
        with self._holding:
            self._held.add(claim)
        try:
            self._responder.respond(question)
        finally:
            with self._holding:
                self._held.discard(claim)

    def _renew(self) -> None:
        """Renew the leases of what is being worked on; until all of it is done or left."""
        with self._holding:
            held = set(self._held)
        self._records.queue.renew(held, _LEASE)

    def _tidy(self) -> None:
        """Take back and end what crashes, faults and other processes left."""
        for question in self._records.queue.to_tidy():
            try:
                self._responder.tidy(question)
            except Exception as error:  # the next round may succeed
                _log.error("tidying question %s: %s", question.id, type(error).__name__)


def _daemon(work: Callable[[], None], name: str) -> threading.Thread:
    return threading.Thread(target=work, name=name, daemon=True)
