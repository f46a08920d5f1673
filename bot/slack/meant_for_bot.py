"""Whether a reply in a thread is for the bot. In doubt it is not: people talking to each other are left alone."""

from __future__ import annotations

import re

from bot.records.threads import BOT
from bot.slack.question_text import mentions_somebody_else, question_text, without_links

_ASKS = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|thanks?(?: you)?|great|also|then|please)[\s,.!:;-]+)*"
    r"(?:what|which|who|whose|where|when|why|how|is|are|was|were|do|does|did|has|have|had|can|could|would|should|will|"
    r"any(?:thing)?|same for|tell|show|give|find|list|compare|explain|summari[sz]e|search|look|more (?:on|about))\b",
    re.IGNORECASE,
)
_LONGEST = 2000


def is_for_bot(text: str, author: str, last_speaker: str, author_has_asked: bool, bot_user: str) -> bool:
    """Whether ``author`` goes on asking the bot in a thread where ``last_speaker`` spoke last.

    It must be the bot's turn to be answered (it spoke last, or the author did), the author must be in conversation
    with it already, the text must read as a question, and nobody else may be addressed.
    """
    if last_speaker not in (BOT, author) or not author_has_asked:
        return False
    if mentions_somebody_else(text, bot_user):
        return False
    question = question_text(without_links(text))
    return 0 < len(question) <= _LONGEST and ("?" in question or bool(_ASKS.match(question)))
