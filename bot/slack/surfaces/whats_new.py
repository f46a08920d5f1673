"""Somebody wants to hear of new documents, or no longer."""

from __future__ import annotations

from slack_bolt import Ack, App

from bot.slack.desk import Desk
from bot.slack.messages.whats_new import TURN_OFF, TURN_ON
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.home import publish_home
from bot.slack.surfaces.places import presser


def register(app: App, desk: Desk) -> None:
    """The button in App Home."""

    def turn_on(ack: Ack, body: Body) -> None:
        who = presser(body)
        desk.records.subscribers.add(who)
        ack()
        publish_home(desk, who)

    def turn_off(ack: Ack, body: Body) -> None:
        who = presser(body)
        desk.records.subscribers.remove(who)
        ack()
        publish_home(desk, who)

    app.action(TURN_ON)(turn_on)
    app.action(TURN_OFF)(turn_off)
