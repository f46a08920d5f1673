"""The sign of life while a question is worked on."""

from __future__ import annotations

import logging
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.records.questions import StoredQuestion
from bot.slack.client import Abilities

_log = logging.getLogger(__name__)

_SEARCHING = "is searching the library…"
_LOADING = ["Searching the library…", "Reading the closest passages…", "Checking every sentence against its source…"]
_REACTION = "eyes"
_TITLE = 200


class Status:
    """Shows that a question is being worked on: as a session, a status line, or where Slack has neither a reaction.

    A status is a courtesy: when Slack refuses it, the answer comes all the same.
    """

    def __init__(self, client: WebClient, abilities: Abilities) -> None:
        self._client = client
        self._abilities = abilities

    def working(self, question: StoredQuestion, ahead: int = 0) -> None:
        """Say that the question has arrived, and how many are answered before it."""
        if question.thread_ts is None:
            return
        channel, thread, user = question.channel, question.thread_ts, question.user
        words = _SEARCHING if ahead == 0 else f"is busy: {place_in_queue(ahead)}"
        try:
            session = self._abilities.attempt(
                "agents.sessions.setStatus",
                lambda: self._client.agents_sessions_setStatus(
                    channel_id=channel,
                    thread_ts=thread,
                    status="processing",
                    title=" ".join(question.text.split())[:_TITLE] or "Question",
                    initiator_user_id=user,
                ),
            )
            line = self._abilities.attempt(
                "assistant.threads.setStatus",
                lambda: self._client.assistant_threads_setStatus(
                    channel_id=channel,
                    thread_ts=thread,
                    status=words,
                    loading_messages=_LOADING if ahead == 0 else None,
                ),
            )
            if session is None and line is None:
                self._react(question, add=True)
        except (SlackApiError, URLError, OSError) as error:
            _log.info("no status for question %s: %s", question.id, type(error).__name__)

    def finished(self, question: StoredQuestion) -> None:
        """Take the sign away where posting the answer does not."""
        if question.thread_ts is None:
            return
        channel, thread = question.channel, question.thread_ts
        try:
            session = self._abilities.attempt(
                "agents.sessions.setStatus",
                lambda: self._client.agents_sessions_setStatus(channel_id=channel, thread_ts=thread, status="active"),
            )
            if session is None:
                self._react(question, add=False)
        except (SlackApiError, URLError, OSError) as error:
            _log.info("status of question %s stays: %s", question.id, type(error).__name__)

    def _react(self, question: StoredQuestion, add: bool) -> None:
        """Slack clears a status line by itself when a message is posted; a reaction is ours to remove."""
        if question.message_ts is None:
            return
        call = self._client.reactions_add if add else self._client.reactions_remove
        try:
            call(channel=question.channel, timestamp=question.message_ts, name=_REACTION)
        except SlackApiError:
            return


def place_in_queue(ahead: int) -> str:
    """Where somebody stands who has ``ahead`` questions before theirs."""
    return "you are next" if ahead == 1 else f"{ahead} questions are ahead of yours"
