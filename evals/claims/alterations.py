"""True sentences with one thing changed, so that they are false: what a checker of claims has to reject.

Nothing here comes from the checker: own patterns, own lists of words, places and opposites. What the checker does not
know about, this does not know it does not know.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from evals.claims.passages import LibraryPassage

HALVES = ("tune", "held_back")
SEED = 2014


@dataclass(frozen=True, slots=True)
class Altered:
    """A sentence of ``passage`` and the false claim made of it; ``kind`` names what was changed."""

    kind: str
    true: str
    false: str
    passage: LibraryPassage


Rewrites = Iterator[str]
Alteration = Callable[[str, LibraryPassage, random.Random], Rewrites]


def altered_sentences(passages: Iterable[LibraryPassage], half: str, count: int, seed: int = SEED) -> list[Altered]:
    """``count`` altered sentences, the kinds in turn, no sentence altered twice in one way; the same for a ``seed``.

    A sentence belongs to one half only. Fewer come back when the passages do not hold enough.
    """
    chance = random.Random(seed)
    sentences = [
        (sentence, passage)
        for passage in passages
        for sentence in passage.sentences()
        if half_of(sentence) == half and not sentence.endswith(":")
    ]
    chance.shuffle(sentences)
    supplies = [_supply(kind, sentences, chance) for kind in ALTERATIONS]
    chosen: list[Altered] = []
    while supplies and len(chosen) < count:
        for supply in list(supplies):
            altered = next(supply, None)
            if altered is None:
                supplies.remove(supply)
            elif len(chosen) < count:
                chosen.append(altered)
    return chosen


def half_of(sentence: str) -> str:
    """Which half a sentence belongs to, by its text alone."""
    return HALVES[hashlib.sha256(sentence.encode()).digest()[0] % 2]


def _supply(kind: str, sentences: Sequence[tuple[str, LibraryPassage]], chance: random.Random) -> Iterator[Altered]:
    for sentence, passage in sentences:
        rewrites = sorted(set(ALTERATIONS[kind](sentence, passage, chance)) - {sentence})
        if rewrites:
            yield Altered(kind, sentence, chance.choice(rewrites), passage)


_NUMBER = re.compile(r"(?<![\w.,£/-])(£?)(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\d.]*\d)(?![\w/–-])(%?)")
_NOT_A_QUANTITY = re.compile(r"(?:section|sections|level|levels|phase|stage|at|F|cost level|rating of)\s*$")
_LISTED = re.compile(r"between £?[\d.,]+%? and £?$|\d%? (?:and|or)(?: with)? £?$")
"""Before the second of two numbers that may stand in either order."""
_CALENDAR = re.compile(r"(?<![\w,£.])(19|20)(\d\d)(?:([-/–])((?:20)?\d\d))?(?![\w,%]|\.\d)")
_MONTH_NAMES = "January February March April May June July August September October November December".split()
_MONTH = re.compile(rf"\b({'|'.join(_MONTH_NAMES)})\b(?=\s+\d{{4}})")
_SPELT = {
    "two": "five", "three": "six", "four": "nine", "five": "eight", "six": "four", "seven": "eleven", "eight": "three",
    "nine": "twelve", "ten": "twenty", "half": "a third", "a third": "a quarter", "a quarter": "two thirds",
    "two thirds": "a fifth", "a fifth": "half", "one in five": "one in three",
}  # fmt: skip


def _numbers(sentence: str, passage: LibraryPassage, chance: random.Random) -> Rewrites:
    """Another value in place of a number, one that stands nowhere in the passage."""
    for found in _quantities(sentence):
        value = _as_value(found.group(2))
        for factor in (0.5, 0.8, 1.1, 1.5, 3):
            other = _like(found.group(2), value * factor + (1 if value < 10 else 0))
            if other != found.group(2) and other not in passage.evidence.text:
                yield _swap(sentence, found.span(2), other)
    for word, other in _SPELT.items():
        for found in re.finditer(rf"\b{word}\b(?! of the| or the)", sentence):
            if other not in passage.evidence.text:
                yield _swap(sentence, found.span(), other)


def _numbers_of_the_passage(sentence: str, passage: LibraryPassage, chance: random.Random) -> Rewrites:
    """Another number of the same passage and the same form: true of something else."""
    near = [found.group() for found in _quantities(passage.evidence.text)]
    for found in _quantities(sentence):
        for other in near:
            alike = (other[0] == "£", other[-1] == "%") == (found.group(1) == "£", found.group(3) == "%")
            size = 0.2 < _as_value(other.strip("£%")) / (_as_value(found.group(2)) or 1) < 5
            if alike and size and other != found.group() and other not in sentence:
                yield _swap(sentence, found.span(), other)


def _numbers_exchanged(sentence: str, passage: LibraryPassage, chance: random.Random) -> Rewrites:
    """Two numbers of one form in each other's place."""
    quantities = list(_quantities(sentence))
    for first, second in itertools.pairwise(quantities):
        same = (first.group(1), first.group(3)) == (second.group(1), second.group(3))
        listed = _LISTED.search(sentence[max(0, first.start() - 9) : second.start()])
        if same and first.group(2) != second.group(2) and not listed:
            exchanged = _swap(sentence, second.span(), first.group())
            yield _swap(exchanged, first.span(), second.group())


def _dates(sentence: str, passage: LibraryPassage, chance: random.Random) -> Rewrites:
    """Years moved, spans of years moved, another month; never to a year that stands in the passage or its title."""
    said = passage.evidence.text + passage.evidence.about
    for found in _CALENDAR.finditer(sentence):
        first, dash, last = int(found.group(1) + found.group(2)), found.group(3), found.group(4)
        for years in (-7, -4, -3, -2, -1, 1, 2, 3, 4):
            moved = str(first + years)
            if dash and last:
                end = int(last) + years
                moved += dash + (f"{end:04d}" if len(last) == 4 else f"{end % 100:02d}")
            if str(first + years) not in said and moved not in said:
                yield _swap(sentence, found.span(), moved)
    for found in _MONTH.finditer(sentence):
        other = _MONTH_NAMES[(_MONTH_NAMES.index(found.group()) + chance.randint(1, 11)) % 12]
        if other not in said:
            yield _swap(sentence, found.span(), other)


_PLACES = (
    ("England", "Scotland", "Wales", "Northern Ireland"),
    ("English", "Scottish", "Welsh"),
    (
        "Leeds", "Hertfordshire", "North Yorkshire", "Essex", "Wigan", "Torbay", "Gateshead", "Rotherham", "Birmingham",
        "Kent", "Harrow", "Derby", "Thurrock", "Leicestershire", "Darlington", "Manchester", "Bedford", "Milton Keynes",
        "Stoke-on-Trent", "Richmond upon Thames", "Hackney", "Greenwich", "Swindon", "Sunderland", "Walsall",
        "Lancashire", "Wandsworth", "Luton", "Peterborough", "Brighton and Hove", "West Sussex", "Telford & Wrekin",
        "Waltham Forest", "Edinburgh", "Lambeth", "Southampton", "Stockport", "Warwickshire", "Newcastle", "Coventry",
        "Solihull", "Sefton", "Camden", "Bristol", "Cumbria", "Norfolk", "Barnsley", "Sheffield", "Plymouth",
    ),
)  # fmt: skip


def _places(sentence: str, passage: LibraryPassage, chance: random.Random) -> Rewrites:
    """Another place, one that neither the passage nor its title names."""
    said = passage.evidence.text + passage.evidence.about
    for alike in _PLACES:
        for place in alike:
            for found in re.finditer(rf"\b{place}\b(?!'s Family Lawyer| Council for| City)", sentence):
                others = [other for other in alike if other not in said]
                if others:
                    yield _swap(sentence, found.span(), chance.choice(others))


_OPPOSITES = """
rose/fell, fell/rose, risen/fallen, fallen/risen, rise/fall, fall/rise, growing/shrinking, grew/shrank, grown/shrunk,
growth/decline, increased/decreased, increase/decrease, decrease/increase, increasing/decreasing, went up/went down,
go up/go down, went from/went back to, higher/lower, lower/higher, highest/lowest, lowest/highest, more than/less than,
less than/more than, fewer/more, most/least, above/below, below/above, up from/down from, up by/down by, up to/at least,
over £/under £, under £/over £, dropped/climbed, drop/rise, shrank/grew, cut by/raised by, was cut/was raised,
reduce/increase, reduced/increased, reduces/increases, better/worse, improved/worsened, improve/worsen, gains/losses,
saved/cost, saving/extra cost, savings/extra costs, saves/costs, doubled/halved, almost doubling/almost halving,
halved/doubled, lost/gained, missing/meeting, missed/met, before/after, after/before, entered/left, failed/succeeded,
more likely/less likely, less likely/more likely, positive/negative, avoid/cause, prevent/cause, prevented/caused,
largest/smallest, longer/shorter, worse/better, oversubscribed/undersubscribed, overspend/underspend, entering/leaving,
overspends/underspends, overspending/underspending, surplus/deficit, deficits/surpluses, overstatement/understatement,
down/up, up/down, slower/faster, quickly/slowly, in favour of/against, against the aims/in line with
the aims
"""
_DIRECTIONS = [
    (word.strip(), other.strip().replace("\n", " "))
    for word, _, other in (pair.partition("/") for pair in _OPPOSITES.replace("\n", " ").split(","))
]
_NO_DIRECTION = re.compile(
    r"made up|set up|up to (?:£|\d|a )|put up|grown-up|came up|follow-up|down to|before-and|-after|look(?:ing|ed) after"
    r"|look after|taken up|a fall each|no further"
)


def _directions(sentence: str, passage: LibraryPassage, chance: random.Random) -> Rewrites:
    """The opposite direction, comparison or order."""
    for word, other in _DIRECTIONS:
        for found in re.finditer(rf"\b{word}\b" if word[-1].isalpha() else re.escape(word), sentence):
            around = sentence[max(0, found.start() - 9) : found.end() + 9]
            if not _NO_DIRECTION.search(around) or (word == "up to" and "up to £" in around):
                yield _swap(sentence, found.span(), other)


_NEGATED = (
    (r"\b(was|were|is|are|had|has|have|could|would|should|must|can|may|did)\b(?= (?!not\b|no\b|more\b))", r"\1 not"),
    (r"\bcannot\b", "can"),
    (r"\b(was|were|is|are|did|does|do|had|has|could|would|had) not\b", r"\1"),
    (r"\bno (?=[a-z])", "some "),
    (r"\bNo (?=[a-z])", "Some "),
    (r"\bnot (?=statistically|cost-effective|a |significant)", ""),
    (r"\bfound\b(?! no| none| little| that| by)", "did not find"),
    (r"\bfound that\b", "did not find that"),
    (r"\bshowed\b(?! no| little)", "did not show"),
    (r"\breceived\b", "did not receive"),
    (r"\bhelped\b", "did not help"),
    (r"\bwithout\b", "with"),
    (r"\bnone of\b", "all of"),
    (r"\bNobody\b", "Everybody"),
    (r"\bnever\b", "always"),
    (r"\bneither\b(.*)\bnor\b", r"both\1and"),
    (r"\blittle (?=evidence|sign|difference)", "strong "),
    (r"\bfailed to\b", "managed to"),
    (r"\bunable to\b", "able to"),
    (r"\bwith (?=a control|controls|matched)", "without "),
)


def _negations(sentence: str, passage: LibraryPassage, chance: random.Random) -> Rewrites:
    """A 'not' too many or too few."""
    for pattern, replacement in _NEGATED:
        for found in re.finditer(pattern, sentence):
            yield _swap(sentence, found.span(), re.sub(pattern, replacement, found.group() + " x").removesuffix(" x"))


_UNITS = (
    (r"£(\d[\d,.]*\d|\d)(?=bn)(bn)", r"£\1m"),
    (r"£(\d[\d,.]*\d|\d)m\b", r"£\1bn"),
    (r"£(\d[\d,.]*\d|\d)(?![\d,.]*\d|bn|m)", r"\1%"),
    (r"(?<![\d£])(\d[\d.]*\d|\d)%", r"£\1"),
    (r"(?<![\d£])(\d[\d.]*\d|\d)%", r"\1 in every 1,000"),
    (r"\b(\d[\d,.]*) percentage points\b", r"\1 days"),
    (r"\b(\d+) months\b", r"\1 years"),
    (r"\b(\d+) years\b", r"\1 months"),
    (r"\b(\d+) days\b", r"\1 weeks"),
    (r"\b(\d+) families\b", r"\1 councils"),
    (r"\b(\d+) children\b", r"\1 adults"),
    (r"\bper 10,000\b", "per 1,000"),
    (r"\bfor every 10,000\b", "for every 1,000"),
    (r"\ba year\b(?! (?:more|less|earlier|before|later|ago))(?=[ ,.])", "a week"),
    (r"\ba week\b", "a month"),
    (r"\bmillion\b", "thousand"),
)


def _units(sentence: str, passage: LibraryPassage, chance: random.Random) -> Rewrites:
    """The same number of something else."""
    for pattern, replacement in _UNITS:
        for found in re.finditer(pattern, sentence):
            yield _swap(sentence, found.span(), found.expand(replacement))


def _quantities(text: str) -> Iterator[re.Match[str]]:
    """Numbers that count or measure: no years, no section numbers."""
    for found in _NUMBER.finditer(text):
        year = re.fullmatch(r"(?:19|20)\d\d", found.group())
        if not year and not _NOT_A_QUANTITY.search(text[: found.start()]):
            yield found


def _as_value(digits: str) -> float:
    return float(digits.replace(",", ""))


def _like(digits: str, value: float) -> str:
    """``value`` written as ``digits`` are."""
    decimals = len(digits.partition(".")[2])
    return f"{value:,.{decimals}f}" if "," in digits or value < 1000 else f"{value:.{decimals}f}"


def _swap(sentence: str, span: tuple[int, int], other: str) -> str:
    start, end = span
    return f"{sentence[:start]}{other}{sentence[end:]}"


ALTERATIONS: dict[str, Alteration] = {
    "number": _numbers,
    "number of the same passage": _numbers_of_the_passage,
    "numbers exchanged": _numbers_exchanged,
    "date": _dates,
    "place": _places,
    "direction": _directions,
    "negation": _negations,
    "unit": _units,
}
"""Each way of making a sentence false; it may find no, one or several ways into a sentence."""
