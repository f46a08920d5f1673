"""Whether it is worth having a question read by somebody else: it may be one to a map, and a query could say it."""

from __future__ import annotations

import re

from knowledge.prevention_map.understanding.another_question import ANOTHER_QUESTION
from knowledge.prevention_map.understanding.reader import Reader, plain
from knowledge.prevention_map.understanding.understand import is_about_own_map

_ASKS = re.compile(
    r"\b(?:how (?:much|many)|what|which|who|whose|where|list|show|name|find|rank|compare|count|number|total|sum|share|"
    r"percentage|proportion|average|do we|are there any)\b"
)
_OF_A_MAP = re.compile(
    r"\b(?:spend|spends|spent|spending|costs?|costing|money|budgets?|pay|pays|paid|paying|fund|funds|funded|funding|"
    r"funders?|grants?|invest(?:ed|ing|ment)?|cheap(?:est)?|expensive|reach|reached|reaches|owns?|owned|owners?|"
    r"accountab\w+|responsible|in charge|providers?|provided|runs?|deliver(?:s|ed)?|commission(?:ed)?|tiers?|drivers?|"
    r"interventions?|services?|programmes?|projects?|schemes?|contracts?|initiatives?|offers?|things|stuff|rows?|lines?|"
    r"entries|outcomes?|measured?|measures|baselines?|duplicat\w+|overlap\w*|referral routes?|cashable|universal|"
    r"targeted|specialist|front door)\b"
)
_BEYOND = re.compile(
    r"\b(?:why|should|ought|would|could|might|if|how (?:do|does|did|can|could|should|would|to)|"
    r"(?:last|next|previous|coming|past) (?:year|month|quarter)|ago|trends?|increas\w+|decreas\w+|ris(?:e|es|ing|en)|"
    r"grow(?:s|n|ing|th)?|going (?:up|down)|over time|forecast\w*|predict\w*|sav(?:e|es|ed|ing|ings)|"
    r"return on investment|value for money|except|excluding|apart from|other than|instead of|difference between|"
    r"how (?:much|many) (?:more|less|fewer)|(?:other|neighbouring|all|most) (?:councils?|authorit(?:y|ies))|"
    r"national(?:ly)?|england|per (?:resident|household|pupil|capita)|"
    r"know(?:n|s)?|evidence|evidenced|learn(?:s|ed|t|ing)?|research|stud(?:y|ies)|trials?|literature|findings?|"
    r"effective(?:ness)?|work(?:s|ed|ing)?(?! with))\b"
)
"""What no query says; and what is asked of the library rather than of a list of one's own services."""


def may_ask_a_map(question: str) -> bool:
    """Whether a question is about one's own services, asks for something a map holds, and nothing a query cannot say.

    A cheap look at its words: most questions to the library fail it, so that reading them again costs nothing.
    """
    text = plain(question)
    return all((is_about_own_map(text), _ASKS.search(text), _OF_A_MAP.search(text), not goes_beyond(text)))


def goes_beyond(question: str) -> bool:
    """Whether a question asks what no query says: exceptions, other times and places, reasons, what is known."""
    reader = Reader(question)
    return _BEYOND.search(reader.whole) is not None or reader.says(ANOTHER_QUESTION)
