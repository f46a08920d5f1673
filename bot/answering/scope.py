"""Questions the bot must not answer, whatever the library holds, and where to turn with them instead.

The library says what was found elsewhere. What to do about one person, what the law requires of this council, and what
to think of a party are decided by people. What an Act says or what a trial found is a question like any other.
"""

from __future__ import annotations

import re

from bot.answering.statements import takes_over, visible

ONE_CASE = (
    "I cannot advise on one person's or one family's case. Please talk to your manager or your safeguarding lead, who "
    "know the procedure and can see the record. I can look up what the evidence says in general."
)
LEGAL_ADVICE = (
    "I cannot give legal advice. Please ask your council's legal team or monitoring officer. I can look up what "
    "legislation and guidance in the library say."
)
POLITICS = (
    "I do not take sides in politics. For questions about parties and elections please ask democratic services. "
    "I can look up what the evidence says about a policy."
)
NOT_A_QUESTION = (
    "I only answer questions from the evidence library, and I cannot change how I work or what I may show. "
    "Please ask what you want to know about prevention and early intervention."
)

_PERSON = (
    r"(?:(?:this|my|our|that)\s+(?:\w+[\s-]){0,3}(?:child|baby|boy|girl|teenager|young\s+person|mum|mother|dad|father|parent|"
    r"family|client|service\s+user|patient|resident|tenant|couple|case|carer|siblings?|lad|lady|man|woman|daughter|son|"
    r"\d+[\s-]year[\s-]old)(?!\w)(?!\s+(?:centres?|groups?|units?|bases?|hubs?|services?|homes?|teams?|support|protection|courts?))|(?:him|he|she)\b)"
)
_ACTION = (
    r"(?:remove|return|place|refer|close|step\s+(?:up|down)|escalate|assess|visit|report|accommodate|take|move|discharge|"
    r"send|leave|tell|believe|section|do|say|respond|support|help|offer|give|put)"
)
_ONE_CASE = re.compile(
    rf"\b(?:should|shall|must|can|could|do|ought|would)\s+(?:i|we|my\s+team|the\s+(?:team|social\s+worker|council))\s+"
    rf"(?:to\s+)?(?:\w+\s+){{0,2}}?{_ACTION}\b.{{0,60}}?\b{_PERSON}"
    rf"|\bwhat\s+(?:should|shall|can|do|would)\s+(?:i|we|you)\s+(?:do|say|advise|recommend|suggest)\b.{{0,80}}?\b{_PERSON}"
    rf"|\b(?:is|are|does|do|did|will|would|should|has|have)\s+{_PERSON}.{{0,60}}\b(?:at\s+risk|safe|threshold|eligible|entitled|"
    r"qualif\w+|need\s+(?:to\s+)?(?:care|protection|be)|be\s+(?:removed|placed|taken|assessed|referred)|come\s+into\s+care|"
    r"section\s+\d+|child\s+protection)",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:is\s+it|would\s+it\s+be|are\s+we|am\s+i|can\s+we|could\s+we|are\s+we\s+acting)\s+(?:\w+\s+){0,3}?(?:il)?(?:legal|lawful|unlawful)"
    r"(?:ly)?\b"
    r"|\bcan\s+(?:we|i|the\s+council|our\s+council|they)\s+(?:be\s+)?(?:sued?|prosecuted|taken\s+to\s+court|challenged\s+in\s+court)"
    r"|\b(?:are|would|will|could)\s+(?:we|i|our\s+council)\s+(?:be\s+)?(?:legally\s+)?(?:liable|in\s+breach|negligent|breaking\s+the\s+law)"
    r"|\b(?:do|does|would)\s+(?:we|i|our\s+council|my\s+council)\s+(?:win|lose)\b.{0,40}\b(?:court|tribunal|appeal|judicial\s+review)"
    r"|\b(?:give|offer|get)\s+(?:me|us)\s+(?:some\s+)?legal\s+advice\b|\bjudicial\s+review\b.{0,40}\b(?:us|our|we)\b"
    r"|\b(?:our|my)\s+legal\s+(?:position|liability|rights?)\b",
    re.IGNORECASE,
)
_PARTY = (
    r"(?:(?-i:Labour)(?!\s+(?:market|force|costs?|supply))|labour\s+party|tor(?:y|ies)|conservatives?|conservative\s+party"
    r"|liberal\s+democrats?|lib\s*dems?|reform\s+uk|(?-i:Reform)(?!\s+(?:of|to|in|bill|act))|(?-i:Greens)|green\s+party"
    r"|snp|plaid)"
)
_POLITICS = re.compile(
    r"\b(?:who|which\s+party|what\s+party)\b.{0,30}\b(?:vote|voting|elect|win\s+the\s+election)"
    r"|\b(?:should|shall|would)\s+(?:i|we|people|you|residents|voters)\s+vote\b|\bvote\s+for\b"
    rf"|\b(?:is|are|was|were|do|does|did|has|have|will|would)\s+(?:the\s+)?{_PARTY}\b.{{0,60}}\b(?:better|worse|best|worst|right|wrong|"
    r"to\s+blame|good|bad|trust\w*|lying|fix|ruin\w*|destroy\w*)"
    rf"|\b(?:better|worse)\b.{{0,40}}\bunder\b.{{0,20}}\b{_PARTY}|\b{_PARTY}\s+(?:or|versus|vs\.?)\s+(?:the\s+)?{_PARTY}"
    r"|\b(?:what\s+do\s+you\s+think|your\s+(?:opinion|view)s?)\b.{0,60}\b(?:government|minister|mp|councillors?|party|parties|politic\w+|"
    r"brexit|prime\s+minister|election)"
    r"|\b(?:is|was)\s+the\s+(?:government|prime\s+minister|minister|chancellor)\b.{0,40}\b(?:right|wrong|to\s+blame|lying|any\s+good)",
    re.IGNORECASE,
)
_ABOUT_THE_BOT = re.compile(
    r"\b(?:show|tell|give|print|reveal|repeat|list|display|output|what\s+(?:is|are|was|were)|what's|share)\b.{0,40}\b(?:your|the)\s+"
    r"(?:\w+\s+){0,2}?(?:system\s+prompt|prompts?|hidden\s+(?:rules|instructions)|instructions\s+(?:you|above)|api[\s_-]?keys?|"
    r"(?:bot|access|secret)[\s_-]?tokens?|passwords?|environment\s+variables?|configuration\s+file)"
    r"|\byour\s+secrets?\b|\b(?:signing|client)\s+secrets?\b"
    r"|\b(?:pretend|act\s+as\s+if|imagine)\b.{0,30}\b(?:i\s*am|i'm|i\s+have|you\s+are|you're)\b"
    r"|\b(?:act|behave|answer|reply|respond)\s+as\s+(?:a|an|my|if)\b",
    re.IGNORECASE,
)


def outside(question: str) -> str | None:
    """Where to turn with a question that is not the bot's to answer; None for any other."""
    asked = visible(question)
    if takes_over(asked) or _ABOUT_THE_BOT.search(asked):
        return NOT_A_QUESTION
    if _POLITICS.search(asked):
        return POLITICS
    if _LEGAL.search(asked):
        return LEGAL_ADVICE
    return ONE_CASE if _ONE_CASE.search(asked) else None
