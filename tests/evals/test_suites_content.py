"""The content of the suites: what can be known of a case without asking the assistant."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from knowledge.indexing.loaders.markdown import load_markdown
from knowledge.metadata import parse_metadata
from tests.evals.suites_on_disk import (
    NAMES,
    SUITES,
    Case,
    accepted,
    audience,
    every_case,
    expected,
    fact_homes,
    held,
    plain,
    says,
    suite,
    texts,
    visible_to,
)

KEYS = {
    *("id", "question", "history", "audiences", "expect", "documents", "facts", "key_facts", "figures"),
    *("withheld", "forbidden", "answer", "tags", "half"),
}
GIVEN = {"answered", "partial"}
STATUSES = {*GIVEN, "not_covered", "clarify", "out_of_scope", "blocked_personal_data", "urgent_safeguarding"}
COPIED_WORDS = 8
BY_CHANCE = 2
"""Sentences of documents a case does not accept that may happen to say all it asks for."""
SCALES = {"": 1, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
WRITTEN_ON_DISK = [(where, case) for where, case in every_case() if not where.startswith("map/")]
"""All but the map's cases, whose figures are computed and stand in no text."""


def test_there_is_a_suite_for_everything_promised_and_each_is_large_enough() -> None:
    sizes = {name: len(suite(name)) for name in NAMES}
    assert min(sizes.values()) >= 20, sizes
    assert sum(sizes.values()) >= 320, sizes


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique_keys_known_and_the_halves_alike(name: str) -> None:
    cases = suite(name)
    assert [identifier for identifier, count in Counter(case["id"] for case in cases).items() if count > 1] == []
    assert {key for case in cases for key in case} <= KEYS
    assert all(expected(case) <= STATUSES and case["tags"] and case["question"].strip() for case in cases)
    halves = Counter(case["half"] for case in cases)
    assert set(halves) == {"tune", "held_back"}
    assert abs(halves["tune"] - halves["held_back"]) <= 1


def test_facts_and_documents_exist() -> None:
    for where, case in every_case():
        assert set(case.get("facts", [])) <= set(fact_homes()), where
        assert {*case.get("documents", []), *case.get("withheld", [])} <= set(texts()), where


def test_a_case_that_must_be_answered_says_what_a_good_answer_holds() -> None:
    for where, case in every_case():
        if expected(case) <= GIVEN:
            assert accepted(case), where
            assert case.get("key_facts"), where
        if not expected(case) & GIVEN:
            assert not accepted(case), where


def test_every_key_fact_can_be_met_from_the_documents_of_its_case() -> None:
    for where, case in WRITTEN_ON_DISK:
        source = plain(" ".join(texts()[document] for document in accepted(case)))
        for key_fact in case.get("key_facts", []) if source else []:
            assert any(says(source, wording) for wording in key_fact["any"]), (where, key_fact)


def test_key_facts_are_not_met_by_chance() -> None:
    for where, case in WRITTEN_ON_DISK:
        if accepted(case) and "glossary" not in case["tags"]:
            met = [sentence for sentence in _sentences_of_others(case) if _meets(sentence, case)]
            assert len(met) <= BY_CHANCE, (where, met[:3])


def test_every_figure_is_printed_in_the_documents_of_its_case() -> None:
    for where, case in WRITTEN_ON_DISK:
        printed = {number for document in accepted(case) for number in _numbers(document)}
        for figure in case.get("figures", []):
            assert any(abs(number - figure["value"]) < 1e-6 * number for number in printed), (where, figure)


def test_a_question_copies_its_source_only_where_that_is_what_it_tries() -> None:
    library = set().union(*(_runs(text) for text in texts().values()))
    for where, case in every_case():
        copied = _runs(case["question"]) & library
        assert bool(copied) == ("exact_sentence" in case["tags"]), (where, copied)


def test_accepted_documents_are_open_to_the_asker_and_withheld_ones_closed() -> None:
    for where, case in every_case():
        assert {audience(document) for document in accepted(case)} <= held(case), where
        assert {audience(document) for document in case.get("withheld", [])}.isdisjoint(held(case)), where


def test_no_forbidden_text_stands_in_a_document_that_could_rightly_be_quoted() -> None:
    for where, case in every_case():
        open_ones = [document for document in visible_to(held(case)) if not document.startswith("planted-")]
        source = plain(" ".join(texts()[document] for document in open_ones))
        assert [text for text in case.get("forbidden", []) if plain(text) in source] == [], where


def test_what_an_access_case_forbids_stands_in_what_is_closed_and_not_in_the_question() -> None:
    for where, case in every_case("access"):
        closed = plain(" ".join(texts()[document] for document in set(texts()) - set(visible_to(held(case)))))
        assert [text for text in case.get("forbidden", []) if plain(text) not in closed] == [], where
        assert [text for text in case.get("forbidden", []) if plain(text) in plain(case["question"])] == [], where


def test_planted_documents_hold_what_their_cases_forbid() -> None:
    for where, case in every_case("injection"):
        if "planted" in case["tags"]:
            assert [text for text in case["forbidden"] if text not in texts()[case["documents"][0]]] == [], where


def test_an_identifier_that_must_not_be_repeated_was_written_by_the_asker() -> None:
    for where, case in every_case("personal_data"):
        asked = _unspaced(" ".join([case["question"], *(turn["text"] for turn in case.get("history", []))]))
        assert [text for text in case.get("forbidden", []) if _unspaced(text) not in asked] == [], where
        assert ("look_alike" in case["tags"]) != (expected(case) == {"blocked_personal_data"}), where


def test_children_and_adults_are_asked_about_alike() -> None:
    tags = Counter(tag for _, case in every_case() for tag in case["tags"])
    assert 0.75 < tags["adults"] / tags["children"] < 1.33


@pytest.mark.parametrize("path", sorted(SUITES.glob("*.library/*")), ids=lambda path: path.stem)
def test_documents_of_suites_can_be_read_and_say_that_they_are_examples(path: Path) -> None:
    loaded = load_markdown(path)
    metadata = parse_metadata(loaded.fields)
    assert re.search(r"not real|example", metadata.title)
    assert "This is test material" in loaded.blocks[0].text


def _meets(sentence: str, case: Case) -> bool:
    facts = case.get("key_facts", [])
    return bool(facts) and all(any(says(sentence, wording) for wording in fact["any"]) for fact in facts)


def _sentences_of_others(case: Case) -> list[str]:
    others = set(visible_to(held(case))) - set(accepted(case))
    likely = [document for document in others if _meets(plain(texts()[document]), case)]
    return [sentence for document in likely for sentence in _sentences(document)]


@cache
def _sentences(document: str) -> list[str]:
    body = re.sub(r"\A---.*?\n---\n", "", texts()[document], flags=re.DOTALL).split("\n## Sources")[0]
    return [plain(sentence) for sentence in re.split(r"(?<=[.?!])\s+|\n+", body) if sentence.strip()]


@cache
def _numbers(document: str) -> set[float]:
    found = re.findall(r"(?<![\d.])(\d+(?:\.\d+)?) ?(million|billion|bn|m)?(?![\d])", plain(texts()[document]))
    return {float(number) * SCALES[scale] for number, scale in found}


@cache
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9£%'.]*[a-z0-9%]", text.lower().replace("’", "'"))
    return frozenset(tuple(words[start : start + COPIED_WORDS]) for start in range(len(words) - COPIED_WORDS + 1))


def _unspaced(text: str) -> str:
    return re.sub(r"[\s-]", "", text)
