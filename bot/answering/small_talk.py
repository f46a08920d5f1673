"""Greetings, thanks and questions about the bot itself: answered with what it is for, never searched."""

from __future__ import annotations

import re

ABOUT_ME = (
    "I answer questions about prevention and early intervention from an evidence library, with every sentence cited, "
    "and say so when the library does not cover something. Ask a full question, for example: "
    "did family group conferences keep children out of care?"
)
WELCOME = "You are welcome. Ask me anything else about prevention and early intervention."

_GREETING = r"(?:hi|hiya|hello|hey|morning|good (?:morning|afternoon|evening)|help|test|testing)"
_THANKS = (
    r"(?:thanks?(?: you)?(?: (?:so|very) much| a lot)?|cheers|ta|great|perfect|brilliant|that'?s (?:great|helpful))"
)
_ABOUT = (
    r"(?:what (?:can|do) you do|who are you|how do(?:es)? (?:you|this) work|what are you(?: for)?"
    r"|how can you help(?: me)?)"
)
_TO_WHOM = r"(?:[\s,!.]+(?:there|bot|insights|all|everyone|team))?[\s,!.?]*"
_ABOUT_ME = re.compile(rf"\s*{_GREETING}?{_TO_WHOM}{_ABOUT}{_TO_WHOM}|\s*{_GREETING}{_TO_WHOM}", re.IGNORECASE)
_THANKING = re.compile(rf"\s*(?:{_THANKS}[\s,!.]*)+{_TO_WHOM}", re.IGNORECASE)


def small_talk(message: str) -> str | None:
    """The reply to a message that asks nothing of the library; None for any other."""
    if _THANKING.fullmatch(message):
        return WELCOME
    return ABOUT_ME if _ABOUT_ME.fullmatch(message) else None
