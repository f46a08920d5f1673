"""Whether something works, as officers ask it, in the words in which reports say it.

"Work" is a noun in nearly every passage about care: "does Pause work?" finds what the work is, not what it achieved.
"""

from __future__ import annotations

import re

_START = r"(?P<before>^\W*(?:(?:but|and|so|ok(?:ay)?|hi|please)\b\W*)*|[?;,.–-]\s+(?:(?:but|and|so)\s+)?)"
_SUBJECT = r"(?!(?:it|they|this|that|we|you|i)\b)(?P<subject>\w[^?.;]{1,60}?)"
_END = r"(?=\s*(?:\?|$|[.;,–]|\b(?:for|with|among|in|at\s+all|over\s+here)\b))"
_ADVERB = r"(?:\s+(?:actually|really|even|ever|in\s+fact))?"
_DONE = r"(?:work|help|make\s+(?:a|any|much\s+of\s+a)\s+difference)"
_NOT_A_NOUN = r"(?<!\bin)(?<!\bat)(?<!\bto)(?<!\bof)(?<!\bfor)(?<!\bsocial)"
_EVIDENCE = (
    r"(?:(?:what(?:['’]?s|\s+is)\s+the|is\s+there(?:\s+(?:any|good|much))?|any|what)\s+)?"
    r"(?:good\s+)?evidence(?:\s+base)?"
)
_ASKED = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_START}(?:does|do|did)\s+{_SUBJECT}{_ADVERB}{_NOT_A_NOUN}\s+{_DONE}{_END}",
        rf"{_START}(?:is|are|was|were)\s+{_SUBJECT}\s+any\s+(?:good|use){_END}",
        rf"{_START}{_EVIDENCE}\s+(?:that\s+)?{_SUBJECT}{_ADVERB}\s+works?{_END}",
        rf"{_START}{_EVIDENCE}\s+(?:on|for|about|behind)\s+(?P<subject>[\w&-]+(?:\s+[\w&-]+){{0,3}})(?=\s*\??\s*$)",
    )
]
_WHAT_WORKS = re.compile(rf"{_START}what\s+works(?=\s+(?:to|for|with|in|at|when)\b)", re.IGNORECASE)


def effect_asked(question: str) -> str:
    """``question`` with 'does X work?' and its like as 'is X effective?'; any other question unchanged."""
    for asked in _ASKED:
        if asked.search(question):
            return asked.sub(r"\g<before>is \g<subject> effective", question, count=1)
    return _WHAT_WORKS.sub(r"\g<before>what is effective", question, count=1)
