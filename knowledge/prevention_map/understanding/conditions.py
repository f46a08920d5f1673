"""Conditions as officers put them: blank cells, limits, grants that end, and the fixed words of a map."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from decimal import Decimal

from knowledge.prevention_map.conditions import Between, Blank, Condition, Duplicated, Mentions, Names, Stated
from knowledge.prevention_map.understanding.reader import Reader

NUMBERS = {
    word: number
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
}
SOON_MONTHS = 12
"""What 'soon' means of a grant's end; a choice, and the answer says which days it looked at."""
COUNT_WORD = rf"\d{{1,2}}|{'|'.join(NUMBERS)}"

_BLANKS = {
    "owner": r"(?:named |accountable |responsible )?owners?|accountab(?:le (?:person|officer|owner|role)|ility)",
    "outcome_measure": r"outcome measures?|measures? of outcomes?|(?:measured )?outcomes?(?: measured)?",
    "baseline": r"baselines?",
    "result": r"(?:measured )?results?",
    "annual_spend": r"(?:annual )?(?:spend|spending|cost|budget)(?: figures?)?",
    "reach": r"reach|numbers? reached",
    "provider": r"providers?",
    "funding_source": r"funding sources?|source of funding",
    "grant_end_date": r"grant end dates?|end dates?",
    "need": r"needs?",
    "driver": r"drivers?",
    "evidence_rating": r"(?:eif |evidence )?ratings?|eif levels?",
    "evidence_strength": r"studies|study|evaluations?|trials?",
    "nfa_rate": r"(?:nfa|no further action) rates?",
}
_RECORDED = r"(?: (?:recorded|stated|named|given|known|listed|shown|set))?"
_WITHOUT = (
    r"without (?:an? |any )?|(?:have|has|having|with|state|states|name|names) no |lack(?:s|ing)? (?:an? |any )?|"
    r"missing (?:an? )?|do(?:es)? not (?:have|state|name|give) (?:an? |any )?|no "
)
_NOT_STATED = r" (?:is|are) (?:missing|blank|unknown|not (?:recorded|stated|named|given|known))"
_NOBODY = (
    r"(?:that |which |for which |where )?(?:(?:have|has|with) )?(?:nobody|no ?one|no-one)(?: (?:is|named|as))*"
    r" (?:accountable|responsible|owns?|owning|in charge)(?: for)?(?: them| it)?"
    r"|(?:un|dis)owned|ownerless|owned by (?:nobody|no ?one|no-one)"
)
_UNMEASURED = (
    r"(?:(?:that|which) )?(?:(?:we|are|is|whose outcomes?) ){0,4}(?:do |does )?(?:not|never)"
    r" measured?(?: (?:the |their |its )?outcomes?)?|unmeasured|(?:that are |are )?not (?:being )?measured"
    r"|without measur(?:ing|ement)(?: of)?(?: (?:the |their |its )?outcomes?)?"
)

_SCALE = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}
_MORE = r"(?:more|greater|higher|larger) than|over|above|exceed(?:s|ing)?|at least"
_LESS = r"(?:less|fewer|lower|smaller) than|under|below|at most|up to|no more than"
_LIMIT = (
    r"(?:that |which )?(?:(?P<told>cost|costs|costing|spend|with (?:a )?(?:spend|cost|budget)(?: of)?|reach|reaches) )?"
    rf"(?P<how>{_MORE}|{_LESS}) (?P<pounds>£)?(?P<number>\d[\d,]*(?:\.\d+)?)"
    rf"(?P<scale> ?(?:k|m|thousand|million))?(?P<percent>%)?(?: (?P<people>families|people|residents|children))?"
    rf"(?(told)|(?(pounds)|(?(scale)|(?(percent)|(?(people)|(?!))))))"
)
"""A bare number is none: 'adults over 65' are not spends over 65 pounds."""
_BETWEEN = (
    r"(?:that |which )?(?:(?:cost|costs|costing|spend) )?between £(?P<low>\d[\d,]*)(?P<low_scale>k|m)? and "
    r"£(?P<high>\d[\d,]*)(?P<high_scale>k|m)?"
)
_INCLUDED = {"at least", "at most", "up to", "no more than"}

_END = r"(?:ends?|ending|expires?|expiring|runs?(?:ning)? out(?: of (?:money|funding))?|stops?|finish(?:es)?|finishing)"
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}

_NEED_FOR_CARE = r"(?: (?:the )?(?:needs?|demand)(?: for (?:long-term |social )*(?:care|support))?)?"
_ALONE = r"(?: only)?(?:,? (?:and )?not both)?"
"""A row for both cohorts is one of neither: 'for children' and 'for children only' are the same rows."""
_CHOICES: tuple[tuple[str, str, str], ...] = (
    (
        "evidence_direction",
        "null",
        r"(?:(?:that |which )?(?:the )?(?:trials?|studies|research|evidence|evaluations?) "
        r"(?:have )?(?:found|finds?|show(?:ed|s|n)?|says?|suggests?) )?(?:(?:that )?(?:they )?)?"
        r"(?:(?:to )?(?:make|made|makes|have|has|had|having|with|showing) no (?:difference|effect|impact)|"
        r"(?:do|does|did) not work|ineffective)",
    ),
    ("evidence_direction", "positive", r"positive|proven(?: to work)?|(?:shown|found) to work"),
    ("evidence_direction", "promising", r"promising"),
    ("evidence_direction", "mixed", r"mixed"),
    ("evidence_direction", "null", r"null"),
    ("evidence_direction", "conflicting", r"conflicting"),
    (
        "evidence_direction",
        "unknown",
        r"no clear (?:results?|evidence)(?: \(unknown direction\))?|unknown|no (?:known )?evidence",
    ),
    ("evidence_strength", "RCT", r"rcts?|randomi[sz]ed(?: controlled)?(?: trials?)?|trials?|trialled"),
    ("evidence_strength", "quasi-experimental", r"quasi-experiment(?:s|al)?|(?:matched )?comparison groups?"),
    ("evidence_strength", "evaluation", r"evaluations?|evaluated"),
    ("evidence_strength", "audit", r"audits?|audited"),
    ("evidence_strength", "self-reported", r"self[- ]report(?:s|ed)?"),
    ("evidence_strength", "expert view", r"expert views?|expert opinions?"),
    ("cashable", "none", r"not cashable|neither cashable nor cost avoidance"),
    ("cashable", "cashable", r"(?<!it is )(?<!they are )cashable"),
    ("cashable", "cost avoidance", r"cost[- ]avoidance|avoid(?:ed|ing)? costs?"),
    ("confidence", "high", r"high confidence"),
    ("confidence", "medium", r"medium confidence"),
    ("confidence", "low", r"low confidence"),
    ("basis", "memory", r"from memory|names? only"),
    ("tier", "front door", r"front[- ]doors?(?: tiers?)?"),
    ("tier", "universal", r"universal(?: tiers?)?"),
    ("tier", "targeted", r"targeted(?! at| on| to)(?: tiers?)?"),
    ("tier", "specialist", r"specialist(?: tiers?)?"),
    ("tier", "system", r"system(?:-wide| level| tiers?)?"),
    ("prevention_level", "prevent", rf"prevent(?:s|ing)?{_NEED_FOR_CARE}"),
    ("prevention_level", "reduce", rf"reduc(?:e|es|ing){_NEED_FOR_CARE}"),
    ("prevention_level", "delay", rf"delay(?:s|ing)?{_NEED_FOR_CARE}"),
    ("whose_behaviour", "perpetrators", r"perpetrators?(?:'s?)?(?: behaviours?)?"),
    ("whose_behaviour", "parents", r"parents?(?:'s?)?(?: behaviours?)?|parental behaviours?|(?:mothers|fathers)(?:')?"),
    ("whose_behaviour", "wider family", r"(?:wider|extended) famil(?:y|ies)|relatives"),
    ("whose_behaviour", "carers", r"carers?(?:'s?)?(?: behaviours?)?"),
    ("whose_behaviour", "workers", r"workers?(?:'s?)?(?: behaviours?)?"),
    ("whose_behaviour", "agencies", r"agenc(?:y|ies)(?:'s?)?(?: behaviours?)?"),
    ("whose_behaviour", "children", r"(?:behaviours? of children|child(?:ren)?(?:'s) behaviours?)"),
    ("whose_behaviour", "adults", r"(?:behaviours? of adults|adults?(?:'s?) behaviours?)"),
    ("cohort", "both", r"both (?:adults and children|children and adults|cohorts)"),
    ("cohort", "children", rf"child(?:ren)?(?:'s)?{_ALONE}"),
    ("cohort", "adults", rf"adults?(?:'s?)?{_ALONE}"),
)
"""Field, value, and the words officers use for it; earlier ones are looked for first."""


def duplicated(reader: Reader) -> list[Condition]:
    """'Where do we duplicate?', 'which services overlap?'"""
    found = reader.take(r"(?:are |do |is )?(?:we )?(?:duplicat(?:e|es|ed|ing|ion|ions|ive)|doubl(?:e|ing) up)")
    return [Duplicated()] if found else []


def blanks(reader: Reader) -> list[Condition]:
    """'with no owner', 'nobody accountable', 'spend is not recorded'; 'with a baseline'."""
    found: list[Condition] = []
    if reader.take(_NOBODY):
        found.append(Blank("owner"))
    if reader.take(_UNMEASURED):
        found.append(Blank("outcome_measure"))
    for field, noun in _BLANKS.items():
        if reader.take(rf"(?:{_WITHOUT})(?:{noun}){_RECORDED}") or reader.take(rf"(?:whose )?(?:{noun}){_NOT_STATED}"):
            found.append(Blank(field))
        elif reader.take(rf"(?:with|have|has|having|carry|carries) an? (?:{noun}){_RECORDED}"):
            found.append(Stated(field))
    return found


def limits(reader: Reader) -> list[Condition]:
    """'cost more than £500k', 'a no further action rate above 50%', 'fewer than 40 families'."""
    found: list[Condition] = []
    for match in reader.take_all(_BETWEEN):
        high_scale = _SCALE.get(match["high_scale"] or "", 1)
        low_scale = _SCALE[match["low_scale"]] if match["low_scale"] else high_scale
        low, high = (Decimal(match[end].replace(",", "")) for end in ("low", "high"))
        found.append(Between("annual_spend", low * low_scale, high * high_scale))
    for match in reader.take_all(_LIMIT):
        field = _limited(match, reader)
        number = Decimal(match["number"].replace(",", "")) * _SCALE.get((match["scale"] or "").strip(), 1)
        strict = match["how"] not in _INCLUDED
        is_low = re.fullmatch(_MORE, match["how"]) is not None
        found.append(Between(field, number, None, strict) if is_low else Between(field, None, number, strict))
    if any(isinstance(limit, Between) and limit.field == "nfa_rate" for limit in found):
        reader.take_all(
            r"of (?:our |the |all )?referrals?|(?:ends?|ending) in no further action|(?:an? )?"
            r"(?:nfa|no[- ]further[- ]action) rates?"
        )
    if any(isinstance(limit, Between) and limit.field == "conversion_rate" for limit in found):
        reader.take_all(r"(?:an? )?conversion rates?")
    return found


def _limited(match: re.Match[str], reader: Reader) -> str:
    if match["percent"]:
        return "conversion_rate" if reader.says("conversion|converted") else "nfa_rate"
    if match["people"] or "reach" in match.group():
        return "reach"
    if reader.take(r"(?:per|for each|a) (?:family|person|head|child)(?: reached)?") or reader.take(r"unit costs?"):
        return "unit_cost"
    return "annual_spend"


def grants(reader: Reader, today: dt.date) -> list[Condition]:
    """'grants that end within a year', 'ending in 2027', 'before April 2027', 'have already run out'."""
    if not reader.says(r"grants?|grant-funded|funding|funded|money"):
        return []
    soon = reader.take(
        rf"(?:that |which )?{_END} (?:within|in|over|during)(?: the)?(?: next| coming)?"
        rf"(?: (?P<count>an?|{COUNT_WORD}))? (?P<unit>years?|months?)"
    )
    if soon:
        count = soon["count"] or "one"
        number = 1 if count in ("a", "an") else NUMBERS.get(count) or int(count)
        months = number * (12 if soon["unit"].startswith("year") else 1)
        return _grants_between(reader, today, months_later(today, months))
    if reader.take(
        rf"(?:that |which )?(?:are )?(?:(?:about|due) to )?{_END}(?: soon| shortly)|(?:about|due) to {_END}"
    ):
        return _grants_between(reader, today, months_later(today, SOON_MONTHS))
    year = reader.take(rf"(?:that |which )?{_END} in (?P<year>20\d\d)")
    if year:
        return _grants_between(reader, dt.date(int(year["year"]), 1, 1), dt.date(int(year["year"]), 12, 31))
    before = reader.take(rf"(?:that |which )?{_END} before (?P<month>{'|'.join(_MONTHS)}) (?P<year>20\d\d)")
    if before:
        first = dt.date(int(before["year"]), _MONTHS[before["month"]], 1)
        return _grants_between(reader, today, first - dt.timedelta(days=1))
    ended = reader.take(r"(?:have |has )?(?:already )?(?:ended|expired|run out|lapsed|finished)(?: already)?")
    if ended:
        return _grants_between(reader, None, today - dt.timedelta(days=1))
    return []


def grant_funded(reader: Reader) -> list[Condition]:
    """'funded by a grant', 'grant-funded'."""
    paid = r"(?:funded|paid(?: for)?) (?:by|from|with|through|out of) (?:an? |our )?grants?"
    return [Mentions("grant", ("funding_source",))] if reader.take(rf"{paid}|grant[- ]funded") else []


def _grants_between(reader: Reader, low: dt.date | None, high: dt.date) -> list[Condition]:
    reader.take_all(r"grants?(?:[- ]funded| funding)?")
    return [Between("grant_end_date", low, high)]


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def choices(reader: Reader) -> list[Names]:
    """The fixed words of a map, in the order the question has them."""
    found: list[tuple[int, Names]] = []
    for field, value, pattern in _CHOICES:
        while (match := reader.take(pattern)) is not None:
            condition = Names(field, (value,))
            if condition not in [earlier for _, earlier in found]:
                found.append((reader.whole.find(match.group()), condition))
    return [condition for _, condition in sorted(found, key=lambda pair: pair[0])]
