"""How questions go to consultants, as people write it: handoff.yaml."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from pathlib import Path

from pydantic import Field, model_validator

from bot.access.policy_file import AudienceName, ChannelId
from bot.hand_off.rules import HandOffRules, Route
from bot.yaml_settings import Strict, read_settings
from knowledge.errors import InsightsError


class _Route(Strict):
    theme: str | None = None
    owner: str | None = None
    channel: ChannelId

    @model_validator(mode="after")
    def _says_when(self) -> _Route:
        if (self.theme is None) == (self.owner is None):
            raise ValueError("a route needs either theme or owner")
        return self


class _Review(Strict):
    channels: tuple[ChannelId, ...] = ()
    audiences: tuple[AudienceName, ...] = ()


class _HandOffFile(Strict):
    consultants: ChannelId
    routes: tuple[_Route, ...] = ()
    remind_after_hours: float = Field(default=24, gt=0)
    approved_days: int = Field(default=180, ge=1)
    review: _Review = _Review()


def load_hand_off(path: Path, themes: Collection[str]) -> HandOffRules:
    """The rules in a file. Raises InsightsError naming the key that is wrong, or a theme that is none of ``themes``."""
    told = read_settings(path, _HandOffFile)
    for route in told.routes:
        if route.theme is not None and route.theme not in themes:
            nearest = difflib.get_close_matches(route.theme, list(themes), n=1, cutoff=0.0)
            raise InsightsError(f"{path}: routes: no theme {route.theme!r}; the nearest is {nearest[0]!r}")
    return HandOffRules(
        consultants=told.consultants,
        routes=tuple(Route(route.channel, route.theme, route.owner) for route in told.routes),
        remind_after=told.remind_after_hours * 3600,
        approved_days=told.approved_days,
        reviewed_channels=frozenset(told.review.channels),
        reviewed_audiences=frozenset(told.review.audiences),
    )
