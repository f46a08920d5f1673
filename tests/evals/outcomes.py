"""Outcomes of cases, made to measure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.vocabulary import Answer, AnswerStatus, Citation, Claim, ClaimKind, Retrieved, Verdict
from evals.case import EvalCase
from evals.metrics.metric import HeldDocument, Outcome
from knowledge.vocabulary import PUBLIC, Audience, Evidence, Kind

DOCUMENTS = {
    "a": HeldDocument("Fostering in Kent", PUBLIC, 1, "aa"),
    "b": HeldDocument("Telecare trial", PUBLIC, 1, "bb"),
    "secret": HeldDocument("Review of Borchester", "client:borchester", 1, "cc"),
}
TEXT = "Fostering cost 12% less. It held for 30 days."


def case(**fields: Any) -> EvalCase:
    """A case that asks about fostering."""
    return EvalCase.model_validate({"id": "one", "question": "Is fostering cheaper?", **fields})


def cited(document: str, number: int = 1, quote: str = "Fostering cost 12% less.") -> Citation:
    """A citation of a document's only chunk."""
    held = DOCUMENTS[document]
    return Citation(
        number=number,
        document_id=document,
        version=1,
        chunk_id=f"{document}@1#0",
        title=held.title,
        kind=Kind.REPORT,
        publisher=None,
        place=None,
        year=2024,
        locator="paragraph 1",
        heading="",
        quote=quote,
        url=None,
        audience=Audience(held.audience),
        evidence=Evidence.EVALUATION,
    )


def answered(
    *claims: tuple[str, Sequence[int]],
    citations: Sequence[Citation] = (),
    found: Sequence[tuple[str, float]] = (),
    **fields: Any,
) -> Answer:
    """An answer of ``claims``, each with the numbers it cites; documents ``found`` with their scores."""
    text = " ".join(f"{claim} {''.join(f'[{number}]' for number in numbers)}".strip() for claim, numbers in claims)
    values: dict[str, Any] = {
        "id": "one",
        "question": "Is fostering cheaper?",
        "status": AnswerStatus.ANSWERED if claims else AnswerStatus.NOT_COVERED,
        "text": text or "The library does not cover this.",
        "claims": tuple(Claim(claim, ClaimKind.QUOTED, tuple(numbers), Verdict.SUPPORTED) for claim, numbers in claims),
        "citations": tuple(citations),
        "retrieved": tuple(Retrieved(f"{name}@1#0", name, PUBLIC, score) for name, score in found),
        "confidence": 0.7 if claims else 0.1,
        **fields,
    }
    return Answer(**values)


def outcome(asked: EvalCase, answer: Answer, suite: str = "facts", milliseconds: float = 120.0) -> Outcome:
    """What became of a case, every cited passage reading TEXT."""
    passages = {citation.chunk_id: TEXT for citation in answer.citations}
    return Outcome(suite, asked, answer, milliseconds, passages, DOCUMENTS)
