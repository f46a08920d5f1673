"""What the audit is told of answers: on what grounds, from what, and who opened or shared them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bot.access.decision import Access, Reason
from bot.records.audit import Event, What
from bot.records.person import Person
from bot.records.questions import StoredQuestion
from bot.vocabulary import Answer


def answering(question: StoredQuestion, access: Access) -> Event:
    """Sentences about to be shown before their answer is complete."""
    details = {"question": question.id, "attempt": question.attempts, "access": _grounds(access)}
    return Event(What.ANSWERING, Person(question.team, question.user), question.channel, details)


def answered(question: StoredQuestion, access: Access, answer: Answer) -> Event:
    """An answer about to be sent: how it went, what it used, what was checked."""
    details = {
        "question": question.id,
        "attempt": question.attempts,
        "status": answer.status,
        "access": _grounds(access),
        "cited": sorted({f"{citation.document_id} version {citation.version}" for citation in answer.citations}),
        "found": [found.chunk_id for found in answer.retrieved],
        "closest": [document.document_id for document in answer.closest],
        "model": answer.model,
        "prompt": answer.prompt,
        "verdicts": dict(Counter(claim.verdict for claim in answer.claims)),
        "refused": dict(Counter(refused.verdict for refused in answer.refused)),
    }
    return Event(What.ANSWERED, Person(question.team, question.user), question.channel, details)


def passages_opened(who: Person, channel: str | None, question_id: str, access: Access, chunks: list[str]) -> Event:
    """Somebody opened the passages behind an answer; ``chunks`` are those they were shown."""
    return Event(
        What.PASSAGES_OPENED, who, channel, {"question": question_id, "access": _grounds(access), "shown": chunks}
    )


def shared(who: Person, channel: str, question_id: str, access: Access) -> Event:
    """Somebody showed a private answer to a channel."""
    return Event(What.SHARED, who, channel, {"question": question_id, "access": _grounds(access)})


def note_sent(who: Person, access: Access, chunks: list[str]) -> Event:
    """Somebody was sent a briefing note; ``chunks`` are the passages it quotes."""
    details = {"what": "briefing note", "access": _grounds(access), "shown": chunks}
    return Event(What.FILES_SENT, who, who.user, details)


def picture_sent(who: Person, access: Access, document: str, drawing: str) -> Event:
    """Somebody was sent a picture of a map; ``document`` is its id and version."""
    details = {"what": f"picture: {drawing}", "access": _grounds(access), "shown": [document]}
    return Event(What.FILES_SENT, who, who.user, details)


def _grounds(access: Access) -> dict[str, Any]:
    """The decision without the ids of anybody it rests on: how many people were a reason, not who."""
    reasons = Counter(_nameless(reason) for reason in access.reasons)
    return {"audiences": sorted(access.audiences), "role": access.role, "reasons": dict(reasons)}


def _nameless(reason: Reason) -> str:
    if reason.person is None:
        return reason.what
    return f"a {reason.person.standing} {reason.what}"
