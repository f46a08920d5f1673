"""Whatever a model does, an officer gets a correct answer or an honest sentence, in bounded time."""

from __future__ import annotations

import time

import pytest

from bot.answering.generate.chat_model import Limits
from bot.answering.generate.fault import Fault
from bot.answering.generate.writing import BROKE_OFF, FELL_BACK, UNPROVED
from bot.records.spending import Spending
from bot.vocabulary import Answer, AnswerStatus, ClaimKind
from knowledge.opening import Library
from tests.bot.answering.generate.conftest import FIRST, QUESTION, SECOND, Desk, texts
from tests.fake_model.script import Act, Ending, Refuses, Says, claim, reply, writes
from tests.fake_model.server import FakeModel

HASTY = Limits(seconds=4.0, silence=1.0, attempts=2, failures=100, rest=60.0)
BOUND = 9.0
"""Seconds that no answer may take: the limit on a reply and its retries, on a busy machine."""
OWN_WORDS = "In 2014 the Kent trial of telecare did not cut hospital admissions."
WHOLE = reply(claim(OWN_WORDS, (1, FIRST)), claim(SECOND, (1, SECOND)))
AFTER_ONE = WHOLE.index('{"support"', 20) + 40
"""The second claim has begun."""


@pytest.fixture
def hasty(kent: Library, spending: Spending, model_server: FakeModel) -> Desk:
    """An assistant that waits a second; the model has been asked once, so that what is loaded late is loaded."""
    desk = Desk(kent, spending, Limits(), None)
    desk.ask(QUESTION)
    return Desk(kent, spending, HASTY, None)


def timed_ask(desk: Desk) -> Answer:
    """The answer, which came in time."""
    started = time.perf_counter()
    answer = desk.ask(QUESTION)
    assert time.perf_counter() - started < BOUND
    return answer


NOTHING_BEGUN: list[tuple[str, Act, Fault]] = [
    ("429", Refuses(429), Fault.BUSY),
    ("429 for an hour", Refuses(429, retry_after="3600"), Fault.BUSY),
    ("500", Refuses(500), Fault.FAILED),
    ("503", Refuses(503), Fault.BUSY),
    ("401", Refuses(401), Fault.REFUSED),
    ("404", Refuses(404), Fault.REFUSED),
    ("an HTML page", Refuses(200, body="<html>Sign in to the network</html>"), Fault.GARBLED),
    ("stalls at once", Says("", Ending.STALLED), Fault.SLOW),
    ("drips for ever", Says("", Ending.DRIPPING), Fault.SLOW),
    ("lost at once", Says("", Ending.CUT), Fault.UNREACHABLE),
    ("ends at once", Says("", Ending.CLOSED), Fault.GARBLED),
    ("says nothing", Says(""), Fault.GARBLED),
    ("error event", Says("", Ending.ERROR), Fault.GARBLED),
]
WRONG_FORM = [
    ("prose", "I am sorry, I cannot help with that."),
    ("a list", '["In Kent", "all was well"]'),
    ("a number", "42"),
    ("claims as text", '{"claims": "none", "covers": "whole"}'),
    ("no claims", '{"covers": "whole"}'),
    ("claims of another form", '{"claims": [{"text": "Admissions fell."}], "covers": "whole"}'),
    ("claims that are text", '{"claims": ["Admissions fell."], "covers": "whole"}'),
    (
        "sources as names",
        '{"claims": [{"support": [{"source": "Kent", "quote": "x"}], "sentence": "y"}], "covers": "whole"}',
    ),
    ("no support", '{"claims": [{"support": [], "sentence": "Admissions fell."}], "covers": "whole"}'),
    ("null", '{"claims": null, "covers": "whole"}'),
    ("endless brackets", "[" * 5000),
]


@pytest.mark.parametrize(("act", "fault"), [pytest.param(act, fault, id=name) for name, act, fault in NOTHING_BEGUN])
def test_a_model_that_never_begins_leaves_the_quotation_and_the_reason(
    hasty: Desk, model_server: FakeModel, act: Act, fault: Fault
) -> None:
    model_server.does(act)
    answer = timed_ask(hasty)
    assert answer.status is AnswerStatus.ANSWERED
    assert texts(answer)[0] == FIRST
    assert answer.notices[0] == FELL_BACK.format(fault=fault)
    assert hasty.released == []


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in WRONG_FORM])
def test_a_reply_in_the_wrong_form_leaves_the_quotation(hasty: Desk, model_server: FakeModel, text: str) -> None:
    model_server.does(Says(text))
    answer = timed_ask(hasty)
    assert answer.status is AnswerStatus.ANSWERED
    assert texts(answer)[0] == FIRST
    assert answer.notices[0] in (FELL_BACK.format(fault=Fault.GARBLED), UNPROVED)


@pytest.mark.parametrize("ending", [ending for ending in Ending if ending is not Ending.WHOLE])
def test_what_was_proved_before_the_model_broke_off_stays(hasty: Desk, model_server: FakeModel, ending: Ending) -> None:
    model_server.does(Says(WHOLE[:AFTER_ONE], ending))
    answer = timed_ask(hasty)
    assert hasty.released == [OWN_WORDS]
    assert texts(answer) == [OWN_WORDS]
    assert answer.status is AnswerStatus.PARTIAL
    assert any(answer.notices[0] == BROKE_OFF.format(fault=fault) for fault in Fault)
    assert answer.usage is not None


@pytest.mark.parametrize("length", range(0, len(WHOLE), 23))
def test_a_reply_cut_anywhere_never_shows_half_a_sentence(hasty: Desk, model_server: FakeModel, length: int) -> None:
    model_server.does(Says(WHOLE[:length], Ending.CLOSED))
    answer = timed_ask(hasty)
    assert answer.status in (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL)
    assert set(texts(answer)) <= {OWN_WORDS, FIRST, SECOND, "Staff in Kent said that the alarms reassured families."}
    assert texts(answer)[: len(hasty.released)] == hasty.released


def test_words_without_end_are_not_waited_for(desk: Desk, model_server: FakeModel) -> None:
    model_server.does(Says(WHOLE[:AFTER_ONE] + " and so on" * 6000))
    answer = desk.ask(QUESTION)
    assert texts(answer) == [OWN_WORDS]
    assert answer.notices[0] == BROKE_OFF.format(fault=Fault.BROKE_OFF)


def test_a_passing_fault_is_tried_again(hasty: Desk, model_server: FakeModel) -> None:
    model_server.does(Refuses(503), writes(claim(OWN_WORDS, (1, FIRST))))
    answer = timed_ask(hasty)
    assert texts(answer) == [OWN_WORDS]


def test_a_wrong_key_is_not_tried_again(hasty: Desk, model_server: FakeModel) -> None:
    before = len(model_server.requests)
    model_server.does(Refuses(401))
    timed_ask(hasty)
    assert len(model_server.requests) == before + 1


def test_nobody_there(
    kent: Library, spending: Spending, model_server: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    answer = timed_ask(Desk(kent, spending, HASTY, None))
    assert texts(answer)[0] == FIRST
    assert answer.notices[0] == FELL_BACK.format(fault=Fault.UNREACHABLE)


def test_a_model_that_keeps_failing_is_left_alone_for_a_while(
    kent: Library, spending: Spending, model_server: FakeModel
) -> None:
    desk = Desk(kent, spending, Limits(seconds=20, silence=8, attempts=1, failures=2, rest=1.0), None)
    model_server.does(Refuses(500))
    notices = [desk.ask(QUESTION).notices[0] for _ in range(4)]
    assert len(model_server.requests) == 2
    assert notices[2:] == [FELL_BACK.format(fault=Fault.RESTING)] * 2
    time.sleep(1.1)
    model_server.does(writes(claim(OWN_WORDS, (1, FIRST))))
    assert texts(desk.ask(QUESTION)) == [OWN_WORDS]


def test_an_answer_nobody_waits_for_any_more_is_not_paid_for_to_its_end(hasty: Desk, model_server: FakeModel) -> None:
    class Gone(Exception):
        pass

    def leave(claim: object) -> None:
        raise Gone

    model_server.does(Says(WHOLE[:AFTER_ONE], Ending.STALLED))
    hasty._release = leave  # type: ignore[method-assign]
    with pytest.raises(Gone):
        hasty.ask(QUESTION)
    deadline = time.monotonic() + 5
    while not model_server.abandoned and time.monotonic() < deadline:
        time.sleep(0.05)
    assert model_server.abandoned == 1
    assert hasty.spending.spent_today() > 0


def test_a_fallback_is_the_answer_without_a_model(hasty: Desk, model_server: FakeModel) -> None:
    model_server.does(Refuses(500))
    fallen_back = timed_ask(hasty)
    assert {one.kind for one in fallen_back.claims} == {ClaimKind.QUOTED}
    assert fallen_back.model == "extractive"
