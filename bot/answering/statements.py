"""Which sentences state something. Only they are quoted, shown to a model, or taken for evidence.

A library's text is data, yet anybody whose document is in it could address the reader's assistant. What asks or orders
proves nothing anyway, so it is left out wherever an answer is made, whoever wrote it.
"""

from __future__ import annotations

import re
import unicodedata

from knowledge.sentences import split_sentences

_LEAD = (
    r"^[\W\d_]*(?:[\w\s./-]{1,40}:\s+)?[\"'“‘(\[]*"
    r"(?:(?:please|now|then|also|next|finally|instead|first|kindly|just|always|never|do\snot|don['’]t"
    r"|i\swant\syou\sto|(?:make|be)\ssure\s(?:to|that\syou)|remember\sto|in\saddition|furthermore"
    r"|(?:note|important|attention|reminder)\b|you\s(?:must|should|will|have\sto|need\sto)(?=\s(?:say|reply|respond|write|output"
    r"|print|include|mention|add|translate|ignore|disregard|forget|reveal)\b))[,:;!\s]+)*"
)
"""What may stand before the verb of an order: a label, courtesies, 'you must' before what only a writer can do."""
_PLAINLY_VERBS = """
    add anagram append augment bypass compose convert decode describe develop disclose disregard download embed encode
    encourage enhance ensure explain forget generate ignore imagine include incorporate insert install integrate
    introduce invite jumble mention misspell modify notify omit output paraphrase prepend pretend print
    promote provide rearrange recommend redirect remove render rephrase replace reply respond reveal rewrite
    roleplay say scramble shuffle substitute suggest summarise summarize tell translate write
""".split()
"""Written in this form at the head of an English sentence they order something."""
_ALSO_NOUNS = """
    act advertise answer ask begin break call cite claim click combine contact create delete display draft email
    end finish follow forward give go group hint link list make mark name note obey output override post produce
    quote rate read refer repeat report return score send share show spell start state stop tag take tease
    transfer treat use visit
""".split()
"""They order something when an article, a pronoun or a quotation follows."""
_OBJECT = (
    r"(?:a|an|the|this|that|these|those|your|their|its|my|our|any|all|every|each|some|no|only|me|us|it|them|everyone"
    r"|users?|readers?|people|to|with|down|as|[\"'“‘]\w+)\b"
)

_ORDER = re.compile(
    rf"{_LEAD}(?:(?:{'|'.join(_PLAINLY_VERBS)})\b(?!-)|(?:{'|'.join(_ALSO_NOUNS)})\s+{_OBJECT})", re.IGNORECASE
)
_TO_THE_WRITER = re.compile(
    r"\byour\s+(?:\w+\s+){0,2}(?:answers?|reply|replies|responses?|outputs?|messages?|instructions?|(?:system\s)?prompts?|"
    r"training|guidelines|persona)\b"
    r"|\b(?:this|the)\s+(?:chat)?bot\s+(?:must|should|shall)\b"
    r"|\b(?:ai|language)\s+(?:assistants?|models?)\b.{0,60}\b(?:must|should|shall|are\s(?:to|required)|is\s(?:to|required))\b"
    r"|\b(?:assistants?|chatbots?|llms?|ai\smodels?)\s+(?:reading|processing|summari[sz]ing|answering)\b",
    re.IGNORECASE,
)
_TAKE_OVER = re.compile(
    r"\b(?:ignore|disregard|forget|bypass|override\s+(?:all|any|your|the\s+(?:above|previous)|previous))\W+(?:\w+\W+){0,5}?"
    r"(?:instruction|prompt|rule|guideline|direction|command|polic|restriction|safeguard"
    r"|(?:above|previous|earlier|prior)(?!\s+(?:questions?|ones?\b)))\w*"
    r"|\byou\s+are\s+(?:now|no\s+longer)\b|\bfrom\s+now\s+on\b.{0,30}\byou(?!\s+(?:can|may)\s+(?:get|find|use|apply|ask))\b"
    r"|\b(?:system|developer|hidden|initial|secret)\s+(?:prompt|instructions?|message)\b|\bdeveloper\s+mode\b|\bjailbreak"
    r"|(?:^|\n)\s*(?:system|assistant|user|developer)\s*:|(?:^|\n)\s*(?:assistant|chatbot|bot|ai)\s*,|<\|[^|]*\|>|\[/?inst\]|<</?sys>>|#{2,}\s*(?:system|instruction)"
    r"|\bnew\s+instructions?(?:\s*[:.!]|\s+(?:for|to)\s+(?:you|the\s+(?:\w+\s+)?(?:bot|assistant|ai|model))\b|\s*$)"
    r"|\b(?:here\s+are|follow|obey|these\s+are)\s+(?:\w+\s+){0,2}new\s+instructions?\b"
    r"|\b(?:when|if|whenever)\b[^,.]{0,60}\bask(?:ed|s)?\b[^,.]{0,80},\s*(?:\w+\s+){0,2}(?:say|answer|reply|respond|tell|state|"
    r"write|claim|recommend|insist)\b",
    re.IGNORECASE,
)
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co"})
_QUESTION = re.compile(r"\?[\W\d_]*$")
_ASKS = re.compile(
    r"^\W*(?:what|who|whom|whose|which|when|where|why|how|can|could|do|does|did|is|are|would|will)\b.*\?", re.I
)


def is_statement(sentence: str) -> bool:
    """Whether ``sentence`` says something, and neither asks, nor orders, nor hides its letters.

    Letters of another alphabet inside Latin words are a disguise; a Greek letter by itself is a statistician's.
    """
    plain = visible(sentence)
    return not (
        is_disguised(plain)
        or _QUESTION.search(plain)
        or _ASKS.search(plain)
        or _ORDER.search(plain)
        or takes_over(plain)
    )


def is_stated_row(row: str) -> bool:
    """Whether a table's row ('Service: Alarms; Spend: £3') can be quoted whole: no cell orders or hides anything."""
    cells = [visible(cell.partition(": ")[2] or cell) for cell in row.split("; ")]
    return is_statement(row) and not any(_ORDER.search(cell) or takes_over(cell) for cell in cells)


def takes_over(text: str) -> bool:
    """Whether ``text`` speaks to whoever writes the answer, or tries to change what they were told."""
    plain = visible(text)
    return bool(_TO_THE_WRITER.search(plain) or _TAKE_OVER.search(plain))


def statements(text: str) -> str:
    """``text`` without the sentences that state nothing; what is left is verbatim, and so are its line breaks."""
    for sentence in split_sentences(text):
        if not is_statement(sentence):
            text = text.replace(sentence, "", 1)
    return text


def visible(text: str) -> str:
    """``text`` in its usual letters, as a reader sees it."""
    return without_unseen(unicodedata.normalize("NFKC", text))


def without_unseen(text: str) -> str:
    """``text`` without signs that nobody sees: zero-width, joining, direction, tags, control."""
    if text.isprintable():
        return text
    return "".join(sign for sign in text if unicodedata.category(sign) not in _UNSEEN or sign in "\n\t")


def is_disguised(text: str) -> bool:
    """Whether a word of ``text`` mixes alphabets."""
    if text.isascii():
        return False
    return any(len({_alphabet(letter) for letter in word}) > 1 for word in re.findall(r"[^\W\d_]{2,}", text))


def _alphabet(letter: str) -> str:
    return "LATIN" if letter.isascii() else unicodedata.name(letter, "UNKNOWN").partition(" ")[0]
