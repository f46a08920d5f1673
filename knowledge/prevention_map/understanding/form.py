"""What a question wants to know: a sum, a count, a list, a ranking, a breakdown, a name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from knowledge.prevention_map.query import Form, Measure
from knowledge.prevention_map.understanding.conditions import COUNT_WORD, NUMBERS
from knowledge.prevention_map.understanding.reader import Reader

ITEM = (
    r"(?:interventions?|services?|programmes?|projects?|schemes?|contracts?|initiatives?|rows?|lines?|entries|entry|"
    r"offers?|things)"
)
_PEOPLE = r"(?:famil(?:y|ies)|people|persons?|residents?|individuals?|households?)"

_GROUPS = {
    "tier": r"tiers?",
    "driver": r"drivers?|causes?",
    "need": r"needs?",
    "owner": r"owners?",
    "provider": r"providers?",
    "provider_type": r"(?:provider types?|types? of provider|sectors?)",
    "cohort": r"cohorts?|age groups?",
    "funding_source": r"funding sources?|funders?|(?:grant or budget)",
    "prevention_level": r"prevention levels?|levels? of prevention",
    "whose_behaviour": r"whose behaviour(?: (?:it|they) (?:targets?|aims? at))?",
    "evidence_direction": r"evidence directions?|evidence",
    "evidence_strength": r"evidence strengths?|(?:kind|strength)s? of (?:evidence|study)",
    "cashable": r"(?:whether|if) (?:it|they) (?:is|are) cashable|cashability|kind of benefit",
    "referral_route": r"referral routes?",
    "place": r"places?",
}
"""Fields a map can be broken down by, and what officers call them."""

_LARGEST = (
    r"most expensive|costliest|commonest|most common|most frequent|biggest|largest|highest|greatest|"
    r"costs? (?:us )?(?:the )?most|the most|most"
)
_SMALLEST = r"least expensive|cheapest|smallest|lowest|costs? (?:us )?(?:the )?least|the least|the fewest|least|fewest"
_ONE_REACHED = (
    r"(?:(?:per|for each|for every|a) (?:(?:family|person|individual|head)(?: or (?:person|family))?"
    r"(?: (?:reached|helped))?|(?:resident|household|child|adult) (?:reached|helped)))"
)
"""Nobody knows from a map how many live in the place: 'per resident' is another question."""
_PER_HEAD = rf"(?:unit |average )?(?:costs?|spend|spending) {_ONE_REACHED}|unit costs?"
_SPEND = (
    r"(?:annual |total |overall |whole )*(?:spend(?:s|ing)?|spent|expenditure|cost(?:s|ing)?|paying|pay|pays|paid|"
    r"money|budgets?|invest(?:s|ing|ed|ment)?|goes|going|costliest)(?: (?:on|to|into|for))?"
)
_HOW_MUCH = r"how much(?: money| spend(?:ing)?| of our spend(?:ing)?| of our (?:money|budget))?"
_RATES = {
    "nfa_rate": r"(?:nfa|no[- ]further[- ]action) rates?",
    "conversion_rate": r"conversion rates?",
}
_ORDERS = {
    "unit_cost": rf"{_PER_HEAD}",
    "reach": rf"reach|(?:number of )?{_PEOPLE} reached",
    "annual_spend": r"(?:annual )?(?:spend(?:ing)?|costs?|budgets?|expenditure)",
    **_RATES,
}
"""Numbers a list can be ordered by."""
_WHO = {
    "owner": r"who (?:is|are) (?:accountable|responsible|in charge|the owners?)(?: (?:for|of))?|who owns|"
    r"who leads(?: on)?",
    "provider": r"who (?:provides?|runs?|delivers?|operates?)|which providers? do we use(?: for)?|"
    r"which providers? (?:provides?|runs?|delivers?|operates?)",
    "funding_source": r"who (?:funds|pays for)|(?:which|what) (?:budgets?|grants?|funds?) (?:pays?|funds?)(?: for)?",
    "outcome_measure": r"what outcomes? (?:do we measure|are measured)(?: for)?|"
    r"how do we measure(?: (?:the )?(?:success|outcomes) of)?|what do we measure for",
    "evidence_note": r"what (?:is|does) the evidence (?:for|on|say about|say on)",
    "baseline": r"(?!)",
    "result": r"(?!)",
    "grant_end_date": r"when (?:does|do) (?:the |our )?(?:grants?|funding|money)(?: for| end for| run out for)?",
    "referral_route": r"how (?:do (?:people|families)|are (?:people|families)) (?:get|come|referred) (?:to|into)",
}
_LOOKED_UP = {
    "owner": r"owners?",
    "provider": r"providers?",
    "funding_source": r"funding sources?|funders?",
    "outcome_measure": r"outcome measures?|outcomes measured",
    "baseline": r"baselines?",
    "result": r"results?",
    "grant_end_date": r"grant end dates?|end dates?",
    "referral_route": r"referral routes?|routes? in",
}
"""Nouns after 'what is the', for a field of the rows meant."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The form of the answer, what is worked out, over which field, and how many of a ranking."""

    form: Form
    measure: Measure = Measure.COUNT
    field: str | None = None
    largest: bool = True
    limit: int | None = None


def wanted(reader: Reader) -> Wanted | None:
    """What is asked for, taken out of the question; None when nothing of it is a question to a map."""
    for reading in (
        _both,
        _who,
        _rate,
        _overlap,
        _share,
        _distinct,
        _breakdown,
        _order,
        _ranking,
        _figure,
        _values,
        _list,
    ):
        found = reading(reader)
        if found is not None:
            return found
    return None


def for_each(asked: Wanted) -> Wanted | None:
    """The same for each person or family reached; None where no spend is asked for."""
    if asked.measure in (Measure.SPEND, Measure.AVERAGE_SPEND, Measure.COST_PER_HEAD):
        return replace(asked, measure=Measure.COST_PER_HEAD)
    if asked.form is Form.RANKED and asked.field in ("annual_spend", "unit_cost"):
        return replace(asked, field="unit_cost")
    return None


def _both(reader: Reader) -> Wanted | None:
    """'How many, and which': a list says both."""
    return Wanted(Form.ROWS) if reader.take(r"(?:how many|number),? and which(?: (?:ones|they are))?") else None


def _who(reader: Reader) -> Wanted | None:
    for field, pattern in _WHO.items():
        noun = _LOOKED_UP.get(field, "(?!)")
        if reader.take(rf"{pattern}|(?:what|who) (?:is|are) (?:the |our )?(?:{noun}) (?:of|for|at)"):
            return Wanted(Form.VALUES, field=field)
    return None


def _rate(reader: Reader) -> Wanted | None:
    for field, pattern in _RATES.items():
        if reader.take(rf"what (?:is|are) (?:the |our )?(?:{pattern})"):
            return Wanted(Form.RANKED, field=field)
        if reader.take(rf"(?:that |which )?(?:have|has|with) (?:an? |the )?(?:very )?high (?:{pattern})"):
            reader.take("which|what|where|list|show(?: me)?")
            return Wanted(Form.RANKED, field=field)
    return None


def _overlap(reader: Reader) -> Wanted | None:
    """'Which services overlap?', 'do any services share families?': what the map states of it."""
    shared = rf"(?:share|reach|serve) (?:the )?(?:same )?{_PEOPLE}"
    asked = rf"(?:which|what|where|do|are there)(?: any)?(?: of)?(?: our| the)?(?: {ITEM})?"
    if reader.take(rf"{asked} (?:do we )?(?:overlap(?:s|ping)?|{shared})(?: with (?:each other|others?))?"):
        return Wanted(Form.VALUES, field="overlap")
    return None


def _order(reader: Reader) -> Wanted | None:
    """'Rank our services by spend': all of them, the largest first."""
    lead = rf"^(?:please )?(?:rank|order|sort)(?: me)?(?: our| the| all)*(?: {ITEM})?"
    for field, noun in _ORDERS.items():
        if reader.says(lead) and reader.take(rf"by (?:(?:their|the) )?(?:{noun})"):
            reader.take("rank|order|sort")
            return Wanted(Form.RANKED, field=field)
    return None


def _share(reader: Reader) -> Wanted | None:
    found = reader.take(
        r"(?:what |how (?:large|big) an? )?(?:share|percentage|proportion|fraction|%) of "
        r"(?:all )?(?:our |the )?(?:total |annual )*"
        rf"(?:(?P<money>spend(?:ing)?|money|budget|expenditure)|{ITEM})(?! (?:on|for|from|in|by|across) )"
        r"(?: (?:goes|is spent|is))?(?: (?:to|on))?"
    )
    if found is None:
        return None
    return Wanted(Form.FIGURES, Measure.SHARE_OF_SPEND if found["money"] else Measure.SHARE_OF_ROWS)


def _distinct(reader: Reader) -> Wanted | None:
    for field, noun in _GROUPS.items():
        if reader.take(
            rf"(?:how many|number of|count (?:of )?(?:the )?) ?(?:different |distinct |separate )?(?:{noun})"
        ):
            return Wanted(Form.FIGURES, Measure.DISTINCT, field)
    return None


def _breakdown(reader: Reader) -> Wanted | None:
    for field, noun in _GROUPS.items():
        if reader.take(
            rf"(?:(?:broken |break it )?(?:down )?by|per|for each|in each|for every|across(?: the)?|each) (?:{noun})"
        ):
            reader.take(r"how (?:is|are)")
            reader.take(r"(?:break|split|breakdown of|split of|show|divided?|spread|shared)(?: down)?")
            reader.take(r"down")
            return Wanted(Form.GROUPS, _measured(reader), field)
        if reader.take(rf"(?:rank|order|sort|list|show)(?: me)?(?: our| the| all)* (?:{noun}) by"):
            return Wanted(Form.GROUPS, _measured(reader), field)
    return None


def _ranking(reader: Reader) -> Wanted | None:
    """'our five most expensive', 'which three ... cost the most', 'which driver has the most'."""
    if not reader.says(rf"{_LARGEST}|{_SMALLEST}|top (?:{COUNT_WORD})"):
        return None
    field, limit = _ranked_field(reader)
    by = _ranked_by(reader)
    largest = _is_largest(reader)
    if by == "reach":
        reader.take(rf"{_PEOPLE}(?: reached)?|(?:largest |smallest )?reach")
    if field is not None:
        measure = Measure.REACH if by == "reach" else _measured(reader)
        return Wanted(Form.GROUPS, measure, field, largest, limit)
    reader.take_all(_SPEND)
    return Wanted(Form.RANKED, field=by or "annual_spend", largest=largest, limit=limit)


def _ranked_by(reader: Reader) -> str | None:
    """The number other than spend that a ranking is by, where one is said: people, a rate, the cost of each."""
    reach = reader.take(rf"(?:{_PEOPLE} reached|reach(?:es)?)(?= (?:the )?(?:most|fewest|largest|smallest))")
    per_head = reader.take(_PER_HEAD) or reader.take(_ONE_REACHED)
    rate = next((name for name, pattern in _RATES.items() if reader.take(pattern)), None)
    if rate or per_head:
        return rate or "unit_cost"
    return "reach" if reach or reader.says(rf"(?:most|fewest|number of) {_PEOPLE}") else None


def _is_largest(reader: Reader) -> bool:
    """Whether the largest come first; the words that say so are taken out."""
    smallest = reader.take(_SMALLEST)
    reader.take("single|who (?:is|are)")
    if smallest is None and reader.take(_LARGEST) is None:
        reader.take("top")
    return smallest is None


def _ranked_field(reader: Reader) -> tuple[str | None, int]:
    """Which groups are ranked, None for rows, and how many: 'top five drivers', 'which tier', 'three services'."""
    for name, noun in _GROUPS.items():
        if several := reader.take(rf"(?:top|which|what|our) (?P<count>{COUNT_WORD}) (?:{noun})"):
            return name, _counted(several["count"])
    limit = _limit(reader)
    for name, noun in _GROUPS.items():
        if reader.take(rf"(?:which|what|top(?: (?:{COUNT_WORD}))?) (?:{noun})|(?<=est )(?:single )?(?:{noun})"):
            return name, limit
    return None, limit


def _limit(reader: Reader) -> int:
    found = reader.take(
        rf"(?:top|our|the|which|what)(?: are our)?(?: the)? (?P<count>{COUNT_WORD})(?: of our| of the)?"
    )
    if found is None:
        return 1
    return _counted(found["count"])


def _counted(word: str) -> int:
    return NUMBERS.get(word) or int(word)


def _figure(reader: Reader) -> Wanted | None:
    per_head = reader.take(_PER_HEAD) or (reader.take(_ONE_REACHED) if reader.says(f"{_SPEND}|how much") else None)
    if per_head:
        reader.take_all(r"average|mean")
        reader.take_all(_HOW_MUCH)
        reader.take_all(_SPEND)
        return Wanted(Form.FIGURES, Measure.COST_PER_HEAD)
    if reader.take(r"average|mean"):
        reader.take(_SPEND)
        reader.take(rf"(?:per|for each|of an?) {ITEM}")
        return Wanted(Form.FIGURES, Measure.AVERAGE_SPEND)
    if reader.says(rf"how many {_PEOPLE}") and reader.take(r"(?:do we |are )?(?:reach(?:ed|es)?|served|helped)"):
        reader.take(rf"how many {_PEOPLE}")
        return Wanted(Form.FIGURES, Measure.REACH)
    if reader.take(r"(?:what is )?(?:the |our )?(?:total |overall )?reach of"):
        return Wanted(Form.FIGURES, Measure.REACH)
    if not re.match(rf"(?:which|list|show|name|who|where|how many|what (?:are )?(?:our |the )?{ITEM})\b", reader.whole):
        spent = _sum(reader)
        if spent is not None:
            return spent
    if reader.take(rf"(?:how many|(?:what is the )?(?:number|count) of|^count)(?: of)?(?: our| the)?(?: {ITEM})?"):
        return Wanted(Form.FIGURES, Measure.COUNT)
    return None


def _sum(reader: Reader) -> Wanted | None:
    asked = [*reader.take_all(_HOW_MUCH), *reader.take_all(_SPEND)]
    if not asked or not reader.says(f"{_SPEND}|how much"):
        return None
    reader.take_all("compared?|total|altogether|in all")
    return Wanted(Form.FIGURES, Measure.SPEND)


def _measured(reader: Reader) -> Measure:
    """Spend where money is spoken of, for each person reached where that is said; else rows."""
    if reader.take(_PER_HEAD) or (reader.take(_ONE_REACHED) if reader.says(f"{_SPEND}|how much") else None):
        reader.take_all("average|mean")
        reader.take_all(_HOW_MUCH)
        reader.take_all(_SPEND)
        return Measure.COST_PER_HEAD
    average = reader.take(rf"(?:average|mean)(?= {_SPEND})")
    asked = [*reader.take_all(_HOW_MUCH), *reader.take_all(_SPEND)]
    if asked:
        return Measure.AVERAGE_SPEND if average else Measure.SPEND
    if reader.take(rf"how many {_PEOPLE}(?: (?:do we |are )?reach(?:ed)?)?"):
        return Measure.REACH
    reader.take(rf"(?:how many|number of|count of)(?: our| the)? ?{ITEM}?")
    return Measure.COUNT


def _values(reader: Reader) -> Wanted | None:
    """'Which drivers do we address for children?' Not with what is missing: a driver is on many rows."""
    if reader.says("no|not|without"):
        return None
    for field, noun in _GROUPS.items():
        if reader.take(rf"(?:which|what)(?: are)?(?: the| our)? (?:{noun})"):
            return Wanted(Form.VALUES, field=field)
    return None


def _list(reader: Reader) -> Wanted | None:
    if reader.take(r"where do we (?:spend|pay)|(?:do we|are there|have we)(?: have| run| fund| pay for| buy)?(?= any)"):
        return Wanted(Form.ROWS)
    if reader.take(r"name them|which are they|(?:the )?number and (?:which|names?)"):
        return Wanted(Form.ROWS)
    if reader.take(r"tell me about|rank (?=interventions|services)"):
        return Wanted(Form.ROWS)
    if reader.take(rf"(?:which|what|list|show(?: me)?|name|where)(?: of)?(?: are)?(?: our| the| all)*(?: {ITEM})?"):
        return Wanted(Form.ROWS)
    return None
