"""A claim is said by one sentence, with its figures, dates and names, and stands by itself."""

from __future__ import annotations

import pytest

from bot.answering.checking.checker import CHECKS
from bot.answering.checking.one_sentence import said_by_one_sentence
from bot.answering.checking.signals import SentenceReader
from tests.bot.answering.checking.told import told
from tests.conftest import WordEmbedder

RATIO = "The Kent falls trial reported a fracture rate ratio of 1.20 at 18 months."
PEOPLE = "The Dover falls trial randomised 9,803 people over 70 in 2013."
PAUSE = "The evaluation estimated that 215 fewer infants were in care over three years."
WHILE = "While the programme ran, 120 families were reached and 40 children left care."
GROUPS = "In the programme 36% of children entered care, while in the other group it was 49%."
BEFORE = "In Leeds 40 children left care, and 30 in the year before."
ROOMS = "The board was for it earlier, but 40 children left care before the control room opened in the previous office."
CUT = "Leeds cut care entries by 12% in 2021."
FELL = "Care entries in Leeds fell by 12%, a larger fall than in the group of older children."
HOME = "In Leeds 49% stayed at home and 30% of other children did."
RISE = "Leeds took 4,200 requests, 4.2% more than a year earlier."
CONTROLS = "Of the telecare group 46.8% went into hospital and of controls 49.2%."


@pytest.mark.parametrize(
    ("claim", "about", "is_said"),
    [
        ("The Kent falls trial reported a fracture rate ratio of 1.20 at 18 months.", "", True),
        ("The Kent falls trial of 2021 reported a fracture rate ratio of 1.20 at 18 months.", "Falls, 2021", True),
        ("The Dover falls trial reported a fracture rate ratio of 1.20 at 18 months.", "", False),
        ("The Kent falls trial in 2013 reported a fracture rate ratio of 1.20 at 18 months.", "", False),
        ("The Kent falls trial reported a fracture rate ratio of 1.20 for 9,803 people at 18 months.", "", False),
        ("The Kent trial saw foxes, hares and herons run about at noon.", "", False),
    ],
)
def test_its_figures_dates_and_names_are_those_of_one_sentence(
    embedder: WordEmbedder, claim: str, about: str, is_said: bool
) -> None:
    source = told(claim, RATIO, PEOPLE, about=about)
    assert said_by_one_sentence(claim, source, SentenceReader(embedder)) is is_said


@pytest.mark.parametrize(
    "claim",
    [
        "Yes, 215 fewer infants were in care.",
        "This means that 215 fewer infants were in care.",
        "It estimated 215 fewer infants in care.",
        "Their evaluation estimated 215 fewer infants in care.",
        "According to the report it estimated 215 fewer infants in care.",
        "According to the evaluation, it kept 215 infants out of care.",
        "In 2019 they kept 215 infants out of care.",
        "In the year to March 2020 this kept 215 infants out of care.",
        "Over three years in England, it kept 215 infants out of care.",
        "Overall it kept 215 infants out of care.",
        "It is estimated that it kept 215 infants out of care.",
        "It was estimated that year to have kept 215 infants out of care.",
        "It was so well evaluated that 215 fewer infants were in care.",
        "It would cost from £1m to £2m a year.",
        "It would cost £2m a year due to fewer infants in care.",
        "It would cost £2m a year to councils in England.",
        "It will take two years to complete.",
        "That kept 215 infants out of care.",
        "That clearly reduced the number of infants in care.",
        "In 2019 that kept 215 infants out of care.",
        "When it was introduced, 215 fewer infants were in care.",
        "Once they were introduced, spending on infants in care fell.",
        "Because they were late, 215 infants entered care.",
        "There it kept 215 infants out of care.",
        "As a result, it kept 215 infants out of care.",
        "Of these, 215 entered care.",
        "Of those, 215 entered care.",
        "About half of them entered care.",
        "Similarly, their spending on infants in care fell.",
        "In Leeds its evaluation estimated 215 fewer infants in care.",
        "According to the report, their evaluation estimated 215 fewer infants in care.",
        "In the following year their evaluation estimated 215 fewer infants in care.",
    ],
)
def test_a_claim_that_leans_on_another_sentence_is_refused(claim: str) -> None:
    assert CHECKS["leaning"](claim, told(claim, PAUSE))


@pytest.mark.parametrize(
    "claim",
    [
        "The evaluation estimated 215 fewer infants in care.",
        "No fewer than 215 infants were kept out of care.",
        "It is estimated that 215 fewer infants were in care.",
        "It has been widely reported that 215 fewer infants were in care.",
        "It is likely that 215 fewer infants were in care.",
        "In 2019 it was found that 215 fewer infants were in care.",
        "It would cost £67m to keep 215 infants out of care.",
        "According to the evaluation it would take three years to keep 215 infants out of care.",
        "After the programme ended, it was found to have kept 215 infants out of care.",
        "In the report the evaluators say they kept 215 infants out of care.",
        "In Leeds families said they were kept together.",
        "Families say that it kept 215 infants out of care.",
        "That infants stayed out of care is shown by the evaluation.",
        "When they are offered the programme, most families keep their infants.",
        "When it comes to infants, the evaluation estimated 215 fewer in care.",
        "Of those in care, 215 were infants.",
        "Of those offered the programme, 215 had infants.",
        "Of the infants in care, 215 were there over three years.",
        "As a result, 215 fewer infants were in care.",
        "There were 215 fewer infants in care.",
        "According to parents, their infants stayed out of care.",
        "At the start of their lives, 215 fewer infants were in care.",
        "When their parents take part, fewer infants are in care.",
    ],
)
def test_a_claim_that_stands_by_itself_leans_on_nothing(claim: str) -> None:
    assert CHECKS["leaning"](claim, told(claim, PAUSE)) == []


def test_words_that_its_source_begins_with_are_no_leaning_of_its_own() -> None:
    sentence = "It stands for personal education plan."
    assert CHECKS["leaning"](sentence, told(sentence, sentence)) == []
    added = "According to the report it stands for personal education plan."
    assert CHECKS["leaning"](added, told(added, sentence))
    assert CHECKS["leaning"](added, told(added, added)) == []
    empty = "It is said to stand for personal education plan."
    assert CHECKS["leaning"](empty, told(empty, "It is said that PEP stands for personal education plan."))


@pytest.mark.parametrize(
    ("sentence", "claim", "is_invented"),
    [
        (PAUSE, "Over three years 215 fewer infants were in care compared to the previous year.", True),
        (PAUSE, "Over three years 215 fewer infants were in care.", False),
        (CONTROLS, "46.8% of the telecare group went into hospital, compared with 49.2% of controls.", False),
        ("Care costs more than fostering.", "Care costs more, compared with fostering.", False),
        ("Care costs more than fostering.", "Care costs more, compared with other councils.", True),
        (WHILE, "While the programme ran, 40 children left care compared with other councils.", True),
        (WHILE, "While the programme ran, 40 children left care compared with 120 families.", True),
        (GROUPS, "In the programme 36% of children entered care, compared with 49% in the other group.", False),
        (GROUPS, "In the programme 36% of children entered care, compared with the national average.", True),
        (
            GROUPS.replace(", while", " but"),
            "36% of children entered care compared with 49% in the other group.",
            False,
        ),
        ("Care fell to 36% from 49% in 2019.", "Care was at 36%, compared with 49% in 2019.", False),
        (BEFORE, "In Leeds 40 children left care, compared with 30 the year before.", False),
        (BEFORE, "In Leeds 40 children left care, compared with other councils.", True),
        (ROOMS, "40 children left care, compared with the control group.", True),
        (ROOMS, "40 children left care, compared with previous years.", True),
        (ROOMS, "40 children left care, compared with earlier decades.", True),
        (WHILE, "40 children left care, compared.", True),
        (CUT, "Unlike other councils, Leeds cut care entries by 12% in 2021.", True),
        (CUT, "Leeds cut care entries by 12% in 2021, whereas other councils did not.", True),
        (CUT, "Leeds cut care entries by 12% in 2021, faster than other councils.", True),
        (CUT, "Leeds cut care entries by 12% in 2021, more than a year earlier.", True),
        (CUT, "Leeds cut care entries by more than 10% in 2021.", False),
        (CUT, "Leeds cut care entries by more than a tenth in 2021.", False),
        (CUT, "Leeds rather than Kent cut care entries in places other than homes no later than 2021.", False),
        (CUT, "Care entries in Leeds fell for more than a year.", False),
        ("More than 40 councils, with Leeds, cut entries.", "Leeds cut entries more than other councils.", True),
        ("Leeds spent more than the 40 councils around it.", "Leeds spent more than other councils.", False),
        ("Care cost £3m above plan.", "Care cost £3m more than planned.", False),
        ("Care cost less than fostering.", "Care cost less than, or about the same as, fostering.", False),
        (FELL, "Care entries in Leeds fell by 12% compared with the control group.", True),
        (FELL, "Care entries in Leeds fell by 12%, more than in the group of older children.", False),
        (CONTROLS, "46.8% of the telecare group went into hospital, compared with 49.2% of the control group.", False),
        (HOME, "In Leeds 49% stayed at home compared with 30% of other children.", False),
        (HOME, "In Leeds 49% stayed at home compared with 30% of adults.", True),
        (HOME, "In Leeds 30% of other children stayed at home compared with 49%.", True),
        ("In Leeds 49% stayed at home and 30% of children left.", "49% stayed, compared with 30% of children.", True),
        (RISE, "Leeds took 4,200 requests, 4.2% more than in the previous year.", False),
        (RISE.replace("more", "up"), "Leeds took 4,200 requests, more than in other councils.", True),
        (GROUPS, "In the programme 36% of children entered care, whereas in the other group 49% did.", False),
    ],
)
def test_a_comparison_is_not_invented(sentence: str, claim: str, is_invented: bool) -> None:
    assert bool(CHECKS["invented comparisons"](claim, told(claim, sentence))) is is_invented
