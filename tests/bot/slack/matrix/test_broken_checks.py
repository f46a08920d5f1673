"""Each check of access is broken in turn, its backup switched off: the matrix finds every one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.access.decision import Access, Asker, Place, PlaceKind, Standing, decide_access
from bot.access.policy import AccessRole, Policy
from bot.answering import map_answer
from bot.answering.next_questions import NextQuestions
from bot.briefing.note import briefing_note
from bot.gaps.overview import GapView
from bot.gaps.reading import gap_for, gaps_for
from bot.records.gaps import Gaps
from bot.slack.adding import Adding
from bot.slack.approved_answers import ApprovedAnswers
from bot.slack.corrections import Corrections
from bot.slack.places import Places
from bot.vocabulary import Answer, Question
from knowledge.catalogue.catalogue import Catalogue
from knowledge.retrieval.retriever import Retriever
from tests.bot.slack.matrix.cast import AUDIENCES, HOME
from tests.bot.slack.matrix.combinations import WHOLE, pairwise
from tests.bot.slack.matrix.office import MatrixOffice
from tests.bot.slack.matrix.recorder import READ, Use
from tests.bot.slack.matrix.surfaces import SURFACES

ALL = frozenset(AUDIENCES)
EVERYTHING = Access(ALL, AccessRole.CONSULTANT)
Break = Callable[[MatrixOffice, pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Broken:
    """A way to break something, and the surfaces that rest on it."""

    how: Break
    surfaces: tuple[str, ...]


def _reading(*names: str) -> Break:
    """The catalogue gives out what is for everybody."""

    def how(office: MatrixOffice, patch: pytest.MonkeyPatch) -> None:
        for name in names:
            read = office.recorder.reads[name]

            def wide(catalogue: Catalogue, *args: Any, read: Callable[..., Any] = read, **named: Any) -> Any:
                return read(catalogue, *args[:-1], ALL, **named)

            patch.setattr(Catalogue, name, office.recorder.watching(name, READ[name], wide))

    return how


def _partitions(office: MatrixOffice, patch: pytest.MonkeyPatch) -> None:
    candidates = Retriever.candidates
    patch.setattr(Retriever, "candidates", lambda retriever, query, audiences: candidates(retriever, query, ALL))


def _deciding(change: Callable[[Asker, Place, dt.date], tuple[Asker, Place, dt.date]]) -> Break:
    """Access is decided for somebody, somewhere or some day else."""

    def how(office: MatrixOffice, patch: pytest.MonkeyPatch) -> None:
        def decide(asker: Asker, place: Place, policy: Policy | None, today: dt.date) -> Access:
            changed = change(asker, place, today)
            return decide_access(changed[0], changed[1], policy, changed[2])

        patch.setattr("bot.slack.places.decide_access", decide)

    return how


def _without_strangers(place: Place) -> Place:
    """As if it were not shared, and without the people whose rights would close it all the same."""
    members = tuple(one for one in place.members or () if one.team == HOME)
    return replace(place, shared=False, pending=False, members=members if place.members is not None else None)


def _setting(target: str, value: object) -> Break:
    return lambda office, patch: patch.setattr(target, value)


def _on(owner: object, name: str, value: object) -> Break:
    return lambda office, patch: patch.setattr(owner, name, value)


def _together(*breaks: Break) -> Break:
    def how(office: MatrixOffice, patch: pytest.MonkeyPatch) -> None:
        for one in breaks:
            one(office, patch)

    return how


def _leaning_on_answers(question: Question) -> str:
    """What was answered earlier is read again, whoever reads now."""
    return " ".join([*(turn.text for turn in question.history), question.text])


def _examples_for_anybody(kept: NextQuestions, audiences: object, number: int) -> list[str]:
    return list(kept._examples(ALL, 0))[:number]


def _next_for_anybody(offered: NextQuestions, question: Question, answer: Answer) -> list[str]:
    return _AFTER(offered, replace(question, audiences=ALL), answer)


def _gaps_for_anybody(gaps: Gaps, catalogue: Catalogue, reader: object) -> list[GapView]:
    return gaps_for(gaps, catalogue, ALL)


def _gap_for_anybody(gaps: Gaps, catalogue: Catalogue, reader: object, number: int) -> GapView:
    return gap_for(gaps, catalogue, ALL, number)


_AFTER = NextQuestions.after
_ALONE = _on(Places, "alone", lambda places, team, user: EVERYTHING)
_QUESTIONS = ("answer", "private_answer", "search", "closest", "edited")
_MAPS = ("map_rows", "map_command", "map_draw", "map_estimate")

CHECKS: dict[str, Broken] = {
    "partitions opened": Broken(_together(_partitions, _reading("visible_chunks")), _QUESTIONS),
    "passages looked up again": Broken(_reading("visible_chunks"), ("sources", "brief", "original")),
    "every reader counts": Broken(_deciding(lambda a, p, t: (a, replace(p, members=()), t)), ("answer", "map_rows")),
    "shared and pending channels": Broken(_deciding(lambda a, p, t: (a, _without_strangers(p), t)), _QUESTIONS),
    "the agreement's end": Broken(_deciding(lambda a, p, t: (a, p, dt.date.min)), ("answer", "search", "map_rows")),
    "channels are no direct messages": Broken(
        _deciding(lambda a, p, t: (a, replace(p, kind=PlaceKind.DIRECT), t)), _QUESTIONS
    ),
    "guests, bots and leavers": Broken(
        _deciding(lambda a, p, t: (replace(a, standing=Standing.MEMBER), p, t)), _QUESTIONS
    ),
    "Sources decided at the click": Broken(
        _setting("bot.slack.surfaces.sources.access_at", lambda desk, body: EVERYTHING), ("sources",)
    ),
    "sharing decided at the click": Broken(
        _setting("bot.slack.surfaces.share._may_be_read_by", lambda access, desk, answer: True), ("share",)
    ),
    "the note decided when it is made": Broken(
        _setting(
            "bot.slack.surfaces.brief.briefing_note",
            lambda answers, catalogue, audiences, today: briefing_note(answers, catalogue, ALL, today),
        ),
        ("brief",),
    ),
    "files decided at the click": Broken(_ALONE, ("original",)),
    "Home": Broken(_ALONE, ("home",)),
    "Home's documents": Broken(_reading("documents"), ("home",)),
    "examples kept for equal rights": Broken(_on(NextQuestions, "examples", _examples_for_anybody), ("home",)),
    "next questions": Broken(_on(NextQuestions, "after", _next_for_anybody), ("answer", "closest")),
    "pictures decided at the click": Broken(_ALONE, ("map_picture",)),
    "maps seen": Broken(_reading("published_of", "records", "visible_records"), _MAPS),
    "history without answers": Broken(
        _together(
            _setting("bot.answering.assistant.standalone", _leaning_on_answers),
            _on(map_answer, "standalone", _leaning_on_answers),
        ),
        ("follow_up",),
    ),
    "corrections decided when sent": Broken(
        _on(Corrections, "_readers_hold", lambda one, answer: ALL), ("correction",)
    ),
    "gaps are read for the audiences": Broken(
        _together(
            _setting(
                "bot.slack.surfaces.home.gaps_for", lambda gaps, catalogue, reader: gaps_for(gaps, catalogue, ALL)
            ),
            _setting("bot.slack.surfaces.gaps.gap_for", _gap_for_anybody),
        ),
        ("gaps",),
    ),
    "digests are for every reader of the channel": Broken(
        _on(Places, "readers", lambda places, channel: ALL), ("digest",)
    ),
    "what is new is for its reader": Broken(_ALONE, ("digest",)),
    "questions handed on, in the channel": Broken(
        _on(Places, "here", lambda places, team, user, channel: EVERYTHING), ("handed_on",)
    ),
    "questions handed on, at the click": Broken(
        _setting("bot.slack.hand_offs.may_handle", lambda access, audiences: True), ("handed_on",)
    ),
    "the queue": Broken(_setting("bot.slack.waiting.may_handle", lambda access, audiences: True), ("handed_on",)),
    "approved answers, in the channel": Broken(
        _on(ApprovedAnswers, "_readers", lambda keeper, approved: EVERYTHING), ("approved",)
    ),
    "approved answers, at the click": Broken(
        _together(_on(ApprovedAnswers, "may_handle", lambda keeper, who, audience: True), _ALONE), ("approved",)
    ),
    "previews of what may be seen": Broken(
        _together(
            _on(Adding, "_check_name", lambda *args: None),
            _on(Adding, "_check_right", lambda *args: None),
        ),
        ("preview",),
    ),
}


def _first_leak(office: MatrixOffice, surfaces: tuple[str, ...], most: int) -> tuple[object, list[Use]] | None:
    rows = [one for one in pairwise(list(SURFACES), WHOLE) if one.surface in surfaces]
    for tried in rows[:most]:
        office.recorder.uses.clear()
        SURFACES[tried.surface](office, tried)
        if leaks := office.recorder.leaks():
            return tried, leaks
    return None


def _forget(office: MatrixOffice) -> None:
    """Nothing kept under a broken check outlasts it, nor the other way round."""
    office.desk.next_questions._examples.cache_clear()
    office.desk.next_questions._assistant._maps._kept.clear()


@pytest.mark.parametrize("check", CHECKS)
def test_a_broken_check_is_found(check: str, office: MatrixOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    _forget(office)
    CHECKS[check].how(office, monkeypatch)
    found = _first_leak(office, CHECKS[check].surfaces, WHOLE)
    office.rest()
    monkeypatch.undo()
    _forget(office)
    assert found is not None


@pytest.mark.parametrize(
    ("how", "surfaces"), [(_partitions, ("search", "answer", "closest")), (_reading("visible_chunks"), ("search",))]
)
def test_with_its_backup_a_broken_check_of_the_search_leaks_nothing(
    how: Break, surfaces: tuple[str, ...], office: MatrixOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    _forget(office)
    how(office, monkeypatch)
    found = _first_leak(office, surfaces, 24)
    monkeypatch.undo()
    _forget(office)
    assert found is None
