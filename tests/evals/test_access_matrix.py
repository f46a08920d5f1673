"""The permission test itself: every check of the decision that is broken shows as a leak."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.access.decision import Access, Asker, Place, PlaceKind, Standing, decide_access
from bot.access.policy import Agreement, Grant, Others, Policy
from bot.vocabulary import Answer, AnswerStatus, ClosestDocument, Question, Retrieved
from evals.access_matrix import MatrixReport, askers_of, run_matrix
from knowledge.vocabulary import INTERNAL, PUBLIC, Audience

TODAY = dt.date(2026, 11, 23)
A = Audience("client:a")
AUDIENCE_OF = {"open": PUBLIC, "prices": INTERNAL, "review": A}
POLICY = Policy(
    teams={"THOME": Grant(frozenset({PUBLIC, INTERNAL}))},
    groups={("THOME", "SREVIEW"): Grant(frozenset({A}))},
    users={("THOME", "UBOSS"): Grant(frozenset({A}))},
    channels={
        "CDEAL": Agreement(frozenset({PUBLIC, A}), TODAY),
        "COLD": Agreement(frozenset({PUBLIC, A}), dt.date.min),
    },
)
Decide = Callable[[Asker, Place, Policy | None, dt.date], Access]


def honest(question: Question) -> Answer:
    """Finds every document of the audiences it is given."""
    seen = [document for document, audience in AUDIENCE_OF.items() if audience in question.audiences]
    found = tuple(Retrieved(f"{document}@1#0", document, AUDIENCE_OF[document], 1.0) for document in seen)
    return Answer(question.id, question.text, AnswerStatus.NOT_COVERED, "", retrieved=found)


def matrix(answer: Callable[[Question], Answer] = honest) -> MatrixReport:
    """The matrix of POLICY with one question."""
    return run_matrix(POLICY, answer, AUDIENCE_OF, ["what is there?"], TODAY)


def test_an_honest_assistant_leaks_nothing_and_is_asked_everywhere() -> None:
    report = matrix()
    assert report.leaks == []
    people = len(askers_of(POLICY))
    assert people == 1 + 1 + len(Standing) + 1
    assert report.pairs == people * (1 + 3 * (people + 1) * 3)
    assert set(report.texts_used) == set(AUDIENCE_OF.values())


def test_a_document_named_as_close_is_a_leak_too() -> None:
    def hinting(question: Question) -> Answer:
        return replace(honest(question), closest=(ClosestDocument("review", "Review"),))

    leaks = matrix(hinting).leaks
    assert {leak.document_id for leak in leaks} == {"review"}
    assert {leak.asker.standing for leak in leaks} >= {Standing.GUEST, Standing.BOT, Standing.UNKNOWN}


def _as_if_alone(asker: Asker, place: Place, policy: Policy | None, today: dt.date) -> Access:
    return decide_access(asker, replace(place, members=()), policy, today)


def _ends_never(asker: Asker, place: Place, policy: Policy | None, today: dt.date) -> Access:
    return decide_access(asker, place, policy, dt.date.min)


def _never_shared(asker: Asker, place: Place, policy: Policy | None, today: dt.date) -> Access:
    return decide_access(asker, replace(place, shared=False, pending=False), policy, today)


def _all_are_members(asker: Asker, place: Place, policy: Policy | None, today: dt.date) -> Access:
    return decide_access(replace(asker, standing=Standing.MEMBER), place, policy, today)


def _anywhere_as_in_private(asker: Asker, place: Place, policy: Policy | None, today: dt.date) -> Access:
    return decide_access(asker, replace(place, kind=PlaceKind.DIRECT), policy, today)


@pytest.mark.parametrize(
    "broken", [_as_if_alone, _ends_never, _never_shared, _all_are_members, _anywhere_as_in_private]
)
def test_every_broken_check_of_the_decision_is_found(broken: Decide, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.access_matrix.decide_access", broken)
    assert matrix().leaks


def test_what_others_get_is_the_policys_own() -> None:
    closed = replace(POLICY, others=Others(*[frozenset[Audience]()] * 5))
    report = run_matrix(closed, honest, AUDIENCE_OF, ["what is there?"], TODAY)
    assert report.leaks == []
    assert report.texts_used[PUBLIC] < matrix().texts_used[PUBLIC]
