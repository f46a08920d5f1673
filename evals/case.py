"""An evaluation case: a question and what a good answer to it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.vocabulary import AnswerStatus, Question, Role, Turn
from evals.facts import fact_homes
from knowledge.errors import InsightsError
from knowledge.vocabulary import PUBLIC, Audience, parse_audience

GIVEN = frozenset({AnswerStatus.ANSWERED, AnswerStatus.PARTIAL})
"""The statuses of an answer that says something about the subject."""
DECLINED = frozenset({AnswerStatus.NOT_COVERED, AnswerStatus.OUT_OF_SCOPE})
"""The statuses of saying that the library does not hold it."""
FAULTS = frozenset({AnswerStatus.UNAVAILABLE, AnswerStatus.ERROR})
"""What nobody can expect."""


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _no_fault(status: AnswerStatus) -> AnswerStatus:
    if status in FAULTS:
        raise ValueError(f"{status} is a fault, which no case can expect")
    return status


def _known_audience(name: str) -> Audience:
    try:
        return parse_audience(name)
    except InsightsError as error:
        raise ValueError(str(error)) from error


def _known_fact(identifier: str) -> str:
    if identifier not in fact_homes():
        raise ValueError(f"no fact {identifier!r} in knowledge/reference/facts.csv")
    return identifier


Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
Expected = Annotated[AnswerStatus, AfterValidator(_no_fault)]
AudienceName = Annotated[str, AfterValidator(_known_audience)]
Fact = Annotated[str, AfterValidator(_known_fact)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class EvalTurn(_Part):
    """An earlier message of the conversation."""

    role: Role
    text: str


class KeyFact(_Part):
    """Something a good answer says: ``say`` tells people, ``any`` are the wordings that count, one of which occurs."""

    say: Text
    any: Annotated[list[Text], Field(min_length=1)]


class Figure(_Part):
    """A number a good answer gives, with its unit ("%", "£", "days", none); ``tolerance`` is relative (0.05: 5 %)."""

    value: float
    unit: str = ""
    tolerance: Annotated[float, Field(ge=0, lt=1)] = 0.0


class FrozenPassage(_Part):
    """A passage that was found when the question was asked in earnest, as it read then."""

    document: Text
    text: str


class EvalCase(_Part):
    """A question and what a good answer to it holds: docs/evaluation.md explains each field."""

    id: Text
    question: Text
    history: list[EvalTurn] = []
    audiences: Annotated[list[AudienceName], Field(min_length=1)] = [PUBLIC]
    expect: Annotated[list[Expected], BeforeValidator(_as_list), Field(min_length=1)] = [AnswerStatus.ANSWERED]
    documents: list[Text] = []
    facts: list[Fact] = []
    key_facts: list[KeyFact] = []
    figures: list[Figure] = []
    withheld: list[Text] = []
    forbidden: list[Text] = []
    answer: str = ""
    """What a good answer is, for readers."""
    note: str = ""
    """Why the case is there, for readers."""
    passages: list[FrozenPassage] = []
    """For readers: what a draft from use was found to rest on."""
    tags: list[Text] = []
    half: Literal["tune", "held_back"] | None = None

    @model_validator(mode="after")
    def _agrees(self) -> EvalCase:
        both = set(self.accepted()) & set(self.withheld)
        if both:
            raise ValueError(f"{min(both)} is accepted and withheld at once")
        if not self.answerable and (self.documents or self.facts):
            raise ValueError("names documents or facts that answer it, but expects no answer")
        return self

    @property
    def answerable(self) -> bool:
        """Whether an answer may be given."""
        return not GIVEN.isdisjoint(self.expect)

    @property
    def must_be_answered(self) -> bool:
        """Whether nothing but an answer will do."""
        return GIVEN.issuperset(self.expect)

    @property
    def must_be_declined(self) -> bool:
        """Whether nothing but saying that the library does not hold it will do."""
        return DECLINED.issuperset(self.expect)

    def accepted(self) -> tuple[str, ...]:
        """The documents that may be cited for it: those named, or else those where its facts stand."""
        return tuple(dict.fromkeys(self.documents or [fact_homes()[fact] for fact in self.facts]))


def as_question(case: EvalCase, audiences: Iterable[Audience] | None = None) -> Question:
    """The case as somebody's question."""
    history = tuple(Turn(turn.role, turn.text) for turn in case.history)
    held = case.audiences if audiences is None else audiences
    return Question(case.id, case.question, history, frozenset(Audience(name) for name in held))
