"""Which consultants a question goes to, who may read it, and which answers they read before anybody else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.access.decision import Access
from bot.access.policy import AccessRole, Audiences
from bot.vocabulary import Answer, AnswerStatus
from knowledge.vocabulary import PUBLIC, Audience

_UNANSWERED = frozenset({AnswerStatus.NOT_COVERED, AnswerStatus.PARTIAL})
_READ_FIRST = frozenset({AnswerStatus.ANSWERED, AnswerStatus.PARTIAL})


@dataclass(frozen=True, slots=True)
class Route:
    """Questions of a theme, or near a document of an owner, go to this channel."""

    channel: str
    theme: str | None = None
    owner: str | None = None

    def fits(self, theme: str | None, owners: Collection[str]) -> bool:
        """Whether a question of this theme, near documents of these owners, goes here."""
        if self.theme is not None:
            return self.theme == theme
        return self.owner in owners


@dataclass(frozen=True, slots=True)
class HandOffRules:
    """What handoff.yaml says. ``remind_after`` is in seconds."""

    consultants: str
    routes: tuple[Route, ...] = ()
    remind_after: float = 86_400.0
    approved_days: int = 180
    reviewed_channels: frozenset[str] = frozenset()
    reviewed_audiences: Audiences = frozenset()

    @property
    def needs_theme(self) -> bool:
        """Whether any route asks for a question's theme."""
        return any(route.theme is not None for route in self.routes)

    def channel_for(self, theme: str | None, owners: Collection[str]) -> str:
        """The channel of the first route that fits, or else the consultants' own."""
        fitting = (route.channel for route in self.routes if route.fits(theme, owners))
        return next(fitting, self.consultants)

    def wants_review(self, asked_in: Collection[str], access: Access, is_alone: bool, answer: Answer) -> bool:
        """Whether a consultant reads an answer before it is sent; consultants who ask alone get theirs at once.

        ``asked_in`` are the channels of the question and of its answer.
        """
        if answer.status not in _READ_FIRST or (is_alone and access.role is not AccessRole.OFFICER):
            return False
        return bool(self.reviewed_channels.intersection(asked_in) or self.reviewed_audiences & access.audiences)


def can_be_handed_on(status: AnswerStatus) -> bool:
    """Whether an answer is offered to be handed on without anybody having disliked it."""
    return status in _UNANSWERED


def may_handle(access: Access, audiences: Audiences) -> bool:
    """Whether somebody may see and answer what was asked where ``audiences`` could be used."""
    return access.role is not AccessRole.OFFICER and audiences <= access.audiences


def offered_audiences(asked: Audiences, consultant: Audiences) -> list[Audience]:
    """For whom an answer can be kept: what the question's place allows and the consultant holds, public first."""
    return sorted(asked & consultant, key=lambda audience: (audience != PUBLIC, audience))


def may_rest_on(audience: Audience, passage: Audience) -> bool:
    """Whether an answer for ``audience`` may rest on a passage: everybody who may see the answer may open that."""
    return passage in (PUBLIC, audience)
