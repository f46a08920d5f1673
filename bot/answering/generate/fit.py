"""Whether a sentence is one a person can read and nothing in it is an address, a mention or markup."""

from __future__ import annotations

import re

from bot.answering.statements import is_statement

_LONGEST = 500
"""Characters of a sentence that people still read."""
_ADDRESS = re.compile(
    r"://|\bwww\.|\bmailto:|\S@\S|(?<!\w)@\w|<[^>]*>|\]\(|\b[\w-]{2,}\.(?:com|org|net|edu|gov|info|biz|io|co|uk|eu|me|xyz|app|"
    r"dev|ly|ai|link|click|site|online|top|ru|cn|tk|zip|mov)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"```|\*\*|__|^\s*(?:#{1,6}|[-*>])\s|!\[|:\w{2,}:|[{}|\\]")


_ENDS = re.compile(r"""[.!…]["'”’)\]]*$""")


def unfit(sentence: str) -> str | None:
    """Why a sentence must not be shown whatever it rests on."""
    if len(sentence) > _LONGEST:
        return "too long"
    if not _ENDS.search(sentence):
        return "not a whole sentence"
    if _ADDRESS.search(sentence):
        return "an address or a mention"
    if _MARKUP.search(sentence):
        return "formatting"
    return None if is_statement(sentence) else "no statement"
