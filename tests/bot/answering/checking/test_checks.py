"""Each check by itself: what it objects to, and what it lets pass."""

from __future__ import annotations

import pytest

from bot.answering.checking.checker import CHECKS
from bot.answering.checking.judgement import Evidence
from bot.answering.checking.source import source_of
from tests.bot.answering.checking.told import told

TRIAL = (
    "In a randomised trial of 1,511 families in 21 English councils (2020-2022), 36.2% of children were in care one "
    "year after referral to a family group conference, against 44.8% without referral."
)
SPENDING = "Councils' spending in England was £27.1bn in 2023-24, up by £3.4bn (14.2%) on the year before."
NULL = "Group Triple P had no detectable effect on children's behaviour in a randomised trial in Birmingham."
TWO_PLACES = "Spending in Bedford fell by only 2% while in neighbouring Milton Keynes the fall was 47%."
UP_TO = "Reform could save up to £150m a year in England, Foundations estimated in 2023."
PRISON = "A quarter of adult prisoners in England were in care at some time."
HOMES = "A place in a children's home cost £3,000 a week in 2016."

BOND = "From 2017 there was a grant of £11.6m to take the model to Luton, Peterborough, Bracknell Forest and Ely."
FUND = (
    "Areas planned to save £511m in 2015-16, but did not achieve that saving. They planned 106,000 fewer admissions, "
    "but admissions went up by 87,000."
)

OBJECTIONS = [
    ("numbers", "Of the children referred, 39.2% were in care a year later.", TRIAL),
    ("numbers", "Of the children referred, £36.2 were in care a year later.", TRIAL),
    ("numbers", "Of the children referred to a conference, 44.8% were in care after one year.", TRIAL),
    ("numbers", "The trial had 21 families in 1,511 English councils.", TRIAL),
    ("numbers", "Spending in Bedford fell by 47%, and in Milton Keynes by 2%.", TWO_PLACES),
    ("numbers", "Spending was £27.1m in 2023-24.", SPENDING),
    ("numbers", "Reform could save over £150m a year.", UP_TO),
    ("numbers", "Half of adult prisoners in England were in care at some time.", PRISON),
    ("numbers", "A place in a children's home cost £3,000 a month in 2016.", HOMES),
    ("dates", "Councils in England spent £27.1bn in 2022-23.", SPENDING),
    ("dates", "A place in a children's home cost £3,000 a week in 2017.", HOMES),
    ("time units", "Places cost £3,000 for each day in a children's home in 2016.", HOMES),
    ("names", "Ofsted said that a place in a children's home cost £3,000 a week in 2016.", HOMES),
    ("names", "Group Triple P had no detectable effect in a trial in Leeds.", NULL),
    ("names", "Leeds found no effect of Group Triple P on behaviour.", NULL),
    ("places", "In Scotland councils' spending was £27.1bn in 2023-24.", f"{SPENDING} Scotland was not studied."),
    ("directions", "Councils' spending fell by £3.4bn (14.2%) to £27.1bn in 2023-24.", SPENDING),
    ("directions", "Spending in Bedford rose by only 2%.", TWO_PLACES),
    ("directions", "Reform could cost England up to £150m a year.", UP_TO),
    ("directions", "Children were in care one year before referral to a family group conference.", TRIAL),
    ("negations", "Group Triple P had a detectable effect on children's behaviour in Birmingham.", NULL),
    ("numbers", "The model went to five areas from 2017, with £11.6m.", BOND),
    ("directions", "Admissions went down by 87,000.", FUND),
    ("directions", "Admissions fell from 87,000 to 106,000.", FUND),
    ("negations", "Areas achieved the saving of £511m in 2015-16.", FUND),
    ("negations", "Areas did not plan to save £511m.", FUND),
    ("negations", "A quarter of adult prisoners in England were not in care at any time.", PRISON),
    ("wording", TWO_PLACES.replace("only", "nearly"), TWO_PLACES),
    ("wording", SPENDING.replace("up by", "changed by"), SPENDING),
    ("wording", UP_TO.replace("could", "will"), UP_TO),
    ("wording", f"{PRISON[:-1]}, mostly boys.", f"{PRISON[:-1]}, rarely boys."),
    ("names", "MHCLG reported that a place in a children's home cost £3,000 a week in 2016.", HOMES),
    ("hedges", "Reform saves £150m a year in England.", UP_TO),
    ("hedges", "Referrals fell by 70%.", "Referrals will fall by 70%."),
    ("hedges", "Referrals in Kent fell by 70%.", "Kent said before the launch that referrals will fall by 70%."),
    ("hedges", "The trial included 2,000 families.", "The trial plans to include 2,000 families."),
    ("hedges", "Spending rose to £12bn in 2030.", "Spending is set to rise to £12bn in 2030."),
    ("hedges", "The council will open 12 family hubs.", "It is proposed that the council open 12 family hubs."),
    ("hedges", "Twelve children's centres in Kent will close.", "Kent proposed to close twelve children's centres."),
    (
        "hedges",
        "Councils must pay the extra cost of £4m.",
        "The review suggested that councils pay the extra cost of £4m.",
    ),
    ("hedges", "In Kent £4m will be saved by the family hubs.", "Family hubs could save £4m in Kent."),
    ("hedges", "Visits are to new mothers and cut admissions.", "Visits are to new mothers and aim to cut admissions."),
    ("hedges", "Support plans in Kent fell by 70%.", "Support plans in Kent will fall by 70%."),
    ("hedges", "Group Triple P never had a detectable effect on behaviour.", NULL.replace("no ", "little ")),
]

PASSED = [
    ("Of children referred to a conference, 36.2% were in care a year on, and 44.8% of those not referred.", TRIAL),
    ("In a randomised trial 36.2% of children were in care one year after a referral to a conference.", TRIAL),
    ("The trial covered 1,511 families in twenty-one councils in England.", TRIAL),
    ("A trial between 2020 and 2022 found 44.8% of children in care without a referral.", TRIAL),
    ("In 2023/24 spending in England rose by £3.4 billion, or 14.2%, to £27.1 billion.", SPENDING),
    ("In Milton Keynes the fall was 47%, against 2% in Bedford.", TWO_PLACES),
    ("Spending dropped by 47% in Milton Keynes but only 2% in neighbouring Bedford.", TWO_PLACES),
    ("A trial in Birmingham did not detect any effect of Group Triple P on behaviour.", NULL),
    ("Foundations estimated in 2023 that up to £150m a year could be saved in England.", UP_TO),
    ("From 2017 the model went to four areas with a grant of £11.6m.", BOND),
    ("Areas planned to save £511m in 2015-16 but did not; admissions rose by 87,000 instead of falling.", FUND),
    (
        "A trial found 36.2% of children in care a year after a conference, compared with 44.8% in the other group, "
        "which had no referral.",
        TRIAL,
    ),
    ("From 2026 each council must have a team.", "Each council will have a team from 2026."),
    ("The trial is to include 2,000 families.", "The trial plans to include 2,000 families."),
    ("Spending is expected to rise to £12bn in 2030.", "Spending is set to rise to £12bn in 2030."),
    ("49,700 children were protected by plans.", "Child protection plans covered 49,700 children."),
    ("Child protection rose by 10%.", "Child protection plans rose by 10%."),
    ("The law respects wishes of the person.", "The law respects the will and wishes of the person."),
    ("Care plans improved speech for 575 pupils.", "Care plans to improve speech covered 575 pupils."),
    ("The duty is to promote wellbeing.", "The duty is to promote wellbeing."),
    ("One in four adult prisoners in England had been in care.", PRISON),
    ("In 2016 a children's home place cost about £3,000 each week.", HOMES),
]


@pytest.mark.parametrize(("check", "claim", "sentence"), OBJECTIONS)
def test_what_a_check_objects_to(check: str, claim: str, sentence: str) -> None:
    assert CHECKS[check](claim, told(claim, sentence))


@pytest.mark.parametrize(("claim", "sentence"), PASSED)
def test_what_every_check_lets_pass(claim: str, sentence: str) -> None:
    source = told(claim, sentence)
    assert {name: check(claim, source) for name, check in CHECKS.items()} == {name: [] for name in CHECKS}


@pytest.mark.parametrize("sentence", [TRIAL, SPENDING, NULL, TWO_PLACES, UP_TO, PRISON, HOMES, BOND])
def test_no_check_objects_to_the_sentence_itself(sentence: str) -> None:
    source = told(sentence, TRIAL, SPENDING, NULL, TWO_PLACES, UP_TO, PRISON, HOMES, BOND, FUND)
    assert not any(check(sentence, source) for check in CHECKS.values())


def test_names_and_years_may_stand_in_what_is_known_about_the_passage() -> None:
    claim = "The National Audit Office reported in 2025 that places in Leeds cost £3,000 a week."
    source = told(claim, "A place cost £3,000 a week.", about="Homes in Leeds · NAO · 2025")
    assert not any(check(claim, source) for check in CHECKS.values())


def test_a_word_that_is_also_a_council_is_no_place() -> None:
    claim = "Reading in Kent rose by 2%."
    assert not CHECKS["places"](claim, told(claim, "Reading rose by 2% in Kent.", "It rose in Reading, too."))
    other = "In Reading the rate rose by 2%."
    assert CHECKS["places"](other, told(other, "In Kent the rate rose by 2%.", "It rose in Reading, too."))


@pytest.mark.parametrize(
    ("check", "claim"),
    [
        ("places", "In Kent the number of children fell by 15%."),
        ("dates", "In 2021 the number of children fell by 15%."),
    ],
)
def test_what_is_known_about_another_passage_does_not_count(check: str, claim: str) -> None:
    leeds = Evidence("The number of children fell by 15%.", "Leeds · 2019")
    kent = Evidence("Family hubs opened across the county.", "Kent · 2021")
    assert CHECKS[check](claim, source_of(claim, [leeds, kent]))
    assert not CHECKS[check](claim, source_of(claim, [Evidence(leeds.text, kent.about), leeds]))


def test_the_year_of_a_document_is_not_that_of_a_sentence_with_another() -> None:
    claim = "A place cost £3,000 a week in 2025."
    source = told(claim, "A place cost £3,000 a week in 2016.", about="Homes in Leeds · 2025")
    assert CHECKS["dates"](claim, source)
