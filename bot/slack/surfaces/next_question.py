"""Somebody presses one of the questions offered."""

from __future__ import annotations

import re

from slack_bolt import Ack, App

from bot.records.questions import NewQuestion, Surface
from bot.slack.desk import Desk
from bot.slack.messages.actions import NEXT_QUESTION
from bot.slack.messages.notice import IN_MESSAGES
from bot.slack.surfaces.events import Body


def register(app: App, desk: Desk) -> None:
    """Ask the question where the button stands: in the thread, privately, or from the Home tab in direct messages."""

    def ask(ack: Ack, body: Body, action: Body) -> None:
        stored = desk.reception.take_in(_question(body, action))
        ack()
        if stored is None:
            return
        desk.reception.begin(stored)
        if body["container"]["type"] == "view":
            desk.client.views_open(trigger_id=body["trigger_id"], view=_asked())

    app.action(re.compile(f"^{NEXT_QUESTION}_"))(ask)


def _question(body: Body, action: Body) -> NewQuestion:
    container, user = body["container"], body["user"]
    team = user.get("team_id") or body["team"]["id"]
    key = f"action:{user['id']}:{action['action_ts']}:{action['action_id']}"
    if container["type"] == "view":
        return NewQuestion(key, Surface.BUTTON, team, user["id"], user["id"], action["value"])
    channel = container["channel_id"]
    if container.get("is_ephemeral"):
        return NewQuestion(
            key, Surface.COMMAND, team, user["id"], channel, action["value"], response_url=body["response_url"]
        )
    thread = container.get("thread_ts") or container["message_ts"]
    return NewQuestion(key, Surface.BUTTON, team, user["id"], channel, action["value"], thread_ts=thread)


def _asked() -> Body:
    words = {"type": "section", "text": {"type": "plain_text", "text": IN_MESSAGES}}
    title = {"type": "plain_text", "text": "Insights"}
    return {"type": "modal", "title": title, "close": {"type": "plain_text", "text": "Close"}, "blocks": [words]}
