"""Messages that suggest somebody is in danger now. Better one too many than one too few."""

from __future__ import annotations

import re

# One person: research asks about groups.
_PERSON = (
    r"(?:s?he['’]?s?|they(?:['’]ve)?|i(?:['’]m|['’]ve)?|we|mum(?:my)?|mother|dad(?:dy)?|father|step\s?dad|step\s?mum|parents?|"
    r"nan|gran(?:dad|ny|ma|pa)?|uncle|aunt|brother|sister|son|daughter|child|kid|boy|girl|lad|baby|toddler|teenager|"
    r"pupil|yo|client|resident|patient|tenant|lodger|gentleman|lady|(?:wo)?man|carer|partner|husband|wife|ex|"
    r"boyfriend|girlfriend|neighbour|worker|someone|somebody|one of (?:my|our)|young person|mrs|mr|miss|yp)"
)
_VICTIM = (
    r"(?:her|him|them|me|us|himself|herself|myself|his (?:wife|partner|mum|mother|son|daughter|sister)|"
    r"the (?:kids?|child|children|baby|boy|girl|little one)|my (?:kids?|child|children|baby|mum|son|daughter|client))"
)
_VIOLENCE = (
    r"(?:hit|hits|hitting|beat|beats|beaten|beating|batter(?:s|ed|ing)?|punch(?:es|ed|ing)?|kick(?:s|ed|ing)?|"
    r"strangl(?:es?|ed|ing)|chok(?:es?|ed|ing)|stab(?:s|bed|bing)?|attack(?:s|ed|ing)?|rap(?:es?|ed|ing)|shak(?:es?|ing|en)|shook|"
    r"burn(?:s|ed|t|ing)?|kill(?:s|ed|ing)?|hurt(?:s|ing)?|harm(?:s|ed|ing)?|touch(?:es|ed|ing)|abus(?:es|ed|ing)|"
    r"assault(?:s|ed|ing)?|threaten(?:s|ed|ing)?|shoot(?:s|ing)?|shot|drown(?:s|ed|ing)?)"
)
_NOW = (
    r"(?:right now|just now|now|tonight|today|this (?:morning|afternoon|evening)|last night|at the moment|"
    r"as (?:we speak|i type)|again|just|in an hour|(?:an|\d+) (?:hours?|min(?:ute)?s?) ago|tomorrow|"
    r"still (?:there|here)|any minute|due home|keeps)"
)

_SIGNS = (
    # taking one's own life, or harming oneself
    r"\b(?:kill|hang|drown|hurt|harm|cut|stab|shoot|throw)(?:ing)? (?:him|her|my|your|one)self\b",
    rf"\b{_PERSON}\b.{{0,60}}\bself[- ]?harm(?:ing|ed)\b",
    r"\bend(?:ing)? (?:it all|it|(?:my|her|his|their) (?:own )?life)\b",
    r"\b(?:want(?:s|ed)?|going|plan(?:s|ning)?|wish(?:es)?|ready) to (?:die|be dead)\b",
    r"\b(?:doe?s?n['’]?t|do not|does not|no longer) wants? to (?:live|be alive|be here|wake up|go on)\b",
    r"\b(?:rather be|better off) dead\b|\b(?:isn['’]?t|not) worth living\b|\bcan(?:['’]?t|not) go on\b",
    rf"\b{_PERSON}\b.{{0,40}}\b(?:is|feels?|feeling|sounds?|seems?)\b.{{0,10}}\bsuicidal\b|\bthreaten\w* suicide\b",
    r"\b(?:taken|took|swallow\w*|saved up|has|have|got)\b.{0,30}\b(?:pills|tablets|paracetamol|overdose)\b",
    r"\boverdosed\b|\b(?:slit|cut) (?:her|his|my|their) wrists?\b",
    r"\b(?:going|about|wants|threat\w+) to jump\b(?! start)|\bon the (?:bridge|ledge)\b",
    r"\b(?:bought|got|has|tied|made) (?:himself |herself )?a (?:rope|noose|ligature)\b",
    r"\b(?:texted|messaged|said|saying|sent).{0,15}goodbye\b",
    # violence that has just happened, is happening or is announced
    rf"\b{_PERSON}\b(?: \w+){{0,4}} {_VIOLENCE} {_VICTIM}\b",
    rf"\b{_PERSON}\b.{{0,60}}\b{_VIOLENCE}\b.{{0,60}}\b{_NOW}\b",
    rf"\b{_PERSON}\b.{{0,40}}\b{_NOW}\b.{{0,20}}\b{_VIOLENCE}\b",
    rf"\b{_PERSON} (?:is|was|has been|['’]s) (?:still )?being {_VIOLENCE}\b",
    rf"\b{_NOW}\b.{{0,30}}\b{_PERSON}\b.{{0,30}}\b{_VIOLENCE} {_VICTIM}\b",
    r"\bthreaten(?:s|ed|ing)\b.{0,30}\b(?:kill|hurt|harm|stab|shoot|burn|hit|throw|set fire)\b",
    r"\b(?:going to|gonna|will|['’]ll|would|['’]d) (?:kill|hurt|harm|stab|shoot|beat|burn|hit|do it)\b"
    rf".{{0,12}}\b(?:{_VICTIM}|his|her|my|tonight|again|this time)\b",
    r"\bset (?:fire|light) to (?:the|her|his|my|their|our)\b",
    rf"\b(?:t(?:old|ells|elling)|disclos\w+|says?|said|reports?)\b.{{0,40}}\b{_PERSON}\b"
    rf".{{0,20}}\b{_VIOLENCE} {_VICTIM}\b",
    rf"\b(?:told (?:me|us)|disclos\w+)\b.{{0,40}}\b{_PERSON}\b.{{0,20}}\b{_VIOLENCE}\b",
    r"\b(?:got|has|have|with|holding|carrying|waving) (?:a|an|the) (?:knife|gun|machete|weapon|axe)\b",
    r"\b(?:break|kick|smash)(?:s|ed|ing)? (?:the|her|his|my|our|down the) (?:front )?(?:door|window)",
    r"\b(?:telling|tell|tells) (?:him|her|them) to (?:stab|kill|hurt|harm)\b",
    r"\b(?:attack|maul|bit)(?:ing|ed)? (?:a|the|my|her) (?:kid|child|baby|boy|girl)\b",
    r"\bsexually abus(?:ing|ed) (?:the|my|her|his|a)\b",
    r"\bknows (?:the (?:\w+ )?address|where (?:she|he|they|we|i) (?:live|is|are|am))",
    # held, trapped, hiding, followed, taken away
    rf"\b{_PERSON}\b.{{0,50}}\b(?:locked in|trapped in|hostage|tied up|held in)\b|\blocked (?:her|him|them|me) in\b",
    rf"\b{_PERSON} (?:is|['’]s)? ?being held\b|\b(?:kidnapped|abducted)\b.{{0,30}}\b{_NOW}\b",
    r"\b(?:i['’]?m|i am|s?he['’]?s|s?he is) (?:hiding|scared to go|terrified|in (?:immediate )?danger|not safe)\b",
    r"\bfollowing (?:me|her|him)\b|\bflown out\b",
    rf"\b{_PERSON}\b.{{0,40}}\bforced marriage (?:tomorrow|tonight|today|next week)\b",
    r"\b(?:coming|due)\b.{0,25}\b(?:pick (?:her|him|me) up|home|(?:get|at) (?:her|him|me))\b",
    # children and adults alone, missing, not seen
    r"\b(?:left|found|home|sleeping|wandering|outside)\b.{0,30}\b(?:alone|on (?:their|his|her) own|no adult)\b",
    rf"\b{_PERSON}\b.{{0,40}}\b(?:(?:gone|is|went) missing|run away|ran away|walked out|wandered off)\b",
    r"\b(?:has(?:n['’]?t| not)|have(?:n['’]?t| not)) been seen (?:for|since)\b|\bnobody knows where\b",
    r"\bwon['’]?t (?:tell|say).{0,15}where\b",
    r"\b(?:refus\w+|won['’]?t|will not|not) (?:to )?let (?:us|me|anyone|anybody) (?:in|see)\b",
    r"\bout(?:side)? in (?:his|her|their) (?:pyjamas|nightie|nightclothes)\b|\bin a hot car\b",
    # ill or injured
    r"\b(?:not|isn['’]?t|stopped) (?:breathing|responding)\b|\b(?:unresponsive|unconscious|floppy)\b",
    rf"\b{_PERSON} (?:has |have |just )?collapsed\b|\bwon['’]?t wake\b|\bcan['’]?t breathe\b",
    r"\bbleeding (?:a lot|badly|heavily|out)\b|\bfound on the floor\b,",
    r"\b(?:has(?:n['’]?t| not)|not) had (?:her|his|their|any) (?:insulin|medication|food|meds)\b|\bstopped eating\b",
    r"\bcigarette burns?\b|\bbruis(?:e|es|ing) on (?:her|his|the baby)",
    r"\bhear(?:d|ing)? (?:(?:him|her|them) (?:scream|cry)|(?:crying|scream))",
    r"\bhear(?:d|ing)?\b.{0,10}\bthrough the wall\b",
    r"\b(?:drunk|high)\b.{0,20}\bdriving\b.{0,30}\b(?:kids|children|baby|now)\b",
    r"\b(?:abandon|leave|dump) the (?:baby|child)\b",
    # a call for help for a person
    rf"\b(?:need (?:help|police|an ambulance)|help) (?:now|please).{{0,20}}\b{_PERSON}\b",
    rf"\bwelfare check\b.{{0,20}}\b{_PERSON}\b",
)
_DANGER = re.compile("|".join(f"(?:{sign})" for sign in _SIGNS), re.IGNORECASE)


def is_urgent(text: str) -> bool:
    """Whether ``text`` suggests that somebody is in danger now, also when it asks for evidence as well.

    Recognises wordings, in English; it misses danger put in words nobody thought of.
    """
    return _DANGER.search(text) is not None
