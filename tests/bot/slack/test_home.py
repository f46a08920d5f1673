"""The Home tab says what the library holds and how to ask, whatever the documents are called."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.messages.home import home_view
from knowledge.catalogue.entries import DocumentSummary
from knowledge.metadata import DocumentMetadata
from knowledge.vocabulary import Kind
from tests.bot.slack.answers import HOSTILE
from tests.fake_slack.validation.payloads import validate_view


def document(number: int = 1, **fields: Any) -> DocumentSummary:
    """A published document; higher numbers are newer."""
    metadata = DocumentMetadata.model_validate({"title": f"Title {number}", "kind": Kind.REPORT, **fields})
    added = dt.datetime(2026, 1, number, tzinfo=dt.UTC)
    return DocumentSummary(f"d{number}", 1, "folder", f"d{number}.md", "", "", "sync", added, 1, metadata)


words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=400).filter(str.strip)


@given(st.lists(st.tuples(words, words), max_size=28), st.lists(words, max_size=3))
def test_every_home_tab_fits_slack_s_limits(named: list[tuple[str, str]], examples: list[str]) -> None:
    documents = [document(number, title=title, place=place) for number, (title, place) in enumerate(named, 1)]
    assert validate_view(home_view(documents, examples)) == []


def test_the_newest_documents_are_named_newest_first_with_the_day_of_the_last() -> None:
    shown = json.dumps(home_view([document(number) for number in range(1, 8)], []))
    positions = [shown.index(f'"Title {number}"') for number in (7, 6, 5, 4, 3)]
    assert positions == sorted(positions)
    assert '"Title 2"' not in shown
    assert "the last added on 7 January 2026" in shown


def test_holdings_are_counted_and_places_named() -> None:
    shown = json.dumps(home_view([document(1, place="Leeds"), document(2, kind=Kind.CASE_STUDY), document(3)], []))
    assert "2 reports, 1 case study." in shown
    assert "By place: Leeds 1." in shown


def test_only_web_addresses_become_links_and_no_title_is_markup() -> None:
    linked = document(1, title=HOSTILE, place=HOSTILE, source_url="https://example.org/report")
    shown = json.dumps(home_view([linked, document(2)], []))
    assert shown.count('"type": "link"') == 1
    assert "mrkdwn" not in shown


def test_somebody_who_may_see_nothing_is_told_so() -> None:
    assert "Nothing yet that you may see." in json.dumps(home_view([], []))
