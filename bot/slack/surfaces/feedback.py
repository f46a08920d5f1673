"""Thumbs up, thumbs down, and why."""

from __future__ import annotations

from slack_bolt import Ack, App

from bot.guard.personal_data import find_personal_data, without
from bot.slack.desk import Desk
from bot.slack.hand_offs import may_be_handed_on
from bot.slack.messages import feedback as form
from bot.slack.messages.actions import FEEDBACK, GOOD
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.places import presser


def register(app: App, desk: Desk) -> None:
    """Record opinions; ask for the reason of a bad one."""

    def rate(ack: Ack, body: Body, action: Body) -> None:
        verdict, _, question_id = action["value"].partition(":")
        desk.records.feedback.rate(question_id, presser(body), helpful=verdict == GOOD)
        ack()
        if verdict != GOOD:
            who, question = presser(body), desk.records.questions.find(question_id)
            can_hand_on = desk.can_hand_on and may_be_handed_on(question, who)
            view = form.reasons_modal(question_id, can_hand_on)
            desk.client.views_open(trigger_id=body["trigger_id"], view=view)

    def give_reasons(ack: Ack, body: Body, view: Body) -> None:
        question_id = view["private_metadata"]
        reasons, comment = form.given_reasons(view)
        comment = without(comment, find_personal_data(comment, desk.guard.patterns))
        desk.records.feedback.explain(question_id, presser(body), reasons, comment)
        ack()

    app.action(FEEDBACK)(rate)
    app.view(form.CALLBACK)(give_reasons)
