""" "Ask Insights" on somebody's message."""

from __future__ import annotations

from slack_bolt import Ack, App

from bot.records.questions import NewQuestion, Surface
from bot.slack.desk import Desk
from bot.slack.messages import asking
from bot.slack.question_text import question_text
from bot.slack.surfaces.events import Body

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
        if not text.strip():
            ack(response_action="errors", errors={asking.QUESTION: "Please write a question."})
            return
        user = body["user"]
        stored = desk.reception.take_in(
            NewQuestion(
                event_key=f"view:{view['id']}",
                surface=Surface.SHORTCUT,
                team=user.get("team_id") or body["team"]["id"],
                user=user["id"],
                channel=user["id"] if private else channel,
                text=text,
                thread_ts=None if private else thread,
            )
        )
        ack()
        if stored is not None:
            desk.reception.begin(stored)

    app.message_shortcut(SHORTCUT)(open_form)
    app.view(asking.CALLBACK)(ask)
