"""What officers write about people is found and can be cut out; what only looks like it is left alone."""

from __future__ import annotations

import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guard.configuration import GuardConfiguration, load_guard
from bot.guard.finding import DataKind, Finding
from bot.guard.personal_data import find_personal_data, without
from evals.guard import PersonalDataCase, measure_personal_data, personal_data_cases

GUARD = load_guard(None)
TUNING = personal_data_cases("tuning")
WITH = [case for case in TUNING if case.identifiers]


def kinds(text: str, guard: GuardConfiguration = GUARD) -> list[DataKind]:
    """The kinds found, in order."""
    return [finding.kind for finding in find_personal_data(text, guard.patterns)]


def test_the_labelled_messages_meant_for_tuning() -> None:
    report = measure_personal_data(TUNING, GUARD)
    assert (report.messages, report.left_standing) == (200, [])
    assert report.recall >= 0.98, report.missed
    assert report.precision >= 0.95, report.false_alarms


@pytest.mark.parametrize("case", WITH, ids=lambda case: case.id)
def test_nothing_is_found_in_what_is_left_of_a_message(case: PersonalDataCase) -> None:
    found = find_personal_data(case.message, GUARD.patterns)
    assert find_personal_data(without(case.message, found), GUARD.patterns) == []


@given(
    text=st.text(max_size=200)
    | st.from_regex(r"([a-z]{2,8} |\d{1,11}[ ,./-]|NHS |dob |@[a-z]+\.uk){0,20}", fullmatch=True)
)
def test_findings_are_in_order_apart_and_inside_the_text(text: str) -> None:
    found = find_personal_data(text, GUARD.patterns)
    edges = [edge for finding in found for edge in (finding.start, finding.end)]
    assert edges == sorted(edges)
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found)
    kept = "".join(without(text, found).split("…"))
    assert len(kept) <= len(text)


def test_a_finding_does_not_hold_the_data() -> None:
    (finding,) = find_personal_data("write to nan@example.org", GUARD.patterns)
    assert "nan" not in repr(finding)
    assert "nan" not in json.dumps([finding.kind, finding.start, finding.end])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("what works for a boy, dob 14/02/2011?", "what works for a boy, …?"),
        ("call 07700 900123 or nan@example.org now", "… or … now"),
        ("Mosaic ID 1284471", "…"),
        ("nothing here", "nothing here"),
    ],
)
def test_an_ellipsis_stands_for_what_was_cut_out(text: str, left: str) -> None:
    assert without(text, find_personal_data(text, GUARD.patterns)) == left


def test_overlapping_findings_are_one() -> None:
    text = "person_id;9991034056"
    found = find_personal_data(text, GUARD.patterns)
    assert [(finding.start, finding.end) for finding in found] == [(0, len(text))]


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u2009"])
def test_blanks_of_word_processors_are_blanks(blank: str) -> None:
    assert kinds(f"ring 07700{blank}900{blank}123") == [DataKind.PHONE_NUMBER]
    assert kinds(f"at 14{blank}Larkspur{blank}Road") == [DataKind.ADDRESS]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("+353 1 679 9000 is her sister's", DataKind.PHONE_NUMBER),
        ("write to a.b [at] example [dot] org", DataKind.EMAIL_ADDRESS),
        ("she turned 18 on 3 May 2008", DataKind.DATE_OF_BIRTH),
        ("child B, 3 May 2014, is in care", DataKind.DATE_OF_BIRTH),
        ("lives in hb4 2ll with nan", DataKind.ADDRESS),
        ("flat is at 12 elm road", DataKind.ADDRESS),
    ],
)
def test_further_wordings(text: str, kind: DataKind) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "the 5 Year Forward View", "2014 Family Court reform", "Chapter 3 The Way Forward", "12 Family Court cases",
        "the UK, 5 July 1948", "in Q1 e1 2nd quarter", "our line is 0300 123 4567", "call 999 or 116 123",
        "100 High Court judges", "children born on 1 September 2011", "born in March 2011",
    ],
)  # fmt: skip
def test_what_only_looks_like_it(text: str) -> None:
    assert kinds(text) == []


def test_case_systems_and_references_are_the_organisations_own() -> None:
    own = GuardConfiguration((re.compile(r"\bBX-\d{6}\b"),))
    assert kinds("BX-123456 and Mosaic 1284471", own) == [DataKind.CASE_REFERENCE]
    assert find_personal_data("BX-123456", own.patterns) == [Finding(DataKind.CASE_REFERENCE, 0, 9)]
    assert kinds("BX-123456") == []


@pytest.mark.parametrize(
    "text", ["a" * 24_000, "1" * 24_000, "a." * 12_000, "Flat 1, " * 3_000, "dob 7/7/15 and " * 1_600]
)
def test_a_long_message_takes_no_long_time(text: str) -> None:
    started = time.perf_counter()
    find_personal_data(text, GUARD.patterns)
    # Milliseconds when each sign is looked at a bounded number of times; many seconds when it is not.
    assert time.perf_counter() - started < 3
