"""Where questions come in: stored before Slack is told that they arrived."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import BoltContext, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.records.database import Records
from bot.records.questions import NewQuestion, StoredQuestion
from bot.slack.messages import notice as words
from bot.slack.messages.asking import QUESTION_LENGTH
from bot.slack.messages.notice import notice
from bot.slack.question_text import question_text
from bot.slack.status import Status

_log = logging.getLogger(__name__)

Body = dict[str, Any]
Read = Callable[[Body], NewQuestion | None]
"""Finds the question in what Slack sent; None when it is not for the bot."""

_MINUTE = 60.0
_RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Limits:
    """Questions one person may ask in a minute, and how many are worked on at once."""

    per_minute: int
    at_once: int


class Reception:
    """Takes questions in and shows their askers that they arrived."""

    def __init__(
        self, client: WebClient, records: Records, status: Status, ring: Callable[[], None], limits: Limits
    ) -> None:
        self._client = client
        self._records = records
        self._status = status
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

    def take_in(self, new: NewQuestion) -> StoredQuestion | None:
        """Store a question; None when it came before or its asker was told why it is not taken."""
        asked = replace(new, text=question_text(new.text))
        with self._counting:
            refused = self._refusal(asked)
            if refused is None:
                return self._records.questions.receive(asked)
        if self._records.questions.first_sight(asked.event_key):
            self._tell(asked, refused)
        return None

    def begin(self, question: StoredQuestion) -> None:
        """Have a stored question worked on; somebody who has to wait is told."""
        self._ring()
        ahead = self._records.questions.ahead_of(question)
        if ahead >= self._limits.at_once:
            self._status.working(question, ahead)

    def _refusal(self, asked: NewQuestion) -> str | None:
        if len(asked.text) > QUESTION_LENGTH:
            return words.TOO_LONG.format(length=len(asked.text), most=QUESTION_LENGTH)
        recent = self._records.questions.recent_of(asked.team, asked.user, _MINUTE)
        if len(recent) >= self._limits.per_minute:
            seconds = max(1, round(recent[-self._limits.per_minute] + _MINUTE - time.time()))
            return words.TOO_MANY.format(count=len(recent), seconds=seconds)
        return None

    def _tell(self, asked: NewQuestion, words_for_them: str) -> None:
        """Tell the asker alone."""
        message = notice(words_for_them)
        is_direct = asked.channel.startswith("D")
        try:
            if asked.channel == asked.user or is_direct:
                self._client.chat_postMessage(
                    channel=asked.channel,
                    thread_ts=asked.thread_ts,
                    text=message.text,
                    blocks=message.blocks,
                    metadata=message.metadata,
                )
            else:
                self._client.chat_postEphemeral(
                    channel=asked.channel,
                    user=asked.user,
                    thread_ts=asked.thread_ts,
                    text=message.text,
                    blocks=message.blocks,
                )
        except SlackApiError as error:
            _log.warning("could not tell an asker why: %s", error.response.get("error"))
