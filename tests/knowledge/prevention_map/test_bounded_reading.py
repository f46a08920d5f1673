"""However often a question repeats itself, reading it takes bounded work.

Patterns that grow with the cube of a question's length or faster take tens of seconds to hours for the longest; those
here take tenths of a second. So this is no measure of speed: it tells work that runs away from work that does not.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.prevention_map.answer import answer_typed
from knowledge.prevention_map.understanding.plausible import may_ask_a_map
from knowledge.prevention_map.understanding.understand import asks_own_sum
from tests.knowledge.prevention_map.expected import TODAY
from tests.knowledge.prevention_map.test_questions import answer, example
from tests.knowledge.prevention_map.test_typed_query import condition, typed

LONGEST = 4000
"""Characters of a question that is read at all."""
RUNS_AWAY = 8.0
"""Seconds of the processor."""
LEAD = "how much grant funding do our services "
EVERY_ROW = typed(form="rows", conditions=[condition("annual_spend", "at least", "0")])
FRAGMENTS = """we |are |is |we are is |that |not |whose outcomes |no |no one is |nobody |without any |how much |
how many |how many our |spend |spend on |annual |total annual |cost |over |more than |£1 |between £1 and |1,|1.1 |500k |
half a |seven hundred |grant |grant ends in |ends |about to |per |each child |on a b c work |child |
children and |parents and |the most |least |top five |our |all the |rank our |show me |which |what's |change the |
changing the x |evidence |the trials found |that they make no |avoided cost |the map |(a) |- |;|.|? |and how much |
versus |or |referred through the |in 2025 |% |n't |per cent |falls |domestic abuse |map |map find |children only |
need for the |is named as |has |spend a """.replace("\n", "").split("|")


def seconds(question: str) -> float:
    """Of this process, for reading the question in every way there is, and for checking what a model read."""
    started = time.process_time()
    answer(question)
    answer_typed(EVERY_ROW, question, *example(), TODAY.date())
    may_ask_a_map(question)
    asks_own_sum(question)
    return time.process_time() - started


def repeated(lead: str, fragment: str, length: int) -> str:
    """A question of exactly this length."""
    return (lead + fragment * (length // len(fragment) + 1))[:length]


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_reading_a_fragment_said_again_and_again_does_not_run_away(fragment: str) -> None:
    assert seconds(repeated(LEAD, fragment, LONGEST)) < RUNS_AWAY


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=2, max_size=4).map("".join))
def test_nor_does_reading_several_fragments_together(fragment: str) -> None:
    assert seconds(repeated("", fragment, LONGEST)) < RUNS_AWAY
