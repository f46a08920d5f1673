"""Shows an answer's sentences as they are verified, before the answer is complete."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http.client import HTTPException

from slack_sdk.errors import SlackApiError

from bot.records.questions import StoredQuestion
from bot.slack.client import refusal
from bot.slack.messages.answer import streamed_claim
from bot.vocabulary import Claim

_log = logging.getLogger(__name__)

Begin = Callable[[StoredQuestion, str], str | None]
"""Starts a stream with some Markdown; its message, None where Slack offers no streams."""
Record = Callable[[], None]
"""Records that sentences are about to be shown."""
Append = Callable[[StoredQuestion, str, str], None]
"""Adds Markdown to the stream in a message."""


class LiveAnswer:
    """The stream of one answer that is being written: begun with its first sentence, only ever added to.

    Where Slack refuses, nothing more is shown early and the whole answer follows at its end: ``is_broken`` says that
    the stream cannot be gone on with, ``was_lost`` that it may have begun without our knowing its message.
    """

    def __init__(
        self, question: StoredQuestion, is_offered: bool, record: Record, begin: Begin, append: Append
    ) -> None:
        self.ts: str | None = None
        self.shown: list[str] = []
        self.is_broken = False
        self.was_lost = False
        self._question = question
        self._is_on = is_offered
        self._record = record
        self._begin = begin
        self._append = append

    def release(self, claim: Claim) -> None:
        """Show one sentence.

        Raises Interrupted when nobody wants the answer any more, NotRecorded when that it is shown cannot be recorded.
        """
        if not self._is_on:
            return
        part = streamed_claim(claim)
        try:
            if self.ts is None:
                self._record()
                self.ts = self._begin(self._question, part)
                self._is_on = self.ts is not None
            else:
                self._append(self._question, self.ts, part)
            self.shown += [part] if self._is_on else []
        except (SlackApiError, OSError, HTTPException) as error:
            self._is_on = False
            self.is_broken = self.ts is not None
            self.was_lost = self.ts is None and not isinstance(error, SlackApiError)
            reason = refusal(error) if isinstance(error, SlackApiError) else type(error).__name__
            _log.info("question %s is not shown live: %s", self._question.id, reason)
