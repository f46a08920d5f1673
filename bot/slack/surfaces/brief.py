"""Somebody wants a thread's answers as a document."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from slack_bolt import Ack, App

from bot.access.decision import Access
from bot.briefing.markdown import note_as_markdown
from bot.briefing.note import BriefingNote, briefing_note
from bot.records.person import Person
from bot.slack.audited import note_sent
from bot.slack.desk import Desk
from bot.slack.files import File, send_files
from bot.slack.messages.actions import BRIEF
from bot.slack.messages.notice import BRIEFED, NO_NOTE, notice
from bot.slack.posting import post
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.places import presser
from bot.vocabulary import Answer
from knowledge.errors import InsightsError

SHORTCUT = "make_briefing_note"


def register(app: App, desk: Desk) -> None:
    """Send the note to whoever asked for it alone; what they may see is decided now, not when it was answered."""

    def from_button(ack: Ack, body: Body, action: Body) -> None:
        ack()
        _send(desk, presser(body), _of_question(desk, action["value"], body["container"]))

    def from_message(ack: Ack, shortcut: Body) -> None:
        ack()
        message, channel = shortcut["message"], shortcut["channel"]["id"]
        thread = message.get("thread_ts") or message["ts"]
        _send(desk, presser(shortcut), desk.records.conversations.answers_in(channel, thread))

    app.action(BRIEF)(from_button)
    app.message_shortcut(SHORTCUT)(from_message)


def _of_question(desk: Desk, question_id: str, container: Body) -> list[Answer]:
    """The answers of the question's thread; of one that was answered elsewhere, only the one that is shown here."""
    question = desk.records.questions.find(question_id)
    if question and question.thread_ts and question.channel == container.get("channel_id"):
        return desk.records.conversations.answers_in(question.channel, question.thread_ts)
    answer = desk.records.answers.find(question_id)
    return [answer] if answer else []


def _send(desk: Desk, who: Person, answers: Sequence[Answer]) -> None:
    access = desk.places.alone(who.team, who.user)
    try:
        note = briefing_note(answers, desk.catalogue, access.audiences, dt.date.today())
    except InsightsError:
        post(desk.client, who.user, notice(NO_NOTE))
        return
    _record(desk, who, access, note)
    send_files(desk.client, who.user, notice(BRIEFED), _files(note))


def _record(desk: Desk, who: Person, access: Access, note: BriefingNote) -> None:
    desk.records.audit.record(note_sent(who, access, sorted({citation.chunk_id for citation in note.references})))


def _files(note: BriefingNote) -> list[File]:
    from bot.briefing.word import note_as_word

    name = re.sub(r"\W+", "-", note.sections[0].question.lower()).strip("-")[:60] or "note"
    return [
        File(f"briefing-note-{name}.docx", note.title, note_as_word(note)),
        File(f"briefing-note-{name}.md", note.title, note_as_markdown(note).encode("utf-8")),
    ]
