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
    ],
)
def test_a_comparison_is_not_invented(sentence: str, claim: str, is_invented: bool) -> None:
    assert bool(CHECKS["invented comparisons"](claim, told(claim, sentence))) is is_invented
