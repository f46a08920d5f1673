"""The App Home and the prompts of the Messages tab."""

from __future__ import annotations

import datetime as dt
import time

from slack_bolt import App
from slack_sdk.web import SlackResponse

from bot.access.decision import Access
from bot.gaps.figures import owner_figures
from bot.gaps.overview import GapView
from bot.gaps.reading import gaps_for
from bot.gaps.rules import sees_figures, sees_gaps
from bot.records.person import Person
from bot.slack.client import Abilities
from bot.slack.desk import Desk
from bot.slack.messages.figures import figures_panel
from bot.slack.messages.gaps import gaps_panel
from bot.slack.messages.home import home_view
from bot.slack.messages.message import Block
from bot.slack.messages.queue import queue_panel
from bot.slack.messages.whats_new import whats_new_panel
from bot.slack.surfaces.events import Body
from bot.slack.waiting import waiting_for

_ON_HOME, _IN_MESSAGES = 3, 4
_PROMPT_TITLE = "Ask about prevention and early intervention"
_DAYS = 30
"""That the figures are about."""


def register(app: App, desk: Desk, abilities: Abilities) -> None:
    """Say what the bot knows, and offer questions that it can answer."""

    def opened(event: Body, body: Body) -> None:
        if event.get("tab") != "messages":
            publish_home(desk, Person(body["team_id"], event["user"]))
            return
        audiences = desk.places.alone(body["team_id"], event["user"]).audiences
        examples = desk.next_questions.examples(audiences, _IN_MESSAGES)

        def set_prompts() -> SlackResponse:
            prompts = [{"title": example, "message": example} for example in examples]
            return desk.client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], title=_PROMPT_TITLE, prompts=prompts
            )

        abilities.attempt("assistant.threads.setSuggestedPrompts", set_prompts)

    app.event("app_home_opened")(opened)


def publish_home(desk: Desk, who: Person) -> None:
    """Show somebody their Home tab as it is now."""
    access = desk.places.alone(who.team, who.user)
    documents = desk.catalogue.documents(access.audiences)
    examples = desk.next_questions.examples(access.audiences, _ON_HOME)
    panels = [*_queue(desk, access, who), whats_new_panel(desk.records.subscribers.has(who)), *_panels(desk, access)]
    desk.client.views_publish(user_id=who.user, view=home_view(documents, examples, panels))


def _queue(desk: Desk, access: Access, who: Person) -> list[list[Block]]:
    """What waits for somebody who is a consultant, where questions are handed on."""
    if not desk.can_hand_on or not sees_gaps(access):
        return []
    return [queue_panel(waiting_for(desk.records, access), who)]


def _panels(desk: Desk, access: Access) -> list[list[Block]]:
    """What consultants and administrators see besides."""
    if not sees_gaps(access):
        return []
    gaps = gaps_for(desk.records.gaps, desk.catalogue, access.audiences)
    return [gaps_panel(gaps), *([_figures(desk, access, gaps)] if sees_figures(access) else [])]


def _figures(desk: Desk, access: Access, gaps: list[GapView]) -> list[Block]:
    now = time.time()
    counted = desk.records.figures.count(now - _DAYS * 86_400, now)
    documents = desk.catalogue.documents(access.audiences)
    return figures_panel(owner_figures(_DAYS, counted, gaps, documents, dt.date.today()))
