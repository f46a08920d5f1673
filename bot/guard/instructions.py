"""Text in documents that speaks to a machine rather than to a reader: reported when a document is added.

A net, not a wall: text from documents is data everywhere, whatever it says. This only tells the consultant that
somebody may have tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.vocabulary import Chunk, Passage

_SIGNS = re.compile(
    r"\b(?:ignore|disregard|forget)\s+(?:all\s+|any\s+|the\s+|your\s+)?(?:previous|prior|above|earlier|other)\s+"
    r"(?:instructions?|prompts?|rules|messages?|text)"
    r"|\byou\s+are\s+(?:now\s+)?(?:an?\s+)?(?:ai|assistant|chatbot|language\s+model|llm)\b"
    r"|\b(?:system|developer)\s+(?:prompt|message)\b"
    r"|\b(?:as|dear)\s+(?:an?\s+)?(?:ai|language\s+model|assistant)\b"
    r"|\b(?:do\s+not|never|always)\s+(?:mention|cite|reveal|tell)\s+(?:the\s+)?(?:user|users|reader|officer|source)s?\b"
    r"|\b(?:answer|respond|reply)\s+(?:only\s+)?(?:with|that|by\s+saying)\s+[\"“']"
    r"|<\|(?:im_start|im_end|system|endoftext)\|>|\[/?INST\]",
    re.IGNORECASE,
)


def instruction_like(passages: Iterable[Chunk | Passage]) -> list[str]:
    """Where text stands that reads like an instruction to a machine, by locator, in order."""
    return list(dict.fromkeys(passage.locator for passage in passages if _SIGNS.search(passage.text)))
