"""The records' tables: what was asked of the bot, what it answered, what people thought of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Base of the records' tables."""


class QuestionState(StrEnum):
    """How far a question has come."""

    WAITING = "waiting"
    WORKING = "working"
    IN_REVIEW = "in_review"
    """A draft is there, and a consultant reads it before anybody gets it."""
    DONE = "done"
    """An answer, or a sentence saying why there is none, has been posted."""
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    """The asker deleted it: only the envelope is left."""
    UNDELIVERABLE = "undeliverable"
    BLOCKED = "blocked"
    """It held personal data or suggested danger: only the envelope was stored."""


class SeenEventRow(Base):
    """An event that has been taken in: Slack may deliver it again."""

    __tablename__ = "seen_events"

    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    seen_at: Mapped[float]


class QuestionRow(Base):
    """One question to the bot: where it was asked, by whom, and how far it has come. Times are Unix seconds."""

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("asked_in", "message_ts"),
        Index("questions_by_state", "state", "due_at"),
        Index("questions_by_thread", "channel", "thread_ts"),
        Index("questions_by_person", "user", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    surface: Mapped[str] = mapped_column(String(16))
    team: Mapped[str] = mapped_column(String(32))
    user: Mapped[str] = mapped_column(String(32))
    asked_in: Mapped[str] = mapped_column(String(32))
    """The channel of the asker's own message."""
    channel: Mapped[str] = mapped_column(String(32))
    """Where the answer goes: the same, or direct messages where that does not take it."""
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    """Null where only the asker sees the answer, outside any thread."""
    message_ts: Mapped[str | None] = mapped_column(String(32))
    """The asker's own message; null where a command, a button or a shortcut asked."""
    response_url: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str | None] = mapped_column(Text)
    """Null once withdrawn or purged."""
    asked_at: Mapped[float]
    state: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(default=0)
    """How often the asker has edited it."""
    edited_ts: Mapped[str | None] = mapped_column(String(32))
    """Slack's time of the last edit: an older one that is delivered late changes nothing."""
    attempts: Mapped[int] = mapped_column(default=0)
    """Workers that took it up since it was last finished."""
    failures: Mapped[int] = mapped_column(default=0)
    """Attempts that Slack refused since it was last finished or edited."""
    due_at: Mapped[float]
    """Not to be worked on before."""
    owner: Mapped[str | None] = mapped_column(String(96))
    """The claim it is worked on under: machine, process and a word for this attempt alone."""
    leased_until: Mapped[float] = mapped_column(default=0.0)
    """A worker that died no longer renews its lease; then another takes the question over."""
    answer_ts: Mapped[str | None] = mapped_column(String(32))
    sending: Mapped[bool] = mapped_column(default=False)
    """A private answer was on its way: Slack cannot be asked afterwards whether it arrived."""
    tidied: Mapped[bool] = mapped_column(default=False)
    """Nothing of a stopped, withdrawn or blocked question is left in Slack."""


class AnswerRow(Base):
    """The answer to a question in the form outside checks rely on."""

    __tablename__ = "answers"

    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    answered_at: Mapped[float]
    audiences: Mapped[list[str] | None] = mapped_column(JSON)
    """What it was answered from, decided for the place it was asked in; null where that was not noted."""


class CitedRow(Base):
    """A document version that an answer cites. When it leaves the library, the answer's thread is told once."""

    __tablename__ = "cited"
    __table_args__ = (Index("cited_uncorrected", "corrected_at", "document_id"),)

    question_id: Mapped[str] = mapped_column(ForeignKey("answers.question_id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(512), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sending_since: Mapped[float | None]
    """A correction was on its way: the thread is looked through before another is sent."""
    corrected_at: Mapped[float | None]


class FeedbackRow(Base):
    """What one person thought of one answer; a later opinion replaces the earlier."""

    __tablename__ = "feedback"

    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    user: Mapped[str] = mapped_column(String(32), primary_key=True)
    team: Mapped[str] = mapped_column(String(32))
    """Empty where it was given before teams were noted."""
    helpful: Mapped[bool]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text)
    given_at: Mapped[float]


class ThreadRow(Base):
    """A thread the bot takes part in, and who spoke last in it: people talking to each other are left alone."""

    __tablename__ = "threads"

    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    thread_ts: Mapped[str] = mapped_column(String(32), primary_key=True)
    last_speaker: Mapped[str] = mapped_column(String(32))


class AuditRow(Base):
    """One event of the audit. Rows are only ever added; each is bound to the one before by its hash."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[str] = mapped_column(Text)
    """Canonical JSON. It names people by pseudonym and holds nothing that anybody wrote to the bot."""
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHeadRow(Base):
    """The end of the chain, in one row: whoever adds to the chain locks it first, so that the chain stays a line."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class PseudonymRow(Base):
    """Who is meant by a pseudonym. Erasing the row makes the audit anonymous for that person."""

    __tablename__ = "pseudonyms"

    team: Mapped[str] = mapped_column(String(32), primary_key=True)
    user: Mapped[str] = mapped_column(String(64), primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(32), unique=True)


class SubmissionState(StrEnum):
    """How far a submitted document has come."""

    RECEIVED = "received"
    """To be fetched from Slack and read."""
    READ = "read"
    """Waits for its submitter to describe it."""
    DESCRIBED = "described"
    """To be looked through, and its questions tried."""
    PREVIEWED = "previewed"
    """Waits for its submitter's decision."""
    SECOND_NAMED = "second_named"
    """To be shown to a second consultant."""
    SECOND_ASKED = "second_asked"
    """Waits for the second consultant's decision."""
    SENT_BACK = "sent_back"
    """The second consultant did not agree: its submitter is to be told."""
    AGREED = "agreed"
    """To be published."""
    PUBLISHED = "published"
    """In the library: those who decided on it are to be told."""
    DISCARDED = "discarded"
    """To be cleared away in Slack."""
    ENDED = "ended"
    """Nothing more is to be done: published, discarded, or it could not be read."""


class SubmissionRow(Base):
    """A document on its way into the library. Its file is here until it is published, discarded or forgotten."""

    __tablename__ = "submissions"
    __table_args__ = (Index("submissions_by_state", "state", "due_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    team: Mapped[str] = mapped_column(String(32))
    user: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(32))
    """The submitter's direct messages, or the submitter until those are opened."""
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    message_ts: Mapped[str | None] = mapped_column(String(32))
    """The bot's message about it, which is rewritten as it goes on."""
    file_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The metadata as far as it is known."""
    preview: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """What both consultants are shown of it, as Slack's blocks."""
    state: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text)
    """What is to be said with the next message, such as a reason."""
    second_team: Mapped[str | None] = mapped_column(String(32))
    second_user: Mapped[str | None] = mapped_column(String(32))
    second_channel: Mapped[str | None] = mapped_column(String(32))
    second_ts: Mapped[str | None] = mapped_column(String(32))
    submitted_at: Mapped[float]
    due_at: Mapped[float]
    owner: Mapped[str | None] = mapped_column(String(96))
    attempts: Mapped[int] = mapped_column(default=0)
    """Workers that took it up in its present state."""
    failures: Mapped[int] = mapped_column(default=0)


class SwitchedOffRow(Base):
    """Where answering is switched off; an empty team or channel stands for all."""

    __tablename__ = "switched_off"

    team: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[float]


class SpendingRow(Base):
    """One call of a language model: what it took, and nothing of what it was about."""

    __tablename__ = "spending"

    number: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(String(10), index=True)
    """In UTC, as 2026-11-23."""
    model: Mapped[str] = mapped_column(String(128))
    input_tokens: Mapped[int]
    output_tokens: Mapped[int]
    cost_usd: Mapped[float | None]
    """Null where the price is not known."""


class GapState(StrEnum):
    """What is being done about a gap."""

    OPEN = "open"
    ASSIGNED = "assigned"
    CLOSED = "closed"


class GapRow(Base):
    """Questions that are alike and were not answered well. It holds nothing that anybody asked."""

    __tablename__ = "gaps"

    number: Mapped[int] = mapped_column(primary_key=True)
    theme: Mapped[str] = mapped_column(String(80))
    """The known theme nearest to it."""
    state: Mapped[str] = mapped_column(String(16), default=GapState.OPEN)
    team: Mapped[str | None] = mapped_column(String(32))
    user: Mapped[str | None] = mapped_column(String(32))
    """Who sees to it."""
    outcome: Mapped[str | None] = mapped_column(String(16))
    document_id: Mapped[str | None] = mapped_column(String(512))
    """What closed it."""
    opened_at: Mapped[float]
    changed_at: Mapped[float]


class GapQuestionRow(Base):
    """A question's gap; it stays in it."""

    __tablename__ = "gap_questions"

    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    gap: Mapped[int] = mapped_column(ForeignKey("gaps.number", ondelete="CASCADE"), index=True)


class SubscriberRow(Base):
    """Somebody who wants to hear of new documents."""

    __tablename__ = "subscribers"

    team: Mapped[str] = mapped_column(String(32), primary_key=True)
    user: Mapped[str] = mapped_column(String(32), primary_key=True)
    told_until: Mapped[float]
    """Documents published later have not been told of."""


class SendingRow(Base):
    """A message that is sent once, without being asked for: to whom or about what, and for which period."""

    __tablename__ = "sendings"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    about: Mapped[str] = mapped_column(String(128), primary_key=True)
    period: Mapped[str] = mapped_column(String(32), primary_key=True)
    begun_at: Mapped[float]
    sent_at: Mapped[float | None]


class ShownRow:
    """Columns of what Slack is kept in step with: every change counts, and a worker shows what is not shown yet."""

    state: Mapped[str] = mapped_column(String(16))
    changes: Mapped[int] = mapped_column(default=1)
    shown: Mapped[int] = mapped_column(default=0)
    """The change that Slack shows."""
    due_at: Mapped[float]
    worker: Mapped[str | None] = mapped_column(String(96))
    attempts: Mapped[int] = mapped_column(default=0)
    """Workers that took it up since it was last shown."""
    failures: Mapped[int] = mapped_column(default=0)
    reminders: Mapped[int] = mapped_column(default=0)
    """How often the consultants have been reminded of it."""
    remind_at: Mapped[float | None]
    """When they are to be reminded next."""


class HandOffState(StrEnum):
    """How far a question handed to consultants has come."""

    OPEN = "open"
    """Nobody has taken it."""
    CLAIMED = "claimed"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """Its asker deleted the question."""
    UNDELIVERABLE = "undeliverable"
    """A reply that its asker may no longer see, or that Slack does not take."""


class HandOffRow(ShownRow, Base):
    """A question that its asker handed to consultants, and what became of it. Times are Unix seconds."""

    __tablename__ = "hand_offs"
    __table_args__ = (Index("hand_offs_by_due", "due_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), unique=True)
    team: Mapped[str] = mapped_column(String(32))
    user: Mapped[str] = mapped_column(String(32))
    audiences: Mapped[list[str]] = mapped_column(JSON)
    """What could be said where it was asked: who may not see that does not see the question."""
    channel: Mapped[str] = mapped_column(String(32))
    """The consultants'."""
    theme: Mapped[str | None] = mapped_column(String(80))
    text: Mapped[str | None] = mapped_column(Text)
    """The question without personal data; null once withdrawn or purged."""
    context: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was asked before it, found, missing and disliked, as values of JSON."""
    handler_team: Mapped[str | None] = mapped_column(String(32))
    handler_user: Mapped[str | None] = mapped_column(String(32))
    """Who has claimed it, or answered or declined it."""
    reply: Mapped[str | None] = mapped_column(Text)
    """The reply, or why it was declined."""
    asked_at: Mapped[float]
    claimed_at: Mapped[float | None]
    """When it was first claimed."""
    closed_at: Mapped[float | None]
    card_ts: Mapped[str | None] = mapped_column(String(32))
    asker_channel: Mapped[str | None] = mapped_column(String(32))
    asker_thread: Mapped[str | None] = mapped_column(String(32))
    """Where its asker is told."""
    told_ts: Mapped[str | None] = mapped_column(String(32))
    """The message there that says how far it has come."""
    reply_ts: Mapped[str | None] = mapped_column(String(32))


class ApprovalState(StrEnum):
    """How far an approved answer has come."""

    PROPOSED = "proposed"
    """Waits for a second consultant."""
    AGREED = "agreed"
    """To be published."""
    PUBLISHED = "published"
    IN_REVIEW = "in_review"
    """To leave the search, or out of it, until somebody renews it."""
    ENDED = "ended"
    """Not to be found any more, or never published."""


class ApprovedAnswerRow(ShownRow, Base):
    """An answer that a consultant wrote and the library holds as a note."""

    __tablename__ = "approved_answers"
    __table_args__ = (Index("approved_answers_by_due", "due_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    hand_off_id: Mapped[str | None] = mapped_column(String(32))
    """Where it came from; that may be deleted before it."""
    document_id: Mapped[str] = mapped_column(String(512))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(String(64))
    author_team: Mapped[str] = mapped_column(String(32))
    author_user: Mapped[str] = mapped_column(String(32))
    second_team: Mapped[str | None] = mapped_column(String(32))
    second_user: Mapped[str | None] = mapped_column(String(32))
    responsible: Mapped[str] = mapped_column(Text)
    """The document's owner, as people call them."""
    review_by: Mapped[str] = mapped_column(String(10))
    """The last day it is used, as 2027-05-23."""
    rests_on: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Documents, versions and passages."""
    reason: Mapped[str] = mapped_column(Text)
    """Why it is in review or ended."""
    approved_at: Mapped[float]
    changed_at: Mapped[float]
    channel: Mapped[str] = mapped_column(String(32))
    card_ts: Mapped[str | None] = mapped_column(String(32))


class ReviewState(StrEnum):
    """How far a draft has come that a consultant reads before it is sent."""

    WAITING = "waiting"
    APPROVED = "approved"
    """To be sent, or sent, as it was drafted."""
    EDITED = "edited"
    REJECTED = "rejected"
    ENDED = "ended"
    """Nobody wants it any more."""


class ReviewRow(ShownRow, Base):
    """The review of a question's draft answer before it is sent; the draft is the question's answer."""

    __tablename__ = "reviews"
    __table_args__ = (Index("reviews_by_due", "due_at"),)

    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int]
    """The wording of the question that the draft answers."""
    audiences: Mapped[list[str]] = mapped_column(JSON)
    channel: Mapped[str] = mapped_column(String(32))
    edited: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The answer as the consultant changed it."""
    note: Mapped[str] = mapped_column(Text)
    handler_team: Mapped[str | None] = mapped_column(String(32))
    handler_user: Mapped[str | None] = mapped_column(String(32))
    asked_at: Mapped[float]
    closed_at: Mapped[float | None]
    card_ts: Mapped[str | None] = mapped_column(String(32))
    told_ts: Mapped[str | None] = mapped_column(String(32))
    """The message that tells the asker that the draft is being read."""
