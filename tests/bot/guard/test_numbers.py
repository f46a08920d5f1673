"""Numbers of the state: found by check digit, in any spacing; changed in one digit, they are not theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guard.finding import DataKind, Finding
from bot.guard.numbers import (
    find_national_insurance_numbers,
    find_nhs_numbers,
    find_pupil_numbers,
    is_nhs_number,
    is_pupil_number,
)

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def checked_nhs(nine: str) -> str | None:
    """Nine digits and the check digit as the NHS Data Dictionary gives it in words; None where there is none."""
    remainder = sum(int(digit) * (11 - place) for place, digit in enumerate(nine, start=1)) % 11
    check = 0 if remainder == 0 else 11 - remainder
    return None if check == 10 else f"{nine}{check}"


def checked_pupil(rest: str) -> str:
    """A check letter for twelve characters, counted character by character."""
    total = 0
    for place, sign in enumerate(rest, start=2):
        total += place * (int(sign) if sign in "0123456789" else LETTERS.index(sign))
    while total > 22:
        total -= 23
    return LETTERS[total] + rest


SPACINGS = st.sampled_from(["{0}{1}{2}", "{0} {1} {2}", "{0}-{1}-{2}", "{0}.{1}.{2}", "{0}  {1}  {2}", "{0} {1}{2}"])
ENDINGS = st.text("0123456789", min_size=6, max_size=6)


@given(ending=ENDINGS, spacing=SPACINGS)
def test_nhs_numbers_are_found_in_any_spacing(ending: str, spacing: str) -> None:
    number = checked_nhs("999" + ending)
    if number is None:
        return
    written = spacing.format(number[:3], number[3:6], number[6:])
    text = f"what helps {written} after a fall?"
    (found,) = find_nhs_numbers(text)
    assert text[found.start : found.end] == written
    assert found.kind is DataKind.NHS_NUMBER


@given(ending=ENDINGS, place=st.integers(0, 9), shift=st.integers(1, 9))
def test_one_wrong_digit_makes_it_no_nhs_number(ending: str, place: int, shift: int) -> None:
    number = checked_nhs("999" + ending)
    if number is None:
        return
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not is_nhs_number(wrong)
    assert list(find_nhs_numbers(f"NHS number {wrong}")) == []


def test_known_nhs_numbers_and_a_row_of_one_digit() -> None:
    assert is_nhs_number("9434765919")
    assert is_nhs_number("4505577104")
    assert not is_nhs_number("9434765918")
    assert not is_nhs_number("0000000000")


def test_a_label_is_part_of_what_is_found() -> None:
    number = checked_nhs("999123456") or checked_nhs("999123457")
    text = f"for NHS no: {number}, please"
    assert list(find_nhs_numbers(text)) == [Finding(DataKind.NHS_NUMBER, 4, 4 + len(f"NHS no: {number}"))]


@pytest.mark.parametrize(
    "text", ["UPRN 4505577104", "ISBN 0306406152", "£4505577104", "4505577104 pounds", "4,505,577,104", "x4505577104"]
)
def test_numbers_of_other_things_that_pass_the_check_are_left_alone(text: str) -> None:
    assert list(find_nhs_numbers(text)) == []


def test_a_labelled_nhs_number_needs_no_issued_range() -> None:
    outside = next(number for ending in range(99) if (number := checked_nhs(f"12345{ending:04d}")))
    assert len(list(find_nhs_numbers(f"NHS number {outside}"))) == 1
    assert list(find_nhs_numbers(f"row {outside}")) == []


@pytest.mark.parametrize(
    "written", ["AB123456C", "ab 12 34 56 c", "AB-12-34-56-C", "AB 123456 C", "AB12 34 56C", "ZY.98.76.54.D"]
)
def test_national_insurance_numbers(written: str) -> None:
    text = f"tenant {written} is in arrears"
    (found,) = find_national_insurance_numbers(text)
    assert text[found.start : found.end] == written


@pytest.mark.parametrize(
    "text",
    [
        "QQ 12 34 56 C", "BG 12 34 56 A", "TN123456A", "AO123456A", "AB123456E", "AB 12 34 56 as lots", "SK 123 456",
        "AB1234567C", "XAB123456C",
    ],
)  # fmt: skip
def test_what_cannot_be_a_national_insurance_number(text: str) -> None:
    assert list(find_national_insurance_numbers(text)) == []


@given(rest=st.from_regex(r"[0-9]{11}[0-9A-HJ-NP-RT-Z]", fullmatch=True), lower=st.booleans())
def test_pupil_numbers_with_their_check_letter(rest: str, lower: bool) -> None:
    number = checked_pupil(rest)
    assert is_pupil_number(number)
    text = f"pupil {number.lower() if lower else number} is absent"
    (found,) = find_pupil_numbers(text)
    assert text[found.start : found.end].upper() == number


@given(rest=st.text("0123456789", min_size=12, max_size=12), letter=st.sampled_from(LETTERS))
def test_another_letter_makes_it_no_pupil_number(rest: str, letter: str) -> None:
    number = letter + rest
    assert (list(find_pupil_numbers(number)) != []) == (number == checked_pupil(rest))


def test_a_published_example_of_the_check_letter() -> None:
    # From the documentation of python-stdnum.
    assert is_pupil_number("B801200005001")
    assert not is_pupil_number("A801200005001")
