""" "Ask Insights" on somebody's message."""

from __future__ import annotations

from slack_bolt import Ack, App

from bot.records.audit import Event, What
from bot.records.person import Person
from bot.records.questions import NewQuestion, Surface
from bot.slack.desk import Desk
from bot.slack.messages import asking
from bot.slack.question_text import question_text
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.places import presser

SHORTCUT = "ask_insights"


def register(app: App, desk: Desk) -> None:
    """Open a form with the message's text as the question; answer where its sender wants."""

    def open_form(ack: Ack, shortcut: Body) -> None:
        ack()
        message = shortcut["message"]
        thread = message.get("thread_ts") or message["ts"]
        form = asking.asking_modal(question_text(message.get("text", "")), shortcut["channel"]["id"], thread)
        desk.client.views_open(trigger_id=shortcut["trigger_id"], view=form)

    def ask(ack: Ack, body: Body, view: Body) -> None:
        text, private, channel, thread = asking.asked_in(view)
        text = text.strip()
        who = presser(body)
        wrong = _wrong_with(text, who, channel, desk)
        if wrong:
            ack(response_action="errors", errors={asking.QUESTION: wrong})
            return
        stored = desk.reception.take_in(
            NewQuestion(
                event_key=f"view:{view['id']}",
                surface=Surface.SHORTCUT,
                team=who.team,
                user=who.user,
                channel=who.user if private else channel,
                text=text,
                thread_ts=None if private else thread,
            )
        )
        ack()
        if stored is not None:
            desk.reception.begin(stored)

    app.message_shortcut(SHORTCUT)(open_form)
    app.view(asking.CALLBACK)(ask)


def _wrong_with(text: str, who: Person, channel: str, desk: Desk) -> str | None:
    """What to tell somebody whose question cannot be taken in; that it was blocked is recorded."""
    if not text:
        return "Please write a question."
    if (too_long := desk.reception.too_long(text)) is not None:
        return too_long
    if (caught := desk.reception.caught(text)) is not None:
        about = {"surface": Surface.SHORTCUT, "reason": caught.status}
        desk.records.audit.record(Event(What.BLOCKED, who, channel, about))
        return caught.text
    return None
