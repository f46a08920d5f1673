"""Briefing notes of any content."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from bot.briefing.note import BriefingNote, Section, Sentence
from tests.bot.slack.answers import HOSTILE, citation

lines = st.one_of(
    st.just(HOSTILE),
    st.just("1. A list\n# and a heading\n\n---\n    code"),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
).filter(lambda text: bool(text.split()))


@st.composite
def any_note(draw: st.DrawFn) -> BriefingNote:
    """Questions, sentences and quotes with whatever people and documents write."""
    quotes = draw(st.lists(lines, min_size=1, max_size=4))
    references = tuple(
        citation(number, quote=quote, title=draw(lines), publisher=draw(st.none() | lines), heading=draw(lines))
        for number, quote in enumerate(quotes, start=1)
    )
    numbers = st.lists(st.integers(1, len(quotes)), min_size=1, max_size=3).map(tuple)
    sentences = st.lists(st.builds(Sentence, lines, numbers), max_size=3).map(tuple)
    sections = st.lists(
        st.builds(Section, lines, sentences, st.lists(lines, max_size=2).map(tuple)), min_size=1, max_size=3
    )
    return BriefingNote(
        title=draw(lines),
        date=dt.date(2026, 11, 23),
        sections=tuple(draw(sections)),
        references=references,
        left_out=draw(st.booleans()),
    )
