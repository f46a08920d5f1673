"""Asks a suite as everybody, everywhere, under an access policy, and finds text used that somebody must not see."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.access.decision import Asker, Place, PlaceKind, Standing, decide_access
from bot.access.policy import Audiences, Policy
from bot.vocabulary import Answer, Question
from evals.access_rules import may_be_shown
from knowledge.catalogue.catalogue import Catalogue
from knowledge.sentences import split_sentences
from knowledge.vocabulary import Audience

OUTSIDER = Asker("U0OUTSIDER", "T0OUTSIDE", standing=Standing.MEMBER)
UNLISTED = "C0UNLISTED"
_PROBED = 5
"""Documents of each audience whose titles and first sentences are asked for."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Text of ``document_id`` was used for an answer to ``asker`` in ``place`` that must not hold it."""

    asker: Asker
    place: Place
    question: str
    document_id: str
    audience: Audience


@dataclass(frozen=True, slots=True)
class MatrixReport:
    """What was tried: pairs of asker and place, answers looked at, texts used by audience, and every leak."""

    pairs: int
    answers: int
    pairs_granted: Mapping[Audience, int]
    texts_used: Mapping[Audience, int]
    leaks: Sequence[Leak]


def run_matrix(
    policy: Policy,
    answer: Callable[[Question], Answer],
    audience_of: Mapping[str, Audience],
    questions: Sequence[str],
    today: dt.date,
) -> MatrixReport:
    """Every asker in every place of ``policy`` asks every question.

    ``audience_of`` is the truth about documents. Equal audiences get one answer: nothing else of the asker reaches
    the assistant.
    """

    @cache
    def used(audiences: Audiences) -> tuple[tuple[str, str], ...]:
        asked = (Question(f"matrix-{number}", text, audiences=audiences) for number, text in enumerate(questions))
        return tuple((question.text, document) for question in asked for document in documents_used(answer(question)))

    pairs_granted, texts_used, leaks, pairs = Counter[Audience](), Counter[Audience](), list[Leak](), 0
    for asker, place in pairs_of(policy):
        pairs += 1
        granted = decide_access(asker, place, policy, today).audiences
        pairs_granted.update(granted)
        texts_used.update(audience_of[document] for _, document in used(granted))
        forbidden = {
            audience
            for audience in set(audience_of.values())
            if not may_be_shown(audience, asker, place, policy, today)
        }
        leaks += [
            Leak(asker, place, question, document, audience_of[document])
            for question, document in used(granted)
            if audience_of[document] in forbidden
        ]
    return MatrixReport(pairs, pairs * len(questions), pairs_granted, texts_used, leaks)


def documents_used(answer: Answer) -> Iterator[str]:
    """The document of every text that went into an answer: found, cited or named as close."""
    yield from (found.document_id for found in answer.retrieved)
    yield from (citation.document_id for citation in answer.citations)
    yield from (closest.document_id for closest in answer.closest)


def probing_questions(catalogue: Catalogue) -> list[str]:
    """For a few documents of every audience: what is known about the title, and their own first sentence."""
    probed: Counter[Audience] = Counter()
    questions = []
    for document in catalogue.documents():
        probed[document.metadata.audience] += 1
        chunks = catalogue.chunks_of(document.id)
        if probed[document.metadata.audience] <= _PROBED and chunks:
            questions += [f"What do you know about {document.metadata.title}?", split_sentences(chunks[0].text)[0]]
    return questions


def pairs_of(policy: Policy) -> Iterator[tuple[Asker, Place]]:
    """Every asker of a policy in a direct message, and in every channel with each other reader, open or not."""
    people = askers_of(policy)
    for asker in people:
        yield asker, Place(PlaceKind.DIRECT, "dm", asker.team)
        for channel in [*policy.channels, UNLISTED]:
            for members in [None, *((asker, reader) for reader in people)]:
                inside = Place(PlaceKind.CHANNEL, channel, asker.team, members=members)
                yield asker, inside
                yield asker, replace(inside, shared=True)
                yield asker, replace(inside, pending=True)


def askers_of(policy: Policy) -> list[Asker]:
    """Every user of a policy, one nameless member of each group and team, everybody who is no member, an outsider."""
    users = [Asker(user, team, standing=Standing.MEMBER) for team, user in policy.users]
    groups = [
        Asker(f"U0IN{group}", team, frozenset({group}), standing=Standing.MEMBER) for team, group in policy.groups
    ]
    teams = [Asker(f"U0IN{team}", team, standing=standing) for team in policy.teams for standing in Standing]
    return [*users, *groups, *teams, OUTSIDER]
