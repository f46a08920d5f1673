"""The sign of life while a question is worked on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.records.questions import StoredQuestion
from bot.slack.client import Abilities

_log = logging.getLogger(__name__)

_SEARCHING = "is searching the library…"
_LOADING = ["Searching the library…", "Reading the closest passages…", "Checking every sentence against its source…"]
_REACTION = "eyes"
_TITLE = 200


class Status:
    """Shows that a question is being worked on: as a session and a status line, where Slack has neither a reaction.

    A status is a courtesy: when Slack refuses it, the answer comes all the same.
    """

    def __init__(self, client: WebClient, abilities: Abilities) -> None:
        self._client = client
        self._abilities = abilities

    def working(self, question: StoredQuestion, ahead: int = 0) -> None:
        """Say that the question has arrived, and how many are answered before it."""
        if question.thread_ts is None:
            return
        words = _SEARCHING if ahead == 0 else f"is busy: {place_in_queue(ahead)}"
        has_session = self._session(question, "processing", title=_title(question), initiator_user_id=question.user)
        has_line = self._line(question, words, loading_messages=_LOADING if ahead == 0 else None)
        if not has_session and question.channel.startswith("D"):
            self._entitle(question)
        if not has_session and not has_line:
            self._react(question, self._client.reactions_add)

    def finished(self, question: StoredQuestion) -> None:
        """Take the sign away where posting the answer does not."""
        if question.thread_ts is None:
            return
        has_session = self._session(question, "active")
        has_line = self._line(question, "")
        if not has_session and not has_line:
            self._react(question, self._client.reactions_remove)

    def _session(self, question: StoredQuestion, status: str, **more: str) -> bool:
        return self._shown(
            "agents.sessions.setStatus",
            lambda: self._client.agents_sessions_setStatus(
                channel_id=question.channel,
                thread_ts=question.thread_ts,
                status=status,
                title=more.get("title"),
                initiator_user_id=more.get("initiator_user_id"),
            ),
        )

    def _line(self, question: StoredQuestion, words: str, loading_messages: list[str] | None = None) -> bool:
        return self._shown(
            "assistant.threads.setStatus",
            lambda: self._client.assistant_threads_setStatus(
                channel_id=question.channel,
                thread_ts=str(question.thread_ts),
                status=words,
                loading_messages=loading_messages,
            ),
        )

    def _entitle(self, question: StoredQuestion) -> None:
        """Name the thread after its question where there are no sessions, whose titles do that."""
        self._shown(
            "assistant.threads.setTitle",
            lambda: self._client.assistant_threads_setTitle(
                channel_id=question.channel, thread_ts=str(question.thread_ts), title=_title(question)
            ),
        )

    def _react(self, question: StoredQuestion, call: Callable[..., SlackResponse]) -> None:
        if question.message_ts is not None:
            message = {"channel": question.channel, "timestamp": question.message_ts, "name": _REACTION}
            self._shown("reactions", lambda: call(**message))

    def _shown(self, method: str, call: Callable[[], SlackResponse]) -> bool:
        """Whether Slack took it."""
        try:
            return self._abilities.attempt(method, call) is not None
        except (SlackApiError, OSError, HTTPException) as error:
            _log.info("%s not shown: %s", method, type(error).__name__)
            return False


def place_in_queue(ahead: int) -> str:
    """Where somebody stands who has ``ahead`` questions before theirs."""
    return "you are next" if ahead == 1 else f"{ahead} questions are ahead of yours"


def _title(question: StoredQuestion) -> str:
    return " ".join(question.text.split())[:_TITLE] or "Question"
