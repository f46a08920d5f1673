"""What a claim says was caused, and by what."""

from __future__ import annotations

import pytest

from bot.answering.checking.checker import CHECKS
from tests.bot.answering.checking.told import told

PLANS = "In Hertfordshire, children on child protection plans fell by 46% after Family Safeguarding began."
TRAINED = "Carers were trained in 2019, and placements lasted longer."
CUT = "The programme cut care entries by 30% in a randomised trial."
PASSIVE = "Care entries were reduced by 30% in the year the programme began."
WHY = "Costs rose by 12% because more children needed homes."
LED = "Falls among older people led to about 255,000 emergency admissions a year."
OTHER = "The evaluation said that rain caused floods."

PAIRS = [
    (PLANS, "Child protection plans fell by 46% after Family Safeguarding began.",
     "Family Safeguarding caused a 46% fall in child protection plans."),
    (PLANS, "After Family Safeguarding began, plans fell by 46%.", "Plans fell by 46% because of Family Safeguarding."),
    (TRAINED, "Placements lasted longer, and carers were trained.",
     "Placements lasted longer because carers were trained."),
    (TRAINED, "Carers were trained and placements lasted longer.",
     "Training carers led to placements that lasted longer."),
    (TRAINED, "Placements lasted longer; carers were trained.", "Thanks to trained carers placements lasted longer."),
]  # fmt: skip

FAITHFUL = [
    (CUT, "The programme led to 30% fewer care entries."),
    (WHY, "Costs went up 12% as a result of more children needing homes."),
    (LED, "Older people's falls cause around 255,000 emergency admissions each year."),
]


@pytest.mark.parametrize(("sentence", "true", "false"), PAIRS)
def test_a_cause_is_not_invented(sentence: str, true: str, false: str) -> None:
    assert CHECKS["causes"](true, told(true, sentence, OTHER)) == []
    assert CHECKS["causes"](false, told(false, sentence, OTHER))


@pytest.mark.parametrize(("sentence", "claim"), FAITHFUL)
def test_a_cause_may_be_told_in_other_words(sentence: str, claim: str) -> None:
    assert CHECKS["causes"](claim, told(claim, sentence)) == []


def test_what_was_reduced_by_nobody_has_no_cause() -> None:
    claim = "The programme led to 30% fewer care entries."
    assert CHECKS["causes"](claim, told(claim, PASSIVE))
