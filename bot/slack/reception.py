"""Where questions come in: stored before Slack is told that they arrived."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt import BoltContext, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.guard.check import check_question
from bot.guard.configuration import GuardConfiguration
from bot.records.database import Records
from bot.records.questions import NewQuestion, StoredQuestion
from bot.records.tables import QuestionState
from bot.slack.messages import notice as words
from bot.slack.messages.asking import QUESTION_LENGTH
from bot.slack.messages.notice import notice
from bot.slack.posting import post
from bot.slack.status import Status
from bot.vocabulary import Answer, Question

Body = dict[str, Any]
Read = Callable[[Body], NewQuestion | None]
"""Finds the question in what Slack sent; None when it is not for the bot."""

_MINUTE = 60.0
_SECONDS = 2
"""For telling somebody something before Slack's three seconds are over."""
_RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Limits:
    """Questions one person may ask in a minute, and how many are worked on at once."""

    per_minute: int
    at_once: int


class Reception:
    """Takes questions in and shows their askers that they arrived."""

    def __init__(
        self,
        client: WebClient,
        records: Records,
        status: Status,
        guard: GuardConfiguration,
        ring: Callable[[], None],
        limits: Limits,
    ) -> None:
        self._client = client
        self._records = records
        self._status = status
        self._guard = guard
        self._ring = ring
        self._limits = limits
        self._counting = threading.Lock()

    def storing(self, read: Read) -> Callable[..., BoltResponse | None]:
        """Listener middleware that stores the question of an event; Bolt acknowledges only afterwards.

        What is not for the bot, or has come before, is acknowledged and goes no further.
        """

        def store(body: Body, context: BoltContext, next: Callable[[], None]) -> BoltResponse | None:
            new = read(body)
            stored = self.take_in(new) if new is not None else None
            if stored is None:
                return BoltResponse(status=200)
            context[_RECEIVED] = stored
            next()
            return None

        return store

    def welcome(self, context: BoltContext) -> None:
        """Listener for events whose question ``storing`` has stored."""
        self.begin(context[_RECEIVED])

    def take_in(self, asked: NewQuestion) -> StoredQuestion | None:
        """Store a question; None when it came before or its asker was told why it is not taken.

        Raises SlackApiError or OSError when the asker could not be told: then Slack delivers the event again.
        """
        if (caught := self.caught(asked.text)) is not None:
            if not self._records.inbox.has_seen(asked.event_key):
                self.tell(asked, caught.text)
                self._records.inbox.receive_envelope(asked, caught.status)
            return None
        with self._counting:
            refused = self._refusal(asked)
            if refused is None:
                return self._records.inbox.receive(asked)
        if not self._records.inbox.has_seen(asked.event_key):
            self.tell(asked, refused)
            self._records.inbox.first_sight(asked.event_key)
        return None

    def begin(self, question: StoredQuestion) -> None:
        """Have a stored question worked on; somebody who has to wait is told."""
        self._ring()
        ahead = self._records.queue.ahead_of(question)
        if ahead < self._limits.at_once:
            return
        self._status.working(question, ahead)
        now = self._records.questions.find(question.id)
        if now is None or now.state not in (QuestionState.WAITING, QuestionState.WORKING):
            self._status.finished(question)

    def caught(self, text: str) -> Answer | None:
        """What to tell somebody whose words hold personal data or suggest danger; such words are never stored."""
        checked = check_question(Question("", text), self._guard)
        return checked if isinstance(checked, Answer) else None

    def too_long(self, text: str) -> str | None:
        """What to tell somebody whose question is too long."""
        return words.TOO_LONG.format(length=len(text), most=QUESTION_LENGTH) if len(text) > QUESTION_LENGTH else None

    def tell(self, asked: NewQuestion, words_for_them: str) -> None:
        """Tell the asker alone: where they asked, or else in a direct message. Raises SlackApiError or OSError."""
        message = notice(words_for_them)
        content: dict[str, Any] = {"text": message.text, "blocks": message.blocks}
        if asked.response_url is not None:
            WebhookClient(asked.response_url, timeout=_SECONDS).send(**content, response_type="ephemeral")
        elif asked.channel.startswith("D"):
            post(self._client, asked.channel, message, asked.thread_ts)
        elif asked.channel == asked.user:
            post(self._client, asked.user, message)
        else:
            try:
                self._client.chat_postEphemeral(
                    channel=asked.channel, user=asked.user, thread_ts=asked.thread_ts, **content
                )
            except SlackApiError:
                post(self._client, asked.user, message)

    def _refusal(self, asked: NewQuestion) -> str | None:
        if (too_long := self.too_long(asked.text)) is not None:
            return too_long
        recent = self._records.questions.recent_of(asked.team, asked.user, _MINUTE)
        if len(recent) >= self._limits.per_minute:
            seconds = max(1, round(recent[-self._limits.per_minute] + _MINUTE - time.time()))
            return words.TOO_MANY.format(count=len(recent), seconds=seconds)
        return None
