"""A pattern that reads one text in many ways would freeze the bot for hours on a few words said again and again."""

from __future__ import annotations

import datetime as dt
import faulthandler
from collections.abc import Callable, Iterator

import pytest

from bot.answering.at_once import answer_at_once
from bot.answering.letters import letters_asked
from bot.answering.parts import question_parts
from bot.answering.standalone import standalone
from bot.guard.check import check_question
from bot.guard.configuration import GuardConfiguration
from bot.vocabulary import Question
from knowledge.retrieval.glossary import spell_out
from knowledge.retrieval.in_period import facts_asked_of
from knowledge.retrieval.in_reports_words import in_reports_words
from knowledge.retrieval.of_place import about_the_places
from knowledge.retrieval.particulars import particulars
from knowledge.retrieval.periods import period_told
from knowledge.retrieval.places import full_names
from knowledge.retrieval.wishes import wishes

TODAY = dt.date(2026, 11, 23)
LENGTH = 1500
ENDLESS = 120
"""Every reading takes milliseconds; one that is still at work after this many seconds will not end."""

SAID_AGAIN = (
    "the early |2018 to |between 2018 and |in the last |16-17 |we are |is it |does x work |what is the |and |LAC "
    "|leeds |not |only case studies |after |evidence on |compare x with |the cost of "
    "|worth it, |£1 |1,000 | |\n|? |- |. |(|'|a-|my name is |0161 "
).split("|")
READINGS: dict[str, Callable[[str], object]] = {
    "the guard": lambda text: check_question(Question("q", text), GuardConfiguration(())),
    "answered at once": lambda text: answer_at_once(Question("q", text)),
    "letters": lambda text: letters_asked(Question("q", text)),
    "parts": question_parts,
    "standing alone": lambda text: standalone(Question("q", text)),
    "times asked about": lambda text: facts_asked_of(text, TODAY),
    "times told": period_told,
    "in reports' words": in_reports_words,
    "names in full": full_names,
    "particulars": particulars,
    "wishes": lambda text: wishes(text, TODAY),
    "acronyms": spell_out,
    "places": lambda text: about_the_places([], text),
}


@pytest.fixture(autouse=True)
def _says_where_it_hangs() -> Iterator[None]:
    faulthandler.dump_traceback_later(ENDLESS, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize(("before", "after"), [("", ""), ("since ", "foo 2018"), ("what is ", "?")])
def test_the_same_words_again_and_again_are_read_to_the_end(reading: str, before: str, after: str) -> None:
    for words in SAID_AGAIN:
        READINGS[reading](before + words * (LENGTH // len(words)) + after)
