"""Ways to text through what consultants see, and what the bot says of its own accord."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

from bot.adding.rules import needs_second
from bot.gaps.sorting import sort_gaps
from bot.records.approved_answers import Proposal, RestsOn
from bot.records.hand_offs import HandOff
from bot.records.person import Person
from bot.records.subscribers import Subscriber
from bot.records.tables import HandOffState
from bot.slack.approved_answers import ApprovedAnswers
from bot.slack.hand_offs import HandOffs
from bot.slack.messages import approved_answer, hand_off
from tests.bot.slack.matrix import cast, stock
from tests.bot.slack.matrix.combinations import Combination
from tests.bot.slack.matrix.office import MatrixOffice
from tests.bot.slack.matrix.questions import UNCOVERED
from tests.bot.slack.office import keeper_of
from tests.fake_slack.workspace import FakeMessage

_numbers = count(1)
_LATER = (dt.date.today() + dt.timedelta(days=30)).isoformat()


def _asked_in_vain(office: MatrixOffice, tried: Combination) -> tuple[FakeMessage, str]:
    """A colleague's question that nothing answered when everybody held everything; the answer, and the question's id.

    It holds the mark of the audience: what somebody asked where it could be answered from is for nobody else.
    """
    office.writing.is_on = False
    colleague = cast.COLLEAGUE.id
    with office.earlier(tried):
        question = f"{UNCOVERED(tried.audience)} {stock.MARKS[tried.audience]} {next(_numbers)}"
        answer = office.ask(colleague, office.slack.dm(colleague), question)[-1]
    return answer, (answer.metadata or {})["event_payload"]["question_id"]


@contextmanager
def _read_in(office: MatrixOffice, tried: Combination) -> Iterator[None]:
    """What follows is read by everybody in the place; the reader who is in all of them stands for them."""
    place = tried.where.place(tried.person)
    with office.recorder.looking(cast.Viewing(cast.READER, place)):
        yield


def gaps(office: MatrixOffice, tried: Combination) -> None:
    """The gaps on the Home tab, and the form of one with its questions."""
    _, question_id = _asked_in_vain(office, tried)
    sort_gaps(office.records.gaps, office.bot.errands._themes, office.library.embedder)
    (number,) = [one.gap for one in office.records.gaps.shortfalls() if one.question_id == question_id]
    office.now(tried)
    user = tried.person.id
    with office.looking(tried, alone=True):
        office.slack.open_home(user)
        office.rest()
        view = office.slack.home(user) or {}
        for block in view.get("blocks", []):
            if block.get("block_id") == f"gap_{number}":
                office.press_in_view(user, view["id"], block["elements"][0]["action_id"])


def digest(office: MatrixOffice, tried: Combination) -> None:
    """The consultants' weekly digest where this place is their channel; in direct messages, what is new."""
    errands, week = office.bot.errands, f"week {next(_numbers)}"
    _asked_in_vain(office, tried)
    channel = office.now(tried)
    if tried.where.channel is None:
        with office.looking(tried, alone=True):
            errands._tell_subscriber(Subscriber(Person(tried.person.team, tried.person.id), 0.0), week)
        return
    errands._consultants = channel
    with _read_in(office, tried):
        errands._tell_consultants(week)


def handed_on(office: MatrixOffice, tried: Combination) -> None:
    """A question handed on: its message where this place is the consultants' channel, the form behind it, the queue."""
    keeper = keeper_of(office.bot, HandOffs)
    answer, question_id = _asked_in_vain(office, tried)
    keeper._rules = replace(keeper._rules, consultants=tried.where.channel or "C0PLAIN")
    with office.earlier(tried):
        assert office.press(cast.COLLEAGUE.id, answer, hand_off.ASK)
    (one,) = [
        found for found in office.records.hand_offs.listed(list(HandOffState)) if found.question_id == question_id
    ]
    office.now(tried)
    if tried.where.channel is not None:
        with _read_in(office, tried):
            keeper._show_card(one)
    with office.looking(tried, alone=True):
        office.slack.open_home(tried.person.id)
        office.rest()
        if tried.where.channel is not None:
            office.press(tried.person.id, _card(office, one), hand_off.CLAIM)


def _card(office: MatrixOffice, one: HandOff) -> FakeMessage:
    shown = office.records.hand_offs.find(one.id)
    assert shown is not None
    (card,) = [message for message in office.slack.messages(shown.channel) if message.ts == shown.card_ts]
    return card


def approved(office: MatrixOffice, tried: Combination) -> None:
    """An answer approved for an audience: where it is cited, its message in the place, and what it rests on."""
    keeper = keeper_of(office.bot, ApprovedAnswers)
    answers, mark, place = office.records.approved_answers, stock.MARKS[tried.audience], stock.NAMES[tried.audience]
    number, author = next(_numbers), Person(cast.HOME, cast.COLLEAGUE.id)
    proposal = Proposal(
        hand_off_id=None,
        question=f"How many grey donkeys does stable {number} in {place} hold?",
        answer=f"Stable {number} in {place} holds {number} grey donkeys, file {mark}.",
        audience=tried.audience,
        author=author,
        responsible="The matrix",
        review_by=_LATER,
        rests_on=(RestsOn(stock.review_of(tried.audience), 1),),
        channel=tried.where.channel or "C0PLAIN",
    )
    one = answers.propose(f"the matrix {number}", proposal, needs_second(tried.audience))
    assert one is not None
    with office.earlier(tried):
        if needs_second(tried.audience):
            assert answers.agree(one.id, Person(cast.HOME, cast.READER.id))
        keeper.carry_on(one.id)
    channel = office.now(tried)
    with office.looking(tried):
        office.ask(tried.person.id, channel, proposal.question)
    if tried.where.channel is not None:
        with _read_in(office, tried):
            keeper.carry_on(one.id)
        with office.looking(tried, alone=True):
            card_ts = str(getattr(answers.find(one.id), "card_ts", ""))
            (card,) = [message for message in office.slack.messages(channel) if message.ts == card_ts]
            office.press(tried.person.id, card, approved_answer.LOOK)
    answers.end(one.id, author, "The matrix has tried it.")
    with office.earlier(tried):
        keeper._take_out(one)
