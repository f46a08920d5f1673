"""What officers call the columns of a map, word by word: such a word says no more than that the column is meant."""

from __future__ import annotations

import re

from knowledge.prevention_map.columns import BY_FIELD
from knowledge.prevention_map.conditions import words

MONEY_WORDS = frozenset(
    """budget budgets cheap cheaper cheapest cost costing costlier costliest costly costs dear dearer dearest
    expenditure expensive fund funded funding funds goes invest invested investing investment invests money paid pay
    paying pays price priced prices pricey priciest spend spending spends spent""".split()
)
REACH_WORDS = frozenset("clients reach reached reaches reaching served serves serve users".split())
_CALLED = {
    "annual_spend": MONEY_WORDS,
    "unit_cost": MONEY_WORDS | set("each head per unit".split()),
    "reach": REACH_WORDS | set("family families get getting people see seen".split()),
    "owner": set(
        "accountable after charge in lead leading leads led look looked looking looks own owned owner owners owns "
        "responsible".split()
    ),
    "provider": set("deliver delivered delivers provide provided provides run running runs".split()),
    "provider_type": set("kind organisation sector sort type".split()),
    "funding_source": MONEY_WORDS | set("funder funders grant grants pot pots".split()),
    "grant_end_date": MONEY_WORDS
    | set(
        "already dried dries dry end ended ending ends expire expired expires finish finished finishes grant grants "
        "lapse lapsed lapses out run running runs soon stop stopped stops until up".split()
    ),
    "outcome_measure": set("check checked measure measured measures measuring track tracked tracking".split()),
    "tier": set("level levels tier tiers".split()) | {"need", "needs"},
    "cohort": set("age group".split()),
    "age_band": set("age ages aged old olds".split()),
    "referral_route": set("come comes coming get gets into refer referred through via".split()),
    "nfa_rate": set("action closed further no".split()),
    "whose_behaviour": set("behave behaviour change changes changing".split()),
}


def column_words(field: str) -> frozenset[str]:
    """The words for a column, in the singular."""
    heading = BY_FIELD[field].heading if field in BY_FIELD else field
    return frozenset(words(" ".join((heading, *_CALLED.get(field, ())))))


def any_of(said: frozenset[str]) -> re.Pattern[str]:
    """The pattern of any of these words."""
    return re.compile(rf"\b(?:{'|'.join(sorted(said))})\b")
