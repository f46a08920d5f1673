"""Turns by which familiar words ask what the rows of a map do not tell: they are never passed over."""

from __future__ import annotations

from knowledge.prevention_map.understanding.conditions import COUNT_WORD

_YES_OR_NO = r"^(?:does|do|is|are|can) (?:our|the) (?:\w+ )?(?:spend|spending|money|budgets?|costs?)(?= )"
_SPENT_ON_ONE = (
    r"(?:spend|spent|costs?) (?:us )?an? (?:parent|carer|resident|household)(?!')|"
    r"^(?:what|how much) (?:does|did) (?:an?|one|each) (?:child|adult|family|person|resident|household)\b.* cost"
)
_SUM_OF_THE_FIRST = rf"(?:total|sum)(?: \w+)? of (?:our |the )?(?:top|{COUNT_WORD})"
_DIFFERENCE = r"how (?:much|many) (?:more|less|fewer)|difference between|(?:gap|change) (?:in|between)"
_PAID_BY_PEOPLE = (
    r"(?:spent|paid) by (?:the |our )?(?:parents|families|carers|residents|people|children|adults)|"
    r"do (?:the |our )?(?:parents|families|carers|residents|people|children|adults) (?:pay|spend)"
)
"""A map states what the council and its partners spend."""
_TWO_KINDS = (
    r"agency workers?|"
    r"(?:parents?|mothers|fathers|carers?|perpetrators?|workers?) and (?:the )?(?:child(?:ren)?|adults?)|"
    r"(?:child(?:ren)?|adults?) and (?:the )?(?:parents?|mothers|fathers|carers?|perpetrators?|workers?)"
)
"""Whose behaviour, and for whom: it cannot be told whether both are meant together or each alone."""
_EACH_TIME = r"(?:an?|each|every|per) go"
ANOTHER_QUESTION = "|".join(
    (_DIFFERENCE, _SPENT_ON_ONE, _YES_OR_NO, _TWO_KINDS, _SUM_OF_THE_FIRST, _PAID_BY_PEOPLE, _EACH_TIME)
)
"""The pattern of any of them."""
