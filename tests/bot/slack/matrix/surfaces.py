"""Every way to text: how somebody tries it, before whose eyes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from bot.adding.rules import may_add
from bot.slack.messages import submission as adding
from bot.slack.messages.actions import BRIEF, DRAW, SHARE, SOURCES
from bot.slack.messages.sources import FILE
from bot.slack.surfaces.brief import SHORTCUT as BRIEF_SHORTCUT
from knowledge.prevention_map.published import PublishedMaps
from tests.bot.slack.end_to_end.conftest import is_answer
from tests.bot.slack.matrix import stock
from tests.bot.slack.matrix.combinations import Combination
from tests.bot.slack.matrix.consulting import approved, digest, gaps, handed_on
from tests.bot.slack.matrix.office import MatrixOffice
from tests.bot.slack.matrix.questions import FOLLOW_UP, MAP_PROBES, PROBES, UNCOVERED
from tests.fake_slack.workspace import FakeMessage

Try = Callable[[MatrixOffice, Combination], None]
_numbers = count(1)


def _question(tried: Combination) -> str:
    return PROBES[tried.probe](tried.audience)


def _user(tried: Combination) -> str:
    return tried.person.id


def search(office: MatrixOffice, tried: Combination) -> None:
    """The search alone, as far as it is opened for the place."""
    channel = office.now(tried)
    with office.looking(tried):
        access = office.desk.places.here(tried.person.team, _user(tried), channel)
        office.retriever.search(_question(tried), access.audiences, 30)


def answer(office: MatrixOffice, tried: Combination) -> None:
    """A question in the place, with the next questions offered below its answer."""
    channel = office.now(tried)
    with office.looking(tried):
        office.ask(_user(tried), channel, _question(tried))


def private_answer(office: MatrixOffice, tried: Combination) -> None:
    """A question asked with the command."""
    channel = office.now(tried)
    with office.looking(tried, alone=True):
        office.ask_privately(_user(tried), channel, _question(tried))


def closest(office: MatrixOffice, tried: Combination) -> None:
    """A question that nothing answers."""
    channel = office.now(tried)
    with office.looking(tried):
        office.ask(_user(tried), channel, UNCOVERED(tried.audience))


def _kept(office: MatrixOffice, tried: Combination, question: str) -> FakeMessage:
    """An answer given in the place when that was right."""
    office.writing.is_on = False
    with office.earlier(tried) as channel:
        answers = office.ask(_user(tried), channel, question)
    assert answers, question
    return answers[-1]


def sources(office: MatrixOffice, tried: Combination) -> None:
    """The passages behind a kept answer."""
    kept = _kept(office, tried, stock.exact(tried.audience))
    office.now(tried)
    with office.looking(tried):
        assert office.press(_user(tried), kept, SOURCES)


def share(office: MatrixOffice, tried: Combination) -> None:
    """A private answer of earlier shown to the channel."""
    office.writing.is_on = False
    with office.earlier(tried) as channel:
        kept = office.ask_privately(_user(tried), channel, stock.exact(tried.audience))
    assert kept is not None
    office.now(tried)
    with office.looking(tried):
        assert office.press(_user(tried), kept, SHARE)


def original(office: MatrixOffice, tried: Combination) -> None:
    """The file of a passage in a window that was opened earlier."""
    office.writing.is_on = False
    with office.earlier(tried) as channel:
        kept = office.ask(_user(tried), channel, stock.exact(tried.audience))[-1]
        office.press(_user(tried), kept, SOURCES)
    (*_, window) = office.slack.views(_user(tried))
    office.now(tried)
    with office.looking(tried, alone=True):
        office.press_in_view(_user(tried), window["id"], FILE)


def brief(office: MatrixOffice, tried: Combination) -> None:
    """A kept answer as a document, with its button or the shortcut."""
    kept = _kept(office, tried, stock.exact(tried.audience))
    office.now(tried)
    with office.looking(tried, alone=True):
        if tried.written:
            assert office.press(_user(tried), kept, BRIEF)
        else:
            office.slack.shortcut(_user(tried), kept.channel, kept.ts, BRIEF_SHORTCUT)
            office.rest()


def map_rows(office: MatrixOffice, tried: Combination) -> None:
    """Figures from a map: find and spend."""
    channel = office.now(tried)
    with office.looking(tried):
        office.ask(_user(tried), channel, MAP_PROBES[tried.probe](tried.audience))


def map_command(office: MatrixOffice, tried: Combination) -> None:
    """The same with the command."""
    channel = office.now(tried)
    with office.looking(tried, alone=True):
        office.ask_privately(_user(tried), channel, MAP_PROBES[tried.probe](tried.audience))


def map_draw(office: MatrixOffice, tried: Combination) -> None:
    """A picture of a map by its name, or of whatever there is."""
    channel = office.now(tried)
    name = "" if tried.probe == "no name" else f" {stock.NAMES[tried.audience]}"
    with office.looking(tried, alone=True):
        reply = office.slack.command(_user(tried), channel, "/insights", f"map draw needs{name}")
        office.recorder.shown(reply.body)
        office.rest()


def map_picture(office: MatrixOffice, tried: Combination) -> None:
    """The picture that goes with a kept answer from a map."""
    kept = _kept(office, tried, f"What do we spend by need in {stock.NAMES[tried.audience]}?")
    office.now(tried)
    with office.looking(tried, alone=True):
        assert office.press(_user(tried), kept, DRAW)


def map_estimate(office: MatrixOffice, tried: Combination) -> None:
    """The maps an estimate may take its costs from."""
    channel = office.now(tried)
    with office.looking(tried):
        access = office.desk.places.here(tried.person.team, _user(tried), channel)
        found = PublishedMaps(office.library.catalogue).visible(access.audiences)
        office.recorder.shown([one.content.title for one in found])


def home(office: MatrixOffice, tried: Combination) -> None:
    """The Home tab and the prompts of the Messages tab, made from what is kept for equal rights."""
    office.now(tried)
    with office.looking(tried, alone=True):
        for tab in ("home", "messages"):
            office.slack.open_home(_user(tried), tab)
            office.rest()


def follow_up(office: MatrixOffice, tried: Combination) -> None:
    """A question that leans on a kept answer, in its thread."""
    kept = _kept(office, tried, stock.marked(tried.audience))
    channel = office.now(tried)
    with office.looking(tried):
        office.ask(_user(tried), channel, FOLLOW_UP, thread=kept.thread_ts)


def edited(office: MatrixOffice, tried: Combination) -> None:
    """A question of earlier in other words: its answer is written anew."""
    office.writing.is_on = False
    with office.earlier(tried) as channel:
        kept = office.ask(_user(tried), channel, stock.exact(tried.audience))[-1]
    office.now(tried)
    mention = "" if channel.startswith("D") else f"<@{office.slack.bot_user}> "
    with office.looking(tried):
        office.slack.edit(_user(tried), channel, str(kept.thread_ts), f"{mention}{_question(tried)}")
        office.rest()


def preview(office: MatrixOffice, tried: Combination) -> None:
    """A file that is called, reads and says it is like the document one may not see."""
    office.now(tried)
    user, direct = _user(tried), office.slack.dm(_user(tried))
    front = f"---\ntitle: My own\nsupersedes: {stock.review_of(tried.audience)}\n---\n" if tried.written else ""
    body = stock.report(tried.audience).partition("\n# ")[2].replace(f" {stock.MARKS[tried.audience]}", "")
    file = f"{stock.review_of(tried.audience)}.md" if tried.probe != "no name" else f"own-{next(_numbers)}.md"
    with office.looking(tried, alone=True):
        office.slack.share(user, direct, file, f"{front}# {body}".encode())
        office.recorder.own_file()
        office.rest()
        access = office.desk.places.alone(tried.person.team, user)
        if may_add(access) and access.audiences:
            _describe(office, user, direct)


def _describe(office: MatrixOffice, user: str, direct: str) -> None:
    """Fill in the form with as little as it takes, wait for what the bot says, and discard."""

    def newest() -> FakeMessage:
        return [message for message in office.slack.messages(direct) if message.bot][-1]

    if not office.press(user, newest(), adding.DESCRIBE):
        return
    (*_, form) = office.slack.views(user)
    audience = next(block for block in form["blocks"] if block["block_id"] == "audience")
    (choice, *_) = [option["value"] for option in audience["element"]["options"]]
    told = office.slack.submit(user, form["id"], {"audience": {"audience": choice}, "title": {"title": "My own"}})
    office.recorder.shown(told)
    office.rest()
    office.press(user, newest(), adding.DISCARD)


def correction(office: MatrixOffice, tried: Combination) -> None:
    """What a thread is told when a document cited there is replaced by one of the same audience."""
    number, mark = next(_numbers), stock.MARKS[tried.audience]
    first, second = f"stables-{number}", f"barns-{number}"
    holds = f"Stables {number} in Wessex hold {number} grey ponies."
    stock.publish(office.library, first, f"Stables {number}", tried.audience, holds)
    kept = _kept(office, tried, f"How many grey ponies do stables {number} in Wessex hold?")
    stock.publish(office.library, second, f"Barns {mark}", tried.audience, f"Barns of {mark} hold no ponies.", first)
    office.now(tried)
    with office.looking(tried, reads_count=False):
        office.bot.corrections.look()
    thread = office.slack.messages(kept.channel, str(kept.thread_ts))
    assert any(is_answer(message) for message in thread[:-1])


SURFACES: dict[str, Try] = {
    one.__name__: one
    for one in (
        search, answer, private_answer, closest, sources, share, original, brief, map_rows, map_command, map_draw,
        map_picture, map_estimate, home, follow_up, edited, preview, correction, gaps, digest, handed_on, approved,
    )
}  # fmt: skip
