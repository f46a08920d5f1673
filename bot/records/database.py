"""The records' database: opened, migrated, and turned into its concerns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, inspect

from bot.records.answers import Answers
from bot.records.approved_answers import ApprovedAnswers
from bot.records.audit import Audit
from bot.records.conversations import Conversations
from bot.records.corrections import Corrections
from bot.records.feedback import Feedback
from bot.records.figures import Figures
from bot.records.gaps import Gaps
from bot.records.hand_offs import HandOffs
from bot.records.inbox import Inbox
from bot.records.questions import Questions
from bot.records.queue import Queue
from bot.records.retention import Retention
from bot.records.reviews import Reviews
from bot.records.sendings import Sendings
from bot.records.shortcomings import Shortcomings
from bot.records.spending import Spending
from bot.records.subject_access import SubjectAccess
from bot.records.submissions import Submissions
from bot.records.subscribers import Subscribers
from bot.records.switches import Switches
from bot.records.tables import Base
from knowledge.catalogue.database import connect, upgrade
from knowledge.errors import InsightsError

_MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Records:
    """What happened: questions and how far they have come, conversations, answers, feedback, and the audit of it."""

    inbox: Inbox
    queue: Queue
    questions: Questions
    conversations: Conversations
    answers: Answers
    feedback: Feedback
    audit: Audit
    switches: Switches
    retention: Retention
    subject_access: SubjectAccess
    corrections: Corrections
    submissions: Submissions
    shortcomings: Shortcomings
    spending: Spending
    gaps: Gaps
    sendings: Sendings
    subscribers: Subscribers
    figures: Figures
    hand_offs: HandOffs
    approved_answers: ApprovedAnswers
    reviews: Reviews


def records_engine(home: Path, url: str | None) -> Engine:
    """The database at ``url``, or a SQLite file of its own in ``home``."""
    return connect(url or f"sqlite:///{home / 'records.sqlite'}")


def migrate_records(engine: Engine) -> None:
    """Bring the records' tables to the newest schema. Raises InsightsError when the database cannot be opened."""
    upgrade(engine, _MIGRATIONS, "records_version")


def open_records(engine: Engine) -> Records:
    """Raises InsightsError when the tables are missing."""
    if not set(Base.metadata.tables) <= set(inspect(engine).get_table_names()):
        raise InsightsError("the records have no tables yet, or old ones: run `insights migrate`")
    return Records(
        inbox=Inbox(engine),
        queue=Queue(engine),
        questions=Questions(engine),
        conversations=Conversations(engine),
        answers=Answers(engine),
        feedback=Feedback(engine),
        audit=Audit(engine),
        switches=Switches(engine),
        retention=Retention(engine),
        subject_access=SubjectAccess(engine),
        corrections=Corrections(engine),
        submissions=Submissions(engine),
        shortcomings=Shortcomings(engine),
        spending=Spending(engine),
        gaps=Gaps(engine),
        sendings=Sendings(engine),
        subscribers=Subscribers(engine),
        figures=Figures(engine),
        hand_offs=HandOffs(engine),
        approved_answers=ApprovedAnswers(engine),
        reviews=Reviews(engine),
    )
