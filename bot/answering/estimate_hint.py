"""Where an officer asks what prevention would be worth to their own council: that is an estimate, not a passage."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.vocabulary import Answer

ESTIMATE = (
    "What it would mean for your own council is an estimate from your own numbers, with every assumption in sight: "
    "/insights map estimate in Slack, or the command 'insights map estimate'."
)
_WHAT_IF = re.compile(
    r"\b(?:avoid(?:ed|ing)?|prevent(?:ed|ing)?|cut(?:ting)?|reduc(?:e|ed|ing)|fewer|divert(?:ed|ing)?|keep(?:ing)?)\b"
    r".*\b(?:care|entries|entering|long-term support|referrals?|placements?|admissions?|demand)\b",
    re.IGNORECASE | re.DOTALL,
)
_TO_US = re.compile(
    r"\b(?:mean (?:for|to) (?:us|our \w+)|(?:be )?worth to (?:us|our \w+)|(?:save|cost) (?:us|our \w+)|"
    r"(?:could|would|can|might) (?:we|our \w+) save)\b",
    re.IGNORECASE,
)


def with_estimate_hint(answer: Answer) -> Answer:
    """The answer with a note on how to estimate, if it was asked what avoided demand is worth to one's own council."""
    if not (_WHAT_IF.search(answer.question) and _TO_US.search(answer.question)):
        return answer
    return replace(answer, notices=(ESTIMATE, *answer.notices))
