"""Every name of a claim, of people, bodies and programmes, stands in its source or in what is known about it."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.answering.checking.source import Source
from bot.answering.checking.words import Word, words
from knowledge.dates import dates
from knowledge.indexes.terms import terms
from knowledge.retrieval.glossary import spell_out
from knowledge.retrieval.places import is_place

_SENTENCE_END = re.compile(r"[.!?:]\s*$|^\s*[-•“\"'(]*\s*$")
_PEOPLES = {
    "english": "england", "scottish": "scotland", "welsh": "wales", "irish": "ireland", "british": "britain",
    "american": "america", "dutch": "netherlands", "french": "france", "german": "germany", "danish": "denmark",
    "swedish": "sweden", "norwegian": "norway", "finnish": "finland", "australian": "australia",
    "canadian": "canada", "european": "europe",
}  # fmt: skip
_PEOPLE = re.compile(r"(?:ians?|ans?|ns?|ese|ish|is?)$")
_SHORTEST, _LONGEST_ENDING = 3, 2
_BEYOND_ENGLAND = frozenset(
    (*_PEOPLES.values(), *"edinburgh glasgow cardiff swansea belfast aberdeen dundee newport london ulster".split())
)
_NO_NAMES = frozenset(
    "i a an the he she it we you they his her its our your their this that these those who what when where why how "
    "with in on at by for from of as to after before during while although though since because if among between "
    "within across both each every some most many few more less one two there here only over under about around "
    "despite following according based overall however meanwhile similarly also but and or not no none nobody whether "
    "monday tuesday wednesday thursday friday saturday sunday mr mrs ms dr".split()
)
_REPORTS = frozenset(
    "says said say reported reports found finds told estimated estimates concluded noted warned argued argues "
    "claimed claims credited received published launched spent saved has had was is runs rated gave gives judged put "
    "puts".split()
)
_LINKS = frozenset("of for and the in to on".split())


def absent_names(claim: str, source: Source) -> list[str]:
    """The names of the claim that its source does not know, one short text each."""
    said = _said(source.said)
    return [f"name {name} not in the source" for name in names_in(claim, source.said) if not _known(name, said)]


def names_in(claim: str, said: str = "") -> list[str]:
    """The capitalised words of ``claim`` that are names, in the order they stand.

    The first word of a sentence is one when it is a place, an acronym, followed by another name, or does what bodies
    do ("Ofsted reported"), unless ``said`` has it in lower case.
    """
    taken = [(date.start, date.end) for date in dates(claim)]
    read = words(claim)
    plain_words = {word.form for word in words(said) if not word.capital}
    return [
        _written(claim, word)
        for position, word in enumerate(read)
        if word.capital
        and word.form not in _NO_NAMES
        and not any(start <= word.start < end for start, end in taken)
        and (not _begins(claim, word) or _is_acronym(claim, word) or _begins_with_name(read, position, plain_words))
    ]


def _begins(claim: str, word: Word) -> bool:
    return bool(_SENTENCE_END.search(claim[: word.start]))


def _is_acronym(claim: str, word: Word) -> bool:
    return sum(letter.isupper() for letter in claim[word.start : word.end]) > 1


def _begins_with_name(read: tuple[Word, ...], position: int, plain_words: set[str]) -> bool:
    word = read[position]
    after = read[position + 1] if position + 1 < len(read) else None
    if is_place(word.form) or word.form in _BEYOND_ENGLAND or word.form in _PEOPLES:
        return True
    if not word.name or word.form in plain_words or word.form + "s" in plain_words or after is None:
        return False
    if word.possessive:
        return True
    return (after.capital and not after.form.isdigit()) or (after.form in _REPORTS and not word.form.endswith("s"))


def _written(claim: str, word: Word) -> str:
    return re.sub(r"['’]s$|['’]$", "", claim[word.start : word.end])


def _known(name: str, said: frozenset[str]) -> bool:
    form = name.lower().replace("’", "'")
    if form in said or _PEOPLES.get(form, form) in said:
        return True
    stems = terms(name)
    people = _PEOPLE.sub("", form)
    return bool(stems and stems[0] in said) or (people != form and any(_is_country(word, people) for word in said))


def _is_country(word: str, people: str) -> bool:
    """Whether a word is the country of a people, given without its ending: 'libya' of 'libyan'."""
    return len(people) > _SHORTEST and word.startswith(people) and len(word) - len(people) <= _LONGEST_ENDING


@lru_cache(maxsize=1024)
def _said(text: str) -> frozenset[str]:
    """The words of a text, in lower case and as stems, its peoples' countries, its acronyms and what they stand for."""
    also = spell_out(text).also
    read = words(text)
    forms = {word.form for word in read}
    forms |= {word.form for name in also for word in words(name)}
    forms |= {stem for form in forms for stem in terms(form)}
    forms |= {country for people, country in _PEOPLES.items() if people in forms}
    return frozenset(forms | _initials(read))


def _initials(read: tuple[Word, ...]) -> set[str]:
    """What acronyms the names of a text would have: those of up to six words in a row, small links with or without."""
    found = set()
    for first, word in enumerate(read):
        if not word.capital:
            continue
        full, short = "", ""
        for part in read[first : first + 8]:
            full += part.form[0]
            short += "" if part.form in _LINKS else part.form[0]
            if len(short) >= 2:
                found |= {full, short}
    return found
