"""Puts answers into Slack, once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from bot.records.database import Records
from bot.records.questions import StoredQuestion, Surface
from bot.slack.client import Abilities, is_passing, refusal
from bot.slack.live import LiveAnswer, Record
from bot.slack.messages.answer import below_answer, plain_answer, private_answer, streamed_parts, whole_answer
from bot.slack.messages.message import ANSWER_EVENT, Message, answer_metadata, escape
from bot.slack.messages.notice import notice, private_offer
from bot.vocabulary import Answer

_log = logging.getLogger(__name__)

Suggest = Callable[[], Sequence[str]]
"""Finds the next questions; asked for after the answer has appeared."""

_ENDED = {"message_not_in_streaming_state", "msg_too_long", "message_not_found", "streaming_state_conflict"}
"""Slack closed the stream; the message is finished by an update."""
_REJECTED = {"invalid_blocks", "msg_blocks_too_long", "msg_too_long", "invalid_blocks_format", "too_many_blocks"}
_SEEN_IN_THREAD = frozenset({Surface.MENTION, Surface.DIRECT, Surface.THREAD})
"""Surfaces where the asker's own message stands in the thread."""


class Interrupted(Exception):
    """The question was stopped, edited or withdrawn while its answer was being written into the message ``ts``."""

    def __init__(self, ts: str | None = None) -> None:
        super().__init__()
        self.ts = ts


class Unreachable(Exception):
    """The answer cannot be posted where the question was asked, now or later."""


@dataclass(frozen=True, slots=True)
class Posted:
    """The message an answer stands in, None for a private one, and whether posting it took the status away."""

    ts: str | None
    status_ended: bool = False


class Delivery:
    """Writes an answer where its question was asked, in a way that a second attempt can tell what the first did."""

    def __init__(
        self, client: WebClient, abilities: Abilities, records: Records, bot_user: str, can_hand_on: bool = False
    ) -> None:
        """``can_hand_on``: there are consultants whom officers can ask."""
        self._client = client
        self._abilities = abilities
        self._records = records
        self._bot_user = bot_user
        self._can_hand_on = can_hand_on

    def find_earlier(self, question: StoredQuestion) -> tuple[StoredQuestion, bool]:
        """What an interrupted attempt left in Slack: the question with its message, and whether that is finished.

        A message of the bot's without metadata is a stream that was never finished; a thread's questions are
        worked on one after another, so one that no other question knows can only be this question's.
        """
        if question.thread_ts is None:
            return question, False
        with _translated():
            messages = self._own_messages(question)
        posted = {message["ts"]: message.get("metadata") or {} for message in messages}
        for ts, metadata in posted.items():
            payload = metadata.get("event_payload", {})
            if metadata.get("event_type") == ANSWER_EVENT and payload.get("question_id") == question.id:
                return replace(question, answer_ts=ts), payload.get("revision") == question.revision
        after = question.message_ts or question.thread_ts
        others = self._records.questions.messages_of_others(question)
        unfinished = [ts for ts, metadata in posted.items() if not metadata and ts > after and ts not in others]
        return (replace(question, answer_ts=unfinished[-1]) if unfinished else question), False

    def live(self, question: StoredQuestion, record: Record) -> LiveAnswer:
        """What sentences of the answer can be shown in before it is complete, once ``record`` has recorded that."""
        is_offered = question.thread_ts is not None and question.answer_ts is None
        return LiveAnswer(question, is_offered and self._can_stream(question), record, self._begin, self._append)

    def deliver(
        self, question: StoredQuestion, answer: Answer, suggest: Suggest, live: LiveAnswer | None = None
    ) -> Posted:
        """Show the answer where it was asked for, or the rest of it after what ``live`` has shown.

        Raises Interrupted when the question was stopped, edited or withdrawn meanwhile, Unreachable when its place
        does not take the answer, SlackApiError for what may go through in a moment.
        """
        with _translated():
            if question.thread_ts is None:
                self._send_privately(question, answer, suggest)
                return Posted(None, status_ended=True)
            if live is not None and live.was_lost:
                question, _ = self.find_earlier(question)
            if live is not None and live.ts is not None:
                return self._complete(question, live, live.ts, answer, suggest)
            if question.answer_ts is not None:
                return self._rewrite(question, question.answer_ts, answer, suggest())
            return self._stream(question, answer, suggest) or self._post(question, answer, suggest())

    # -- streaming -----------------------------------------------------------------------------------------

    def _complete(
        self, question: StoredQuestion, live: LiveAnswer, ts: str, answer: Answer, suggest: Suggest
    ) -> Posted:
        """Show what the answer has beyond the sentences shown already."""
        parts = streamed_parts(answer)
        has_grown = parts[: len(live.shown)] == live.shown
        if live.is_broken or (answer.claims and not has_grown):
            return self._rewrite(question, ts, answer, suggest())
        return self._go_on(question, ts, parts[len(live.shown) :] if has_grown else parts, answer, suggest)

    def _stream(self, question: StoredQuestion, answer: Answer, suggest: Suggest) -> Posted | None:
        """Stream the answer; None where Slack does not offer that.

        A stream is addressed to somebody who wrote in its thread; whoever pressed a button may not have.
        """
        if not self._can_stream(question):
            return None
        first, *rest = streamed_parts(answer)
        ts = self._begin(question, first)
        return None if ts is None else self._go_on(question, ts, rest, answer, suggest)

    def _can_stream(self, question: StoredQuestion) -> bool:
        return question.surface in _SEEN_IN_THREAD

    def _begin(self, question: StoredQuestion, part: str) -> str | None:
        """Start a stream; None where Slack does not offer that."""
        self._check_wanted(question)
        started = self._abilities.attempt(
            "chat.startStream",
            lambda: self._client.chat_startStream(
                channel=question.channel,
                thread_ts=str(question.thread_ts),
                recipient_team_id=question.team,
                recipient_user_id=question.user,
                chunks=[_markdown(part)],
            ),
        )
        return None if started is None else self._noted(question, started)

    def _append(self, question: StoredQuestion, ts: str, part: str) -> None:
        self._check_wanted(question, ts)
        self._client.chat_appendStream(channel=question.channel, ts=ts, chunks=[_markdown(part)])

    def _go_on(
        self, question: StoredQuestion, ts: str, parts: Sequence[str], answer: Answer, suggest: Suggest
    ) -> Posted:
        """Append the rest to a stream and end it with what stands below the sentences."""
        try:
            for part in parts:
                self._append(question, ts, part)
            next_questions = suggest()
            self._check_wanted(question, ts)
            self._stop_stream(question, ts, answer, next_questions)
        except SlackApiError as error:
            if refusal(error) in _REJECTED | _ENDED:
                _log.info("stream of question %s ended early: %s", question.id, refusal(error))
                return self._rewrite(question, ts, answer, ())
            raise
        return Posted(ts, status_ended=True)

    def _stop_stream(self, question: StoredQuestion, ts: str, answer: Answer, next_questions: Sequence[str]) -> None:
        self._client.chat_stopStream(
            channel=question.channel,
            ts=ts,
            blocks=below_answer(question.id, answer, next_questions, can_hand_on=self._can_hand_on) or None,
            metadata=answer_metadata(question.id, question.revision),
            session_status="active",
        )

    # -- whole messages ------------------------------------------------------------------------------------

    def _post(self, question: StoredQuestion, answer: Answer, next_questions: Sequence[str]) -> Posted:
        self._check_wanted(question)
        message = self._message(question, answer, next_questions)
        where: dict[str, Any] = {"channel": question.channel, "thread_ts": str(question.thread_ts), **_UNFURL}
        try:
            posted = self._client.chat_postMessage(**where, **_content(message))
        except SlackApiError as error:
            if refusal(error) not in _REJECTED:
                raise
            _log.warning("blocks of question %s refused: %s", question.id, refusal(error))
            posted = self._client.chat_postMessage(**where, **_plain(answer, message))
        return Posted(self._noted(question, posted))

    def _rewrite(self, question: StoredQuestion, ts: str, answer: Answer, next_questions: Sequence[str]) -> Posted:
        """Put the answer into a message that is there already."""
        self._check_wanted(question, ts)
        message = self._message(question, answer, next_questions)
        self._end_stream(question.channel, ts)
        try:
            self._client.chat_update(channel=question.channel, ts=ts, **_content(message))
        except SlackApiError as error:
            if refusal(error) in ("message_not_found", "cant_update_message"):
                return self._post(question, answer, next_questions)
            if refusal(error) not in _REJECTED:
                raise
            self._client.chat_update(channel=question.channel, ts=ts, **_plain(answer, message))
        return Posted(ts)

    def _message(self, question: StoredQuestion, answer: Answer, next_questions: Sequence[str]) -> Message:
        asked = _unseen(question)
        return whole_answer(question.id, question.revision, answer, asked, next_questions, self._can_hand_on)

    def _send_privately(self, question: StoredQuestion, answer: Answer, suggest: Suggest) -> None:
        self._check_wanted(question)
        message = private_answer(
            question.id, answer, question.text, suggest(), sent_again=question.sending, can_hand_on=self._can_hand_on
        )
        self._records.queue.mark_sending(question)
        webhook = WebhookClient(str(question.response_url), retry_handlers=[RateLimitErrorRetryHandler(2)])
        response = webhook.send(text=message.text, blocks=message.blocks, response_type="ephemeral", **_UNFURL)
        if response.status_code != 200:
            raise Unreachable("response_url")

    # -- ends ----------------------------------------------------------------------------------------------

    def open_thread(self, question: StoredQuestion) -> StoredQuestion:
        """Start a thread in the asker's direct messages for a question that has none yet."""
        with _translated():
            channel = str(self._client.conversations_open(users=question.user)["channel"]["id"])
            opening = _content(notice(f"You asked: {question.text}"))
            posted = self._client.chat_postMessage(channel=channel, **_UNFURL, **opening)
        thread = str(posted["ts"])
        self._records.queue.mark_thread(question, channel, thread)
        return replace(question, channel=channel, thread_ts=thread, answer_ts=None)

    def end(self, question: StoredQuestion, ts: str) -> None:
        """Leave a stopped answer as far as it came."""
        metadata = answer_metadata(question.id, question.revision)
        try:
            self._client.chat_stopStream(channel=question.channel, ts=ts, metadata=metadata, session_status="active")
        except SlackApiError as error:
            if is_passing(error):
                raise
            _log.info("stream of question %s was over: %s", question.id, refusal(error))

    def give_up(self, question: StoredQuestion, words: str) -> None:
        """Say in one plain sentence that there is no answer: in the thread, or else in a direct message."""
        metadata = notice(words).metadata
        try:
            self._client.chat_postMessage(
                channel=question.channel, thread_ts=question.thread_ts, text=escape(words), metadata=metadata
            )
        except SlackApiError:
            self._client.chat_postMessage(channel=question.user, text=escape(words), metadata=metadata)

    def offer_privately(self, question: StoredQuestion) -> None:
        """Tell the asker alone that there is more for them; a courtesy that may fail."""
        offer = private_offer(question.text)
        try:
            self._client.chat_postEphemeral(
                channel=question.channel,
                user=question.user,
                thread_ts=question.thread_ts,
                text=offer.text,
                blocks=offer.blocks,
            )
        except SlackApiError as error:
            _log.info("no private offer for question %s: %s", question.id, refusal(error))

    def take_back(self, channel: str, ts: str) -> None:
        """Delete an answer whose question was withdrawn, as far as Slack lets us."""
        self._end_stream(channel, ts)
        try:
            self._client.chat_delete(channel=channel, ts=ts)
        except SlackApiError as error:
            if is_passing(error):
                raise
            _log.warning("an answer could not be taken back: %s", refusal(error))

    def _end_stream(self, channel: str, ts: str) -> None:
        """A stream must be stopped before its message can be written anew; most messages are not streams."""
        try:
            self._abilities.attempt("chat.stopStream", lambda: self._client.chat_stopStream(channel=channel, ts=ts))
        except SlackApiError:
            return

    def _check_wanted(self, question: StoredQuestion, ts: str | None = None) -> None:
        if not self._records.queue.is_held(question):
            raise Interrupted(ts)

    def _noted(self, question: StoredQuestion, response: SlackResponse) -> str:
        """The message just begun, recorded. Raises Interrupted when the question is no longer ours to answer."""
        ts = str(response["ts"])
        if not self._records.queue.mark_posting(question, ts):
            raise Interrupted(ts)
        return ts

    def _own_messages(self, question: StoredQuestion) -> list[dict[str, Any]]:
        cursor, found = None, []
        while True:
            page = self._client.conversations_replies(
                channel=question.channel,
                ts=str(question.thread_ts),
                oldest=question.message_ts or str(question.thread_ts),
                include_all_metadata=True,
                limit=200,
                cursor=cursor,
            )
            found += [message for message in page["messages"] if message.get("user") == self._bot_user]
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return found


_UNFURL: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}


@contextmanager
def _translated() -> Iterator[None]:
    """Tell what Slack will never take here from what may go through in a moment."""
    try:
        yield
    except SlackApiError as error:
        if is_passing(error):
            raise
        raise Unreachable(refusal(error)) from error


def _unseen(question: StoredQuestion) -> str | None:
    """The question's text where nobody can read it in the thread."""
    return None if question.surface in _SEEN_IN_THREAD else question.text


def _markdown(text: str) -> dict[str, str]:
    return {"type": "markdown_text", "text": text}


def _content(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks, "metadata": message.metadata}


def _plain(answer: Answer, message: Message) -> dict[str, Any]:
    """The answer and its sources without blocks, for a Slack that refuses them."""
    return {"text": plain_answer(answer), "blocks": [], "metadata": message.metadata}
