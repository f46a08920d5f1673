"""Whether something works or is worth its money, as officers ask it, in the words in which reports say it.

"Work" is a noun in nearly every passage about care: "does Pause work?" finds what the work is, not what it achieved.
"ROI", "business case" and "pay for itself" stand in no report: those say what was saved or returned for every pound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_START = r"(?P<before>^\W*(?:(?:but|and|so|ok(?:ay)?|hi|please)\b\W*)*|[?;,.–-]\s+(?:(?:but|and|so)\s+)?)"
_SUBJECT = r"(?!(?:it|they|this|that|these|those|we|you|i|there)\b)(?P<subject>\w[^\s?.;,]*(?:\s+[^\s?.;,]+){0,4}?)"
"""At most five words: a longer one holds a verb of its own."""
_END = r"(?=\s*(?:\?|$|[.;,–]|\b(?:for|with|among|in|at\s+all|over\s+here)\b))"
_DONE_WITH = r"(?=\s*(?:\?|$|[.;,–]|\b(?:for\s+(?:us|councils?)|in\s+the\s+end|financially)\b))"
_ADVERB = r"(?:\s+(?:actually|really|even|ever|in\s+fact))?"
_DONE = r"(?:work|help|make\s+(?:a|any|much\s+of\s+a)\s+difference)"
_NOT_A_NOUN = r"(?<!\bin)(?<!\bat)(?<!\bto)(?<!\bof)(?<!\bfor)(?<!\bsocial)(?<!\bearly)(?<!\bmore)(?<!\bany)(?<!\bget)"
_EVIDENCE = (
    r"(?:(?:what(?:['’]?s|\s+is)\s+the|is\s+there(?:\s+(?:any|good|much))?|any|what)\s+)?"
    r"(?:good\s+)?evidence(?:\s+base)?"
)
_EFFECT = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_START}(?:does|do|did)\s+{_SUBJECT}{_ADVERB}{_NOT_A_NOUN}\s+{_DONE}{_END}",
        rf"{_START}(?:is|are|was|were)\s+{_SUBJECT}\s+any\s+(?:good|use){_END}",
        rf"{_START}{_EVIDENCE}\s+(?:that\s+)?{_SUBJECT}{_ADVERB}\s+works?{_END}",
        rf"{_START}{_EVIDENCE}\s+(?:on|for|about|behind)\s+(?P<subject>[\w&-]+(?:\s+[\w&-]+){{0,3}})(?=\s*\??\s*$)",
    )
]
_VALUE = (
    r"(?:(?:good\s+)?value\s+for\s+money|good\s+value|cost[\s-]?(?:effective|efficient)"
    r"|worth\s+(?:it|doing|(?:the|its|their)\s+(?:money|cost|investment)))"
)
_FINDING = (
    r"(?:ROI|SROI|BCR|VFM|value\s+for\s+money|(?:social\s+)?return\s+on\s+investment|pay-?back"
    r"|benefit[\s-]cost\s+ratio|cost[\s-]benefit(?:s|\s+analysis)?|cost[\s-]effectiveness"
    r"|(?:business|financial|economic)\s+case)"
)
_RETURN = rf"(?:{_FINDING}|(?:social\s+|financial\s+)?return)"
_QUESTION_WORD = r"(?!(?:what|how|which|who|where|when|why)\b)"
_WHAT = r"(?:what(?:['’]?s|\s+is|\s+was)\s+(?:the\s+)?|is\s+there\s+an?y?\s+|any\s+|make\s+the\s+|the\s+)?(?:good\s+)?"
_WORTH = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_START}(?:does|do|did|will|would|can|could)\s+{_SUBJECT}{_ADVERB}\s+"
        rf"(?:pay\s+(?:for\s+(?:itself|themselves)|off|back|(?:its|their)\s+way)|save\s+(?:us\s+|them\s+|councils?\s+)?(?:any\s+)?money){_DONE_WITH}",
        rf"{_START}(?:is|are|was|were)\s+{_SUBJECT}{_ADVERB}\s+{_VALUE}{_DONE_WITH}",
        rf"{_START}{_WHAT}{_RETURN}\s+(?:on|of|for|from|behind)\s+{_SUBJECT}{_DONE_WITH}",
        rf"{_START}{_QUESTION_WORD}{_SUBJECT}\s*[-–:,]\s*{_WHAT}{_FINDING}{_DONE_WITH}",
        rf"{_START}{_QUESTION_WORD}{_SUBJECT}\s+{_FINDING}{_DONE_WITH}",
    )
]
_IS_NO_SUBJECT = re.compile(
    r"(?:the|an?|our|your|their|any)$|.*\b(?:not|no|never)\b"
    r"|(?:children|(?:young\s+)?people|adults|carers|care\s+leavers|(?:social\s+)?workers|staff|mothers|fathers|mums|dads"
    r"|women|men)(?:\s+(?:in|on|at|with|from|who|leaving)\b.*)?$",
    re.IGNORECASE,
)
"""'Do children in care work?' asks for no effect; 'is it no longer worth it?' for more than one."""
_EFFECT_OF = r"\g<before>is \g<subject> effective"
_RETURN_OF = r"\g<before>what does \g<subject> save and return for every £1 spent"
_WHAT_WORKS = re.compile(rf"{_START}what\s+works(?=\s+(?:to|for|with|in|at|when)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reworded:
    """A question in the words of reports, and what is to be effective or worth its money where it asks that."""

    text: str
    subject: str | None = None


def in_reports_words(question: str) -> Reworded:
    """``question`` in other words where officers ask what reports call otherwise; any other question unchanged.

    'Does X work?' and its like become 'is X effective?', 'is X worth it?' and its like 'what does X save and return
    for every £1 spent?'.
    """
    for forms, in_reports in ((_WORTH, _RETURN_OF), (_EFFECT, _EFFECT_OF)):
        for form in forms:
            found = form.search(question)
            if found and not _IS_NO_SUBJECT.match(found["subject"]):
                text = question[: found.start()] + found.expand(in_reports) + question[found.end() :]
                return Reworded(text, found["subject"])
    return Reworded(_WHAT_WORKS.sub(r"\g<before>what is effective", question, count=1))
