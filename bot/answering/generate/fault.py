"""Why a model gave no answer."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What went wrong, as the end of a sentence that begins 'The language model'."""

    SLOW = "took too long"
    UNREACHABLE = "could not be reached"
    BUSY = "is too busy at the moment"
    FAILED = "failed"
    REFUSED = "did not accept the bot's request"
    GARBLED = "sent something that is no answer"
    BROKE_OFF = "broke off"
    RESTING = "failed several times, so it is left alone for a minute"
    OVER_BUDGET = "has used up what it may cost today"


class ModelFault(Exception):
    """The model gave no answer, or not a whole one."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
