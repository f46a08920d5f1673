"""Every figure the estimate assumes is worked out from facts that hold its numbers; where there are none it says so."""

from __future__ import annotations

import re

import pytest

from knowledge.prevention_map.assumptions import Assumption, Sourced, load_assumptions
from knowledge.prevention_map.estimate import Inputs, Stream, make_estimate
from knowledge.prevention_map.estimate_words import NOT_SOURCED, load_cautions, write
from knowledge.prevention_map.facts import Fact, load_facts, source_of

SOURCED = [
    pytest.param(one, id=f"{name} {case}")
    for name, assumption in load_assumptions().items()
    for case, one in assumption.sources.items()
]
UNSOURCED = [found for found in load_assumptions().items() if not found[1].sources]
WORDS = {"first": "1", "three": "3", "five": "5"}
PLAIN = {"0", "1", "100", "1000000"}
"""Arithmetic, and an effect that was not found: no figures of a source."""


def figures(text: str) -> set[str]:
    """The numbers in a text, also those that are written out."""
    found = {number.replace(",", "").rstrip(".") for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
    return found | {WORDS[word] for word in re.findall(r"\w+", text.lower()) if word in WORDS}


@pytest.mark.parametrize("sourced", SOURCED)
def test_a_sourced_value_follows_from_the_numbers_of_its_facts(sourced: Sourced) -> None:
    assert sourced.facts
    stated = figures(" ".join(load_facts()[fact].claim for fact in sourced.facts))
    assert figures(sourced.derived) - PLAIN <= stated
    assert re.fullmatch(r"[\d\s./*()-]+", sourced.derived)
    assert eval(sourced.derived) == pytest.approx(sourced.value, rel=0.01)


@pytest.mark.parametrize(("name", "assumption"), UNSOURCED)
def test_what_is_not_sourced_says_so_and_counts_nothing_of_worth(name: str, assumption: Assumption) -> None:
    stream = name.split(".")[0]
    known = Inputs(children_entering=1, child_cost=1, adults_entering=1, adult_cost=1, nfa_referrals=1, nfa_hours=1)
    (said,) = [line for line in write(make_estimate(known)).assumptions if line.startswith(assumption.label)]
    assert NOT_SOURCED in said
    assert assumption.meaning in said
    assert Stream(stream)
    assert assumption.unset in (0, 1)


def test_every_number_in_a_caution_stands_in_its_facts() -> None:
    for stream in Stream:
        assert len(load_cautions()[stream]) >= 3
        for caution in load_cautions()[stream]:
            stated = figures(" ".join(load_facts()[fact].claim for fact in caution.facts))
            assert figures(caution.says) <= stated, caution.says


def test_sentences_cite_by_number_and_every_reference_is_cited() -> None:
    known = Inputs(
        children_entering=90, child_cost=50_000, adults_entering=1, adult_cost=1, nfa_referrals=1, nfa_hours=1
    )
    written = write(make_estimate(known))
    text = " ".join([*written.findings, *written.assumptions, *written.cautions])
    cited = {int(number) for number in re.findall(r"\[(\d+)\]", text)}
    assert cited == set(range(1, len(written.references) + 1))
    assert all(source_of(fact) for fact in written.references)


def test_evidence_against_optimism_is_of_trials_and_audits() -> None:
    against = [load_facts()[fact] for some in load_cautions().values() for one in some for fact in one.facts]
    assert {"RCT", "audit", "quasi-experimental"} <= {fact.strength for fact in against}


def test_a_source_is_told_with_publisher_year_and_strength() -> None:
    fact = Fact("F1", "d", "c", "p", "2020", "A study?", "A press", "2021", "", "RCT")
    assert source_of(fact) == "A study? A press, 2021, RCT"
