"""The nouns of the assistant: what is asked and what is answered."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from knowledge.vocabulary import PUBLIC, Audience, Evidence, Kind


class AnswerStatus(StrEnum):
    """How a question went. Not knowing is a status; being broken is an error; both have a sentence for people."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_COVERED = "not_covered"
    CLARIFY = "clarify"
    OUT_OF_SCOPE = "out_of_scope"
    BLOCKED_PERSONAL_DATA = "blocked_personal_data"
    URGENT_SAFEGUARDING = "urgent_safeguarding"
    UNAVAILABLE = "unavailable"
    ERROR = "error"


class Role(StrEnum):
    """Who said a turn."""

    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, after which turns (oldest first), and the audiences whose documents may answer it."""

    id: str
    text: str
    history: tuple[Turn, ...] = ()
    audiences: frozenset[Audience] = frozenset({PUBLIC})


class ClaimKind(StrEnum):
    """How a sentence of an answer came about."""

    QUOTED = "quoted"
    WRITTEN = "written"
    COMPUTED = "computed"


class Verdict(StrEnum):
    """What checking a claim against its citations found."""

    SUPPORTED = "supported"
    PARTIALLY_SUPPORTED = "partially_supported"
    NOT_SUPPORTED = "not_supported"


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer with the numbers of its citations and the verdict on it."""

    text: str
    kind: ClaimKind
    citations: tuple[int, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Citation:
    """The proof of a claim: a verbatim quote, where it stands, and what sort of source that is."""

    number: int
    document_id: str
    version: int
    chunk_id: str
    title: str
    kind: Kind
    publisher: str | None
    place: str | None
    year: int | None
    locator: str
    heading: str
    quote: str
    url: str | None
    audience: Audience
    evidence: Evidence
    approved: str | None = None
    """The day a consultant approved it as an answer, such as 2026-11-23; None for every other document."""


@dataclass(frozen=True, slots=True)
class ClosestDocument:
    """A document near to a question that the library does not answer."""

    document_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A chunk the answer could have used."""

    chunk_id: str
    document_id: str
    audience: Audience
    score: float


@dataclass(frozen=True, slots=True)
class RefusedClaim:
    """A sentence a model wrote that was not shown, with the score (0 to 1) and the reasons of the check."""

    text: str
    verdict: Verdict
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call of a model took. ``cost_usd`` is None where the price is not known.

    ``is_estimated``: the provider did not say, so tokens are reckoned from the length of the texts.
    """

    input_tokens: int
    output_tokens: int
    seconds: float
    cost_usd: float | None
    is_estimated: bool = False

    def plus(self, other: Usage | None) -> Usage:
        """What both calls took together."""
        if other is None:
            return self
        known = self.cost_usd is not None and other.cost_usd is not None
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            round(self.seconds + other.seconds, 3),
            (self.cost_usd or 0.0) + (other.cost_usd or 0.0) if known else None,
            self.is_estimated or other.is_estimated,
        )


STOPPED = frozenset(
    {
        AnswerStatus.OUT_OF_SCOPE,
        AnswerStatus.BLOCKED_PERSONAL_DATA,
        AnswerStatus.URGENT_SAFEGUARDING,
        AnswerStatus.UNAVAILABLE,
        AnswerStatus.ERROR,
    }
)
"""Statuses of questions that were turned away: nothing later in a conversation leans on them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question. ``confidence`` is the probability that the library answers it.

    ``text`` carries markers such as [1]; ``notices`` are the bot's own words about its sources. ``refused`` is what a
    model wrote and nobody was shown: kept with the answer, never part of its JSON.
    """

    id: str
    question: str
    status: AnswerStatus
    text: str
    claims: tuple[Claim, ...] = ()
    notices: tuple[str, ...] = ()
    confidence: float = 0.0
    closest: tuple[ClosestDocument, ...] = ()
    citations: tuple[Citation, ...] = ()
    retrieved: tuple[Retrieved, ...] = ()
    model: str = "extractive"
    prompt: str | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)
    usage: Usage | None = None
    refused: tuple[RefusedClaim, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer in the form outside checks rely on, without what was refused.

        A citation says ``approved`` only where there is something to say.
        """
        found = {name: value for name, value in asdict(self).items() if name != "refused"}
        for citation in found["citations"]:
            if citation["approved"] is None:
                del citation["approved"]
        return found
