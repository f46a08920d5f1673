"""An officer asks for a consultant, with one press below an answer."""

from __future__ import annotations

from slack_bolt import Ack, App, Respond

from bot.records.person import Person
from bot.slack.consulting import Consulting
from bot.slack.desk import Desk
from bot.slack.hand_offs import HandOffs, may_be_handed_on
from bot.slack.messages import hand_off as shown
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.places import presser


def register(app: App, desk: Desk, hand_offs: HandOffs, consulting: Consulting) -> None:
    """Stored before Slack is told that the button was pressed."""

    def ask(ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        words = _asked(desk, hand_offs, presser(body), action["value"])
        ack()
        consulting.ring()
        if body["container"]["type"] == "view":
            desk.client.views_push(trigger_id=body["trigger_id"], view=_said(words))
        else:
            respond(words, replace_original=False, response_type="ephemeral")

    app.action(shown.ASK)(ask)


def _asked(desk: Desk, hand_offs: HandOffs, who: Person, question_id: str) -> str:
    """Hand the question on; what its asker is told."""
    question = desk.records.questions.find(question_id)
    if question is not None and (question.team, question.user) != (who.team, who.user):
        return shown.NOT_YOURS_TO_ASK
    if question is None or not may_be_handed_on(question, who):
        return shown.NO_LONGER
    if hand_offs.request(question, desk.records.answers.find(question_id)) is None:
        return shown.ASKED_ALREADY
    return shown.ASKED if question.thread_ts else shown.ASKED_PRIVATELY


def _said(words: str) -> Body:
    title = {"type": "plain_text", "text": "Ask a consultant"}
    said = {"type": "section", "text": {"type": "plain_text", "text": words}}
    return {"type": "modal", "title": title, "close": {"type": "plain_text", "text": "Close"}, "blocks": [said]}
