"""Metadata as people write it: what is understood, and what the complaint says when it is not."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.errors import UnreadableDocument
from knowledge.metadata import DocumentMetadata, SectionMetadata, check_sections, parse_metadata
from knowledge.vocabulary import Cohort, Evidence, Kind
from tests.knowledge.indexing.source_files import one_line

KEYS = sorted(DocumentMetadata.model_fields)
AUDIENCE = re.compile(r"public|subscribers|internal|client:[a-z0-9-]{1,40}")


def complaint(**fields: object) -> str:
    """What is said about fields that cannot be used."""
    with pytest.raises(UnreadableDocument) as caught:
        parse_metadata(fields)
    return str(caught.value)


def test_every_documented_key_is_understood() -> None:
    found = parse_metadata(
        {
            "title": "Early help in Anytown",
            "kind": "case_study",
            "audience": "client:anytown-council",
            "publisher": "Example Publisher",
            "place": "Anytown",
            "year": 2024,
            "cohort": "children",
            "evidence": "quasi_experimental",
            "published": dt.date(2024, 5, 1),
            "source_url": "https://example.org/report",
            "licence": "OGL v3",
            "owner": "A. Consultant",
            "review_by": "2027-05-01",
            "supersedes": "reports/older",
            "approved": "2026-11-20",
            "sections": {"An estimate": {"evidence": "expert_view", "year": 2023, "disagreement": True}},
        }
    )
    assert found == DocumentMetadata(
        title="Early help in Anytown",
        kind=Kind.CASE_STUDY,
        audience="client:anytown-council",
        publisher="Example Publisher",
        place="Anytown",
        year=2024,
        cohort=Cohort.CHILDREN,
        evidence=Evidence.QUASI_EXPERIMENTAL,
        published=dt.date(2024, 5, 1),
        source_url="https://example.org/report",
        licence="OGL v3",
        owner="A. Consultant",
        review_by=dt.date(2027, 5, 1),
        supersedes="reports/older",
        approved=dt.date(2026, 11, 20),
        sections={"An estimate": SectionMetadata(evidence=Evidence.EXPERT_VIEW, year=2023, disagreement=True)},
    )
    # A key that is added must be added above too, with a value of its own.
    assert sorted(found.model_fields_set) == KEYS


def test_a_title_is_enough_and_nothing_is_claimed_that_nobody_said() -> None:
    found = parse_metadata({"title": "T"})
    assert (found.kind, found.audience, found.evidence) == ("note", "internal", "not_stated")
    assert (found.publisher, found.year, found.cohort, found.published, found.licence) == (None,) * 5


def test_a_title_that_yaml_reads_as_a_number_or_a_date_is_still_a_title() -> None:
    assert parse_metadata({"title": 2014}).title == "2014"
    assert parse_metadata({"title": dt.date(2014, 5, 1)}).title == "2014-05-01"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("audiance", "audience"),
        ("Audience", "audience"),
        ("AUDIENCE", "audience"),
        ("license", "licence"),
        ("titel", "title"),
        ("pubisher", "publisher"),
        ("evidance", "evidence"),
        ("source", "source_url"),
        ("review-by", "review_by"),
        ("review by", "review_by"),
        ("superceeds", "supersedes"),
    ],
)
def test_an_unknown_key_names_the_nearest_known_one(written: str, meant: str) -> None:
    said = complaint(title="T", **{written: "x"})
    assert repr(written) in said
    assert f"did you mean {meant!r}?" in said


def test_an_unknown_key_like_no_other_is_answered_with_all_that_are_known() -> None:
    said = complaint(title="T", xyzzy="x")
    assert "'xyzzy'" in said
    assert all(key in said for key in KEYS)


def test_a_key_that_yaml_reads_as_a_number_is_an_unknown_key() -> None:
    with pytest.raises(UnreadableDocument, match="unknown metadata key '2014'"):
        parse_metadata({"title": "T", 2014: "x"})  # type: ignore[dict-item]


@pytest.mark.parametrize("audience", ["everyone", "Public", "client:", "client:Anytown", "client:a b", "", None])
def test_an_unknown_audience_is_refused_and_the_known_ones_are_listed(audience: object) -> None:
    said = complaint(title="T", audience=audience)
    assert "audience" in said
    assert str(audience) in said
    assert all(known in said for known in ("public", "subscribers", "internal", "client:<slug>"))


@settings(deadline=None)
@given(st.from_regex(AUDIENCE, fullmatch=True) | st.text(max_size=60))
@example("public\n")
@example(" public")
@example("client:" + "a" * 40)
@example("client:" + "a" * 41)
def test_an_audience_is_taken_exactly_as_written_or_not_at_all(text: str) -> None:
    if AUDIENCE.fullmatch(text):
        assert parse_metadata({"title": "T", "audience": text}).audience == text
    else:
        assert "unknown audience" in complaint(title="T", audience=text)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("title", "", "title"),
        ("title", "   ", "title"),
        ("title", None, "title"),
        ("kind", "blog", "case_study"),
        ("evidence", "anecdote", "self_reported"),
        ("cohort", "everyone", "children"),
        ("year", "last year", "last year"),
        ("year", 14, "1800"),
        ("published", "May 2014", "May 2014"),
        ("review_by", "2026-02-30", "2026-02-30"),
        ("source_url", "javascript:alert(1)", "javascript"),
        ("source_url", "https://example.org/a b", "source_url"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_field_and_what_was_found(
    field: str, value: object, expected: str
) -> None:
    said = complaint(**{"title": "T", field: value})
    assert repr(field) in said
    assert expected in said


def test_a_document_without_a_title_is_refused() -> None:
    assert "'title'" in complaint(kind="note")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=12) | st.integers(), VALUES, max_size=6))
def test_whatever_yaml_can_hold_gives_metadata_or_one_clear_line(fields: dict[str, object]) -> None:
    said = "understood"
    try:
        parse_metadata({"title": "T", **fields})
    except UnreadableDocument as fault:
        said = str(fault)
    assert one_line(said)


def test_a_section_may_rest_on_other_evidence_than_its_document() -> None:
    sections = {"Results": {"place": "Leeds"}, "An estimate": {"evidence": "expert_view", "year": 2023}}
    found = parse_metadata({"title": "T", "evidence": "rct", "year": 2020, "place": "England", "sections": sections})
    there = found.for_section(("Results", "An estimate"))
    assert (there.evidence, there.year, there.place, there.title) == (Evidence.EXPERT_VIEW, 2023, "Leeds", "T")
    assert found.for_section(("Results",)).evidence is Evidence.RCT
    assert found.for_section(()) == found


def test_the_innermost_heading_wins() -> None:
    found = parse_metadata({"title": "T", "sections": {"Outer": {"year": 2001}, "Inner": {"year": 2002}}})
    assert found.for_section(("Outer", "Inner")).year == 2002


def test_a_misspelt_field_or_heading_of_a_section_is_named() -> None:
    assert "'sections.Results.evidnce'" in complaint(title="T", sections={"Results": {"evidnce": "rct"}})
    metadata = parse_metadata({"title": "T", "sections": {"Result": {"year": 2001}}})
    with pytest.raises(UnreadableDocument, match="no heading 'Result' in the document; the nearest is 'Results'"):
        check_sections(metadata, {"Results", "Method"})
    check_sections(metadata, {"Result"})
