"""The first step of every question: nothing about a person, and nobody in danger, goes any further."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.guard.configuration import GuardConfiguration, UrgentContact
from bot.guard.finding import DataKind, Finding
from bot.guard.personal_data import find_personal_data, without
from bot.guard.urgent import is_urgent
from bot.vocabulary import Answer, AnswerStatus, Question

_NAMES = {
    DataKind.NHS_NUMBER: "an NHS number",
    DataKind.NATIONAL_INSURANCE_NUMBER: "a National Insurance number",
    DataKind.UNIQUE_PUPIL_NUMBER: "a unique pupil number",
    DataKind.CASE_REFERENCE: "a case reference",
    DataKind.DATE_OF_BIRTH: "a date of birth",
    DataKind.ADDRESS: "an address",
    DataKind.PHONE_NUMBER: "a phone number",
    DataKind.EMAIL_ADDRESS: "an e-mail address",
}

BLOCKED = (
    "Your message seems to hold {kinds}, so I have not searched with it. "
    "Please take out names as well, which I cannot recognise, and ask again, for example: {question}"
)
URGENT = (
    "This reads as if somebody may be in danger now. I only search evidence: "
    "nobody has been told about your message. {contacts} Then follow your organisation's safeguarding procedure. "
    "If nobody is in danger, please ask without describing a person."
)
EMERGENCY = "In an emergency call 999."


def check_question(question: Question, guard: GuardConfiguration) -> Question | Answer:
    """The question, free of personal data, or the answer that stops it.

    Personal data in earlier turns is cut out: the question itself may well do without it.
    """
    found = find_personal_data(question.text, guard.patterns)
    rest = without(question.text, found)
    if is_urgent(question.text):
        return Answer(question.id, rest, AnswerStatus.URGENT_SAFEGUARDING, urgent_reply(guard.urgent_contacts))
    if found:
        return Answer(question.id, rest, AnswerStatus.BLOCKED_PERSONAL_DATA, blocked_reply(found, rest))
    history = (
        replace(turn, text=without(turn.text, find_personal_data(turn.text, guard.patterns)))
        for turn in question.history
    )
    return replace(question, history=tuple(history))


def blocked_reply(found: Iterable[Finding], rest: str) -> str:
    """What was found, by kind, and the question without it."""
    kinds = list(dict.fromkeys(_NAMES[finding.kind] for finding in found))
    return BLOCKED.format(kinds=" and ".join([", ".join(kinds[:-1]), kinds[-1]] if kinds[1:] else kinds), question=rest)


def urgent_reply(contacts: Sequence[UrgentContact]) -> str:
    """Whom to ring. It never claims that anybody was told."""
    numbers = "; ".join(f"{contact.name}: {contact.number}" for contact in contacts)
    return URGENT.format(contacts=f"{EMERGENCY} {numbers}." if numbers else EMERGENCY)
