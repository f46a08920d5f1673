"""Personal data in what officers write: found before a question reaches a model, an index, a log or a store."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.guard.addresses import find_addresses
from bot.guard.birth_dates import find_birth_dates
from bot.guard.case_references import find_case_references
from bot.guard.contacts import find_email_addresses, find_phone_numbers
from bot.guard.finding import Finding
from bot.guard.numbers import find_national_insurance_numbers, find_nhs_numbers, find_pupil_numbers

_RECOGNISERS = (
    find_nhs_numbers,
    find_national_insurance_numbers,
    find_pupil_numbers,
    find_birth_dates,
    find_email_addresses,
    find_phone_numbers,
    find_addresses,
)
_PLAIN = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2009\u202f", " ") | dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
)
"""Blanks and hyphens as they come out of Word and web pages, one sign for one sign."""
_CUT = "…"
"""Stands where something was taken out. Not a word, so that the search does not look for it."""


def find_personal_data(text: str, patterns: Sequence[re.Pattern[str]]) -> list[Finding]:
    """Personal data in ``text``, in order and without overlaps.

    ``patterns`` are the case references of the organisation. Names of people are not found.
    """
    plain = text.translate(_PLAIN)
    found = [finding for recognise in _RECOGNISERS for finding in recognise(plain)]
    found += find_case_references(plain, patterns)
    return _apart(sorted(found, key=lambda finding: (finding.start, -finding.end)))


def without(text: str, findings: Sequence[Finding]) -> str:
    """``text`` with an ellipsis in the place of each finding. ``findings`` are in order and apart."""
    kept, end = [], 0
    for finding in findings:
        kept.append(text[end : finding.start])
        end = finding.end
    return _CUT.join([*kept, text[end:]])


def _apart(findings: Sequence[Finding]) -> list[Finding]:
    """Overlapping findings become one, of the kind that begins first."""
    apart: list[Finding] = []
    for finding in findings:
        if apart and finding.start < apart[-1].end:
            first = apart.pop()
            finding = Finding(first.kind, first.start, max(first.end, finding.end))
        apart.append(finding)
    return apart
