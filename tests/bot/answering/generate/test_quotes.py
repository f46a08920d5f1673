"""A quotation is found as the text has it, typography aside, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.checking.quotes import find_quote

TEXT = "Leeds’ own  figures – from 2014 – say “costs\nfell by 30\u00a0%”… at first.\u200b Staff agreed."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("own figures", "own  figures"),
        ("Leeds' own figures - from 2014", "Leeds’ own  figures – from 2014"),
        ('"costs fell by 30 %"', "costs\nfell by 30\u00a0%"),
        ("30 %”... at first.", "30\u00a0%”… at first."),
        ("at first. Staff", "at first.\u200b Staff"),
        (" Staff agreed. ", "Staff agreed."),
        ("costs rose", None),
        ("Costs fell", None),
        ("eeds", None),
        ("fell by 3", None),
        ("from 201", None),
        ("", None),
        (' "" ', None),
    ],
)
def test_found_as_it_stands(quote: str, found: str | None) -> None:
    assert find_quote(quote, TEXT) == found


@settings(deadline=None)
@given(st.text(), st.text(alphabet="ab c", min_size=1), st.text())
def test_what_is_found_stands_in_the_text(before: str, quote: str, after: str) -> None:
    text = f"{before} {quote} {after}"
    found = find_quote(quote, text)
    assert found is None or found in text
    assert (found is None) == (not quote.strip())
