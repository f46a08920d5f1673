"""What a metric is, and what it scores."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.vocabulary import Answer
from evals.case import EvalCase

_MARKER = re.compile(r"\s?\[\d+\]")


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document of the library as it was when a case was asked."""

    title: str
    audience: str
    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case: the answer, how long it took, and what it can be checked against.

    ``passages`` are the texts of the cited chunks by chunk id; ``documents`` is the whole library by document id.
    """

    suite: str
    case: EvalCase
    answer: Answer
    milliseconds: float
    passages: Mapping[str, str]
    documents: Mapping[str, HeldDocument]

    @property
    def given(self) -> bool:
        """Whether anything was said about the subject."""
        return bool(self.answer.claims)

    @property
    def said(self) -> str:
        """What the bot itself says: its text without citation markers, and its notices.

        A notice that repeats a part of the question asserts nothing and is left out.
        """
        notices = [note for note in self.answer.notices if note.split(": ", 1)[-1] not in self.case.question]
        return "\n".join([_MARKER.sub("", self.answer.text), *notices])


@dataclass(frozen=True, slots=True)
class Score:
    """A value and what it is due to, for people."""

    value: float
    why: str


class Better(StrEnum):
    """Which way a metric is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Unit(StrEnum):
    """What a metric's values are."""

    SHARE = "share"
    COUNT = "count"
    WORDS = "words"
    MILLISECONDS = "ms"
    DOLLARS = "US$"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric's value over cases is the mean of the cases it scores; ``score`` gives None for the others.

    ``gated``: a significant change for the worse stops a release.
    """

    name: str
    title: str
    definition: str
    reference: str
    score: Callable[[Outcome], Score | None]
    better: Better = Better.HIGHER
    unit: Unit = Unit.SHARE
    gated: bool = True


def share(hits: int, of: int, why: str) -> Score:
    """A part of a whole. ``of`` is above zero."""
    return Score(hits / of, f"{hits} of {of}: {why}" if why else f"{hits} of {of}")
