"""Carries submitted documents from Slack into the library, step by step; what a crash interrupts is taken up again."""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPException
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.access.policy import Audiences
from bot.adding.changes import AskedBefore, Change, Forecast
from bot.adding.preview import preview
from bot.adding.rules import may_add_for, may_name_as_replaced, may_replace, needs_second
from bot.guard.configuration import GuardConfiguration
from bot.records.audit import Event, NotRecorded, What
from bot.records.database import Records
from bot.records.person import Person
from bot.records.submissions import Submission
from bot.records.tables import SubmissionState
from bot.slack.client import refusal
from bot.slack.directory import Directory
from bot.slack.downloads import fetch
from bot.slack.faults import without_words
from bot.slack.loop import Loop
from bot.slack.messages import submission as shown
from bot.slack.messages.message import Message
from bot.slack.owner import is_dead, new_owner
from bot.slack.places import Places
from bot.slack.posting import find_posted, post
from bot.vocabulary import Question
from knowledge.errors import LibraryBusy, UnreadableDocument
from knowledge.indexing.add import is_held, prepare_alone, publish_all
from knowledge.indexing.file_reader import FileReader
from knowledge.indexing.files import source_file
from knowledge.indexing.publish import PreparedDocument
from knowledge.indexing.rehearsal import rehearsal
from knowledge.indexing.sync import SyncReport
from knowledge.opening import Library
from knowledge.vocabulary import PUBLIC, parse_audience

_log = logging.getLogger(__name__)

_IDLE = 1.0
_LONGEST_WAIT = 300.0
_MOST_FAILURES = 12
_RECENT = 50
"""Recent questions that a preview tries."""
_NOBODY = {"second_team": None, "second_user": None, "second_channel": None, "second_ts": None}
_UNSAFE = re.compile(r"[/\\\x00-\x1f]+")


class Adding:
    """One thread that reads, looks through and publishes what consultants submit."""

    def __init__(
        self,
        client: WebClient,
        bot_user: str,
        records: Records,
        library: Library,
        guard: GuardConfiguration,
        places: Places,
        directory: Directory,
        forecast: Forecast,
    ) -> None:
        self._client = client
        self._bot_user = bot_user
        self._records = records
        self._submissions = records.submissions
        self._library = library
        self._guard = guard
        self._places = places
        self._directory = directory
        self._forecast = forecast
        self._owner = new_owner()
        self._loop = Loop("adding", self._take_up, _IDLE)

    def start(self) -> None:
        """Take up what a dead process of this machine left, and begin."""
        for owner in self._submissions.owners():
            if is_dead(owner):
                self._submissions.release(owner)
        self._loop.start()

    def ring(self) -> None:
        """Say that there is something to do."""
        self._loop.ring()

    def finish(self) -> None:
        """Begin nothing more."""
        self._loop.finish()

    def _take_up(self) -> bool:
        submission = self._submissions.claim(self._owner)
        if submission is not None:
            self.carry_on(submission)
        return submission is not None

    def carry_on(self, submission: Submission) -> None:
        """Do what is next for a claimed submission, or see to it that it is tried again or given up with a word."""
        steps = {
            SubmissionState.RECEIVED: self._read,
            SubmissionState.DESCRIBED: self._look_through,
            SubmissionState.SECOND_NAMED: self._ask_second,
            SubmissionState.SENT_BACK: self._tell_sent_back,
            SubmissionState.AGREED: self._publish,
            SubmissionState.PUBLISHED: self._tell_published,
            SubmissionState.DISCARDED: self._clear_away,
        }
        try:
            steps[submission.state](submission)
        except UnreadableDocument as fault:
            self._refuse(submission, str(fault))
        except LibraryBusy:
            self._submissions.postpone(replace(submission, failures=submission.failures - 1), 2.0)
        except (SlackApiError, OSError, HTTPException, NotRecorded) as error:
            self._try_later(submission, error)
        except Exception as error:  # a fault of ours is tried again too
            _log.error("submission %s: %s", submission.id, type(error).__name__, exc_info=without_words(error))
            self._try_later(submission, error)

    # -- the steps -----------------------------------------------------------------------------------------

    def _read(self, submission: Submission) -> None:
        submission = self._opened(submission)
        submission = self._show(submission, shown.reading(submission.name))
        content = fetch(self._client, submission.file_id, self._library.limits.size_mb)
        with self._prepared(replace(submission, fields={}), content) as document:
            fields = document.metadata.model_dump(mode="json", exclude_unset=True)
            if not self._may_supersede(submission.submitter, document):
                del fields["supersedes"]
        self._submissions.note(submission, content=content, fields=fields)
        self._show(submission, shown.to_describe(submission.id, submission.name))
        self._submissions.advance(submission, SubmissionState.READ)

    def _look_through(self, submission: Submission) -> None:
        submission = self._show(submission, shown.looking_through(submission.name))
        held = self._places.alone(submission.submitter.team, submission.submitter.user).audiences
        with self._prepared(submission, self._content(submission)) as document:
            self._check_right(submission, document)
            audiences = held & {PUBLIC, document.metadata.audience}
            seen = preview(self._library, document, self._guard.patterns)
            replaced = [old for old in seen.replaces if old.metadata.audience not in audiences]
            seen = replace(
                seen,
                near=tuple(near for near in seen.near if near.audience in audiences),
                replaces=tuple(old for old in seen.replaces if old not in replaced),
            )
            suite, recent = self._changes(submission, document, audiences)
        body = shown.preview_blocks(seen, suite, len(self._forecast.suite_questions))
        second = needs_second(document.metadata.audience)
        private = [*shown.replaced_blocks(replaced), *body, *recent]
        self._show(submission, shown.previewed(submission.id, submission.name, private, second, submission.note))
        self._submissions.advance(submission, SubmissionState.PREVIEWED, preview=body)

    def _ask_second(self, submission: Submission) -> None:
        if submission.second is None:
            raise UnreadableDocument("nobody was named as the second consultant")
        with self._prepared(submission, self._content(submission)) as document:
            self._check_right(submission, document)
        name, body = submission.name, [dict(block) for block in submission.preview]
        if submission.second_ts is None:
            channel = str(self._client.conversations_open(users=submission.second.user)["channel"]["id"])
            ts = self._posted_earlier(submission, channel, None)
            if ts is None:
                message = shown.for_second(submission.id, name, submission.submitter.user, body)
                ts = post(self._client, channel, _about(submission, message))
            self._submissions.note(submission, second_channel=channel, second_ts=ts)
        self._show(submission, shown.waiting_for_second(submission.id, name, submission.second.user))
        self._submissions.advance(submission, SubmissionState.SECOND_ASKED)

    def _tell_sent_back(self, submission: Submission) -> None:
        self._show_second(submission, shown.sent_back(submission.name))
        access = self._places.alone(submission.submitter.team, submission.submitter.user)
        still_open = may_add_for(access, parse_audience(str(submission.fields.get("audience"))))
        body = [dict(block) for block in submission.preview] if still_open else []
        said = "The second consultant sent it back: amend it, name another, or discard it."
        self._show(submission, shown.previewed(submission.id, submission.name, body, True, said))
        self._submissions.advance(submission, SubmissionState.PREVIEWED, **_NOBODY)

    def _publish(self, submission: Submission) -> None:
        with self._prepared(submission, self._content(submission)) as document:
            if needs_second(document.metadata.audience) and submission.second is None:
                raise UnreadableDocument(f"a document for {document.metadata.audience} needs a second consultant")
            report = SyncReport()
            with self._library.indexes.writing(wait=5):
                self._check_right(submission, document)
                if not is_held(self._library, document):
                    publish_all(self._library, [document], _adders(submission), report)
        version = self._library.history.newest([document.document_id])[document.document_id]
        about = version.metadata
        message = shown.published(about.title, document.document_id, version.number, about.audience)
        changed = {"added" if version.number == 1 else "changed": [document.document_id], "submission": submission.id}
        event = Event(What.DOCUMENTS_CHANGED, submission.submitter, details=changed)
        told: dict[str, Any] = {"note": message.text, "preview": message.blocks}
        self._submissions.advance(submission, SubmissionState.PUBLISHED, event, **told)
        _log.info("submission %s: published as %s version %d", submission.id, document.document_id, version.number)

    def _tell_published(self, submission: Submission) -> None:
        """A step of its own, so that a crash after the publication leaves nobody with the buttons of a preview."""
        if submission.preview:  # those published before this step existed were told
            message = Message(submission.note, [dict(block) for block in submission.preview])
            self._show(submission, message)
            self._show_second(submission, message)
        self._submissions.advance(submission, SubmissionState.ENDED)

    def _clear_away(self, submission: Submission) -> None:
        self._show(submission, shown.discarded(submission.name))
        self._show_second(submission, shown.discarded(submission.name))
        self._submissions.advance(submission, SubmissionState.ENDED)

    # -- when it does not go through -----------------------------------------------------------------------

    def _refuse(self, submission: Submission, reason: str) -> None:
        """A file that cannot be read is over; one that cannot be added as described may be described otherwise."""
        try:
            if submission.state is SubmissionState.RECEIVED:
                self._show(self._opened(submission), shown.unreadable(submission.name, reason))
                self._submissions.advance(submission, SubmissionState.ENDED)
            else:
                self._show(submission, shown.to_describe(submission.id, submission.name, reason))
                self._submissions.advance(submission, SubmissionState.READ, **_NOBODY)
        except (SlackApiError, OSError, HTTPException) as error:
            self._try_later(submission, error)

    def _try_later(self, submission: Submission, error: Exception) -> None:
        if submission.failures + 1 >= _MOST_FAILURES:
            _log.error("submission %s given up: %s", submission.id, type(error).__name__)
            try:
                if submission.state is not SubmissionState.PUBLISHED:
                    self._show(submission, shown.gave_up(submission.name))
            except (SlackApiError, OSError, HTTPException):
                _log.error("the submitter of %s could not be told", submission.id)
            self._submissions.advance(submission, SubmissionState.ENDED)
            return
        seconds = min(_LONGEST_WAIT, float(2**submission.failures))
        _log.warning("submission %s again in %.0f s: %s", submission.id, seconds, type(error).__name__)
        self._submissions.postpone(submission, seconds)

    def _check_right(self, submission: Submission, document: PreparedDocument) -> None:
        """Rights, and what the document would replace, may have changed. Raises UnreadableDocument."""
        audience, supersedes = document.metadata.audience, document.metadata.supersedes
        self._check_name(submission.submitter, document.document_id)
        if not self._may_supersede(submission.submitter, document):
            raise UnreadableDocument(shown.NOT_REPLACEABLE.format(supersedes=supersedes))
        for person in _people(submission):
            access = self._places.alone(person.team, person.user)
            if not may_add_for(access, audience):
                raise UnreadableDocument(f"no longer allowed to add documents for {audience}: <@{person.user}>")
            if not may_replace(access, self._library.history, document.document_id, supersedes):
                raise UnreadableDocument(shown.SECOND_LACKS.format(user=person.user))

    def _check_name(self, who: Person, document_id: str) -> None:
        """Raises UnreadableDocument, telling nothing of it, when a document that its sender may not see has the id."""
        if not may_replace(self._places.alone(who.team, who.user), self._library.history, document_id):
            raise UnreadableDocument(shown.NAME_IN_USE)

    def _may_supersede(self, who: Person, document: PreparedDocument) -> bool:
        supersedes, access = document.metadata.supersedes, self._places.alone(who.team, who.user)
        return supersedes is None or may_name_as_replaced(access, self._library.history, supersedes)

    # -- what would change ---------------------------------------------------------------------------------

    def _changes(
        self, submission: Submission, document: PreparedDocument, audiences: Audiences
    ) -> tuple[list[Change], list[dict[str, Any]]]:
        """The suites' questions that would be answered otherwise, and the message's part about recent ones."""
        recent = self._recent(submission)
        with rehearsal(self._library, [document]) as copy:
            suite = self._forecast.of_suites(copy, audiences, lambda done: None)
            asked = self._forecast.of(copy, recent, audiences)
        return suite, shown.recent_blocks(asked, len(recent), document.document_id) if recent else []

    def _recent(self, submission: Submission) -> list[AskedBefore]:
        """The last questions that the submitter may see: their own, and those of channels they read."""
        who, found = submission.submitter, {}
        for question in self._records.questions.newest(_RECENT):
            own = (question.team, question.user) == (who.team, who.user)
            public = question.thread_ts is not None and not question.channel.startswith("D")
            if own or (public and self._reads(who.user, question.channel)):
                found[question.text] = AskedBefore(Question(question.id, question.text))
        return list(found.values())

    def _reads(self, user: str, channel: str) -> bool:
        return any(reader.user == user for reader in self._directory.place(channel).members or ())

    # -- files and messages --------------------------------------------------------------------------------

    @contextmanager
    def _prepared(self, submission: Submission, content: bytes) -> Iterator[PreparedDocument]:
        """The document as it was described. The file is there until the block is left."""
        with tempfile.TemporaryDirectory() as folder, FileReader(self._library.limits) as reader:
            path = Path(folder, _UNSAFE.sub("-", submission.name).lstrip(".~") or "document")
            path.write_bytes(content)
            file = source_file(path.parent, path)
            self._check_name(submission.submitter, file.document_id)
            document = prepare_alone(self._library, file, submission.fields, reader)
            yield replace(document, source_path=f"{shown.SENT_AS}{path.name}")

    def _content(self, submission: Submission) -> bytes:
        content = self._submissions.content(submission.id)
        if content is None:
            raise UnreadableDocument("its file is no longer kept: send it again")
        return content

    def _opened(self, submission: Submission) -> Submission:
        """With the thread in the submitter's direct messages where it is talked about."""
        if submission.thread_ts is not None:
            return submission
        channel = str(self._client.conversations_open(users=submission.submitter.user)["channel"]["id"])
        ts = post(self._client, channel, _about(submission, shown.reading(submission.name)))
        self._submissions.note(submission, channel=channel, thread_ts=ts, message_ts=ts)
        return replace(submission, channel=channel, thread_ts=ts, message_ts=ts)

    def _show(self, submission: Submission, message: Message) -> Submission:
        """Write the one message about a submission anew, or for the first time."""
        shown_at = submission.message_ts
        if shown_at is not None and self._updated(submission, submission.channel, shown_at, message):
            return submission
        ts = self._posted_earlier(submission, submission.channel, submission.thread_ts)
        if ts is None:
            ts = post(self._client, submission.channel, _about(submission, message), submission.thread_ts)
        self._submissions.note(submission, message_ts=ts)
        return replace(submission, message_ts=ts)

    def _updated(self, submission: Submission, channel: str, ts: str, message: Message) -> bool:
        """Whether the message is still there to be written anew: a person may have deleted it."""
        try:
            told = _about(submission, message)
            self._client.chat_update(channel=channel, ts=ts, text=told.text, blocks=told.blocks, metadata=told.metadata)
        except SlackApiError as error:
            if refusal(error) != "message_not_found":
                raise
            return False
        return True

    def _show_second(self, submission: Submission, message: Message) -> None:
        """Write the second consultant's message anew; one that they deleted is not posted again."""
        if submission.second_channel is not None and submission.second_ts is not None:
            self._updated(submission, submission.second_channel, submission.second_ts, message)

    def _posted_earlier(self, submission: Submission, channel: str, thread_ts: str | None) -> str | None:
        """The message that an interrupted attempt posted and could not note."""
        if submission.attempts < 2:
            return None
        its, since = {"submission": submission.id}, submission.submitted_at
        return find_posted(self._client, channel, thread_ts, shown.SUBMISSION_EVENT, its.__eq__, since)


def _about(submission: Submission, message: Message) -> Message:
    """The message, to be found again."""
    metadata = {"event_type": shown.SUBMISSION_EVENT, "event_payload": {"submission": submission.id}}
    return replace(message, metadata=metadata)


def _people(submission: Submission) -> list[Person]:
    return [submission.submitter, *([submission.second] if submission.second else [])]


def _adders(submission: Submission) -> str:
    return " and ".join(f"{person.team}/{person.user}" for person in _people(submission))
