"""Whether a quotation stands in a text."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.answering.checking.quotes import find_quote

TEXT = "Councils’ costs rose by 30% in 2015–16,\n“the fastest rise”  since 2010 ... so far."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("costs rose by 30%", "costs rose by 30%"),
        ("Councils' costs", "Councils’ costs"),
        ("in 2015-16, the", None),
        ('in 2015-16, "the fastest rise" since', "in 2015–16,\n“the fastest rise”  since"),
        ("  'costs rose by 30%'  ", "costs rose by 30%"),
        ("since 2010 … so far.", "since 2010 ... so far."),
        ("costs\u200b rose", "costs rose"),
        ("Costs rose", None),
        ("costs rose by 3", None),
        ("osts rose", None),
        ("costs fell by 30%", None),
        ("", None),
        ("“”", None),
    ],
)
def test_white_space_and_typographic_marks_may_differ_and_nothing_else(quote: str, found: str | None) -> None:
    assert find_quote(quote, TEXT) == found


WORDS = st.lists(st.text(alphabet="abcdeé19%£-’", min_size=1, max_size=6), min_size=1, max_size=12)


@settings(deadline=None)
@given(WORDS, st.data())
def test_every_run_of_words_is_found_however_it_is_spaced(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    quote = "\n ".join(words[first:last])
    assume(quote.strip(" '’") == quote)
    text = " ".join(words)
    found = find_quote(quote, text)
    assert found is not None
    assert found in text
    assert re.sub(r"\s+", " ", found) == " ".join(words[first:last])


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=200))
def test_what_is_found_is_always_verbatim(quote: str, text: str) -> None:
    found = find_quote(quote, text)
    assert found is None or found in text


def test_a_long_text_takes_no_time() -> None:
    assert find_quote("a " * 400 + "b", "a " * 20_000) is None
