"""What the surfaces need, in one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk import WebClient

from bot.answering.next_questions import NextQuestions
from bot.guard.configuration import GuardConfiguration
from bot.records.database import Records
from bot.slack.directory import Directory
from bot.slack.places import Places
from bot.slack.reception import Reception
from bot.slack.responder import Responder
from bot.slack.status import Status
from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.history import History
from knowledge.catalogue.originals import Originals
from knowledge.prevention_map.published import PublishedMaps


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a surface may use."""

    client: WebClient
    bot_user: str
    records: Records
    catalogue: Catalogue
    history: History
    originals: Originals
    maps: PublishedMaps
    reception: Reception
    responder: Responder
    status: Status
    places: Places
    directory: Directory
    next_questions: NextQuestions
    guard: GuardConfiguration
    ring: Callable[[], None]
    """Wakes a worker."""
    can_hand_on: bool = False
    """Whether there are consultants whom officers can ask."""
