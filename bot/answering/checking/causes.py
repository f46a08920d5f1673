"""A claim says what caused something only where its source does: that one thing came with another is no cause."""

from __future__ import annotations

import re

from bot.answering.checking.carrying import carrying
from bot.answering.checking.source import Source

_SAID = (
    r"caus(?:e|es|ed|ing|ally?)|because|lead(?:s|ing)? to|led to|due to|thanks to|owing to|on account of|"
    r"result(?:s|ed|ing)? (?:in|from)|as a (?:direct )?(?:result|consequence)|consequently|therefore|hence|"
    r"br(?:ought|ings?|inging) about|g(?:ave|ives?|iving) rise to|responsible for|attribut(?:able|ed) to|"
    r"driven by|trigger(?:s|ed|ing)?|explained by"
)
_ALSO_TOLD = (
    r"so|since|reasons?|effects?|impacts?|consequences?|attribut\w+|credit(?:s|ed|ing)?|mean(?:s|t|ing)|explain\w*|"
    r"thereby|drives?|drove|driving|account(?:s|ed)? for|contribut\w+|through|makes?|made|making|"
    r"enabl\w+|help(?:s|ed|ing)?"
)
_BROUGHT_ABOUT = (
    r"(?:cut|reduc(?:e|es|ed|ing)|lower(?:s|ed|ing)|rais(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|improv(?:e|es|ed|ing)|"
    r"prevent(?:s|ed|ing)?|avoid(?:s|ed|ing)?|sav(?:e|es|ed|ing)|halv(?:e|es|ed|ing)|doubl(?:e|es|ed|ing)|"
    r"creat(?:e|es|ed|ing)|end(?:s|ed)|stop(?:s|ped))(?= (?!(?:by|from|to|in|of|at|among|for)\b)[^\W\d_])"
)
"""Verbs of somebody who does something to something, as in 'the programme cut care entries'."""
_PASSIVE = r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bbeing )"
_CLAIMS_CAUSE = re.compile(rf"\b(?:{_SAID})\b", re.IGNORECASE)
_TELLS_CAUSE = re.compile(rf"\b(?:{_SAID}|{_ALSO_TOLD}|{_PASSIVE}{_BROUGHT_ABOUT})\b", re.IGNORECASE)


def invented_causes(claim: str, source: Source) -> list[str]:
    """The claim's 'caused' and 'because' where no sentence that carries it tells of any cause, one short text each."""
    if any(_TELLS_CAUSE.search(sentence) for sentence in carrying(claim, source)):
        return []
    return [f"'{found.group()}' is no cause in the source" for found in _CLAIMS_CAUSE.finditer(claim)]
