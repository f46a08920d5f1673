"""Puts the Slack side together."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from slack_bolt import App
from slack_sdk import WebClient

from bot.access.policy import Policy
from bot.adding.changes import Forecast
from bot.answering.assistant import Assistant
from bot.answering.next_questions import NextQuestions
from bot.gaps.known_themes import KnownTheme
from bot.guard.configuration import GuardConfiguration
from bot.hand_off.rules import HandOffRules
from bot.records.database import Records
from bot.slack.adding import Adding
from bot.slack.approved_answers import ApprovedAnswers
from bot.slack.cards import Cards
from bot.slack.client import Abilities, courtesy_client, identify
from bot.slack.consulting import Consulting
from bot.slack.corrections import Corrections
from bot.slack.daily_purge import DailyPurge
from bot.slack.delivery import Delivery
from bot.slack.desk import Desk
from bot.slack.directory import Directory
from bot.slack.errands import Errands
from bot.slack.faults import without_words
from bot.slack.hand_offs import HandOffs, Theme
from bot.slack.places import Places
from bot.slack.reception import Limits, Reception
from bot.slack.responder import Responder
from bot.slack.reviews import Reviews
from bot.slack.scopes import missing_scopes
from bot.slack.sender import Sender
from bot.slack.status import Status
from bot.slack.surfaces import adding as adding_surface
from bot.slack.surfaces import (
    approved_answer,
    ask_consultant,
    brief,
    command,
    direct_message,
    dropped,
    edits,
    estimate,
    feedback,
    gaps,
    home,
    map_draw,
    mention,
    next_question,
    originals,
    readers,
    review,
    share,
    shortcut,
    sources,
    stop,
    thread_reply,
    whats_new,
)
from bot.slack.surfaces import hand_off as hand_off_surface
from bot.slack.worker import Workers
from knowledge.opening import Library
from knowledge.prevention_map.published import PublishedMaps

_log = logging.getLogger(__name__)

_LISTENERS = 32
"""Threads for what follows an acknowledgement: Bolt's own five would be blocked by five slow calls to Slack."""


@dataclass(frozen=True, slots=True)
class SlackBot:
    """The listeners, the workers behind them, and what looks after the records."""

    app: App
    workers: Workers
    daily_purge: DailyPurge
    adding: Adding
    corrections: Corrections
    errands: Errands
    consulting: Consulting | None

    def start(self) -> None:
        """Begin all work."""
        for part in (self.workers, self.daily_purge, self.adding, self.corrections, self.errands, self.consulting):
            if part is not None:
                part.start()

    def finish(self, seconds: float) -> None:
        """Finish the answers begun, within ``seconds``; other work is left for the next start."""
        for part in (self.daily_purge, self.adding, self.corrections, self.errands, self.consulting):
            if part is not None:
                part.finish()
        self.workers.finish(seconds)


def slack_bot(
    client: WebClient,
    signing_secret: str | None,
    library: Library,
    assistant: Assistant,
    records: Records,
    policy: Policy | None,
    guard: GuardConfiguration,
    limits: Limits,
    records_days: int,
    forecast: Forecast,
    themes: Sequence[KnownTheme],
    hand_off: HandOffRules | None = None,
    theme_of: Theme = lambda question: None,
) -> SlackBot:
    """A bot that is ready to be connected; without ``hand_off`` rules nothing goes to consultants.

    Raises InsightsError when Slack refuses the token.
    """
    identity = identify(client)
    if missing := missing_scopes(identity.scopes):
        _log.warning("the app lacks scopes: %s. `insights doctor` says what each is for", ", ".join(missing))
    abilities = Abilities()
    status = Status(courtesy_client(client), abilities)
    directory = Directory(client, identity.team_id, identity.user)
    places = Places(policy, directory, identity.team_id)
    can_hand_on = hand_off is not None
    delivery = Delivery(client, abilities, records, identity.user, can_hand_on)
    next_questions = NextQuestions(assistant, library.catalogue)
    cards = Cards(client)
    reviews = Reviews(cards, records, library.catalogue, places, hand_off) if hand_off else None
    responder = Responder(records, assistant, next_questions, delivery, status, places, limits.at_once, reviews)
    workers = Workers(records, responder, limits.at_once)
    reception = Reception(courtesy_client(client), records, status, guard, workers.ring, limits)
    desk = Desk(
        client=client,
        bot_user=identity.user,
        records=records,
        catalogue=library.catalogue,
        history=library.history,
        originals=library.originals,
        maps=PublishedMaps(library.catalogue),
        reception=reception,
        responder=responder,
        status=status,
        places=places,
        directory=directory,
        next_questions=next_questions,
        guard=guard,
        ring=workers.ring,
        can_hand_on=can_hand_on,
    )
    app = App(
        client=client,
        signing_secret=signing_secret or "",
        listener_executor=ThreadPoolExecutor(_LISTENERS, "listener"),
    )
    app.error(_log_fault)
    adding = Adding(client, identity.user, records, library, guard, places, directory, forecast)
    consulting = None
    if hand_off is None or reviews is None:
        records.reviews.let_go()
    else:
        hand_offs = HandOffs(cards, records, library, places, guard, hand_off, theme_of)
        approved = ApprovedAnswers(cards, records, library, places)
        consulting = _consulting(app, desk, hand_off, hand_offs, reviews, approved)
    _register(app, desk, abilities, adding)
    corrections = Corrections(client, identity.user, records, library, places)
    sender = Sender(client, records.sendings)
    errands = Errands(sender, records, library, assistant, places, themes, hand_off.consultants if hand_off else None)
    purge = DailyPurge(records.retention, records_days)
    return SlackBot(app, workers, purge, adding, corrections, errands, consulting)


def _consulting(
    app: App, desk: Desk, rules: HandOffRules, hand_offs: HandOffs, reviews: Reviews, approved: ApprovedAnswers
) -> Consulting:
    """What keeps hand-offs, drafts and approved answers going, and their surfaces."""
    consulting = Consulting([hand_offs, reviews, approved], approved.look)
    ask_consultant.register(app, desk, hand_offs, consulting)
    hand_off_surface.register(app, desk, hand_offs, consulting)
    review.register(app, desk, reviews, consulting)
    approved_answer.register(app, desk, hand_offs, approved, rules, consulting)
    return consulting


def _register(app: App, desk: Desk, abilities: Abilities, adding: Adding) -> None:
    """Every surface; the first takes files before they are taken for questions, the last what the others leave."""
    adding_surface.register(app, desk, adding)
    surfaces: list[Callable[[App, Desk], None]] = [
        mention.register,
        direct_message.register,
        thread_reply.register,
        edits.register,
        stop.register,
        readers.register,
        command.register,
        shortcut.register,
        next_question.register,
        sources.register,
        originals.register,
        feedback.register,
        share.register,
        brief.register,
        estimate.register,
        map_draw.register,
        gaps.register,
        whats_new.register,
    ]
    for register in surfaces:
        register(app, desk)
    home.register(app, desk, abilities)
    dropped.register(app)


def _log_fault(error: Exception) -> None:
    """Log what kind of fault it was and where, never its message: that may quote what somebody wrote."""
    _log.error("listener: %s", type(error).__name__, exc_info=without_words(error))
