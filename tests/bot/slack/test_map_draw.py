"""Maps as pictures in Slack: for whoever may see the map, and for them alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.answering.map_answer import MODEL
from bot.answering.map_picture import PictureOfMap, picture_for
from bot.slack.messages.answer import below_answer
from bot.slack.messages.notice import DRAWING, NO_MAP, WHICH_DRAWING
from knowledge.prevention_map.pictures.drawings import Drawing
from knowledge.prevention_map.published import PublishedMap, PublishedMaps
from knowledge.vocabulary import PUBLIC, Audience
from tests.bot.slack.answers import answered
from tests.bot.slack.conftest import Office
from tests.bot.slack.end_to_end.conftest import is_answer, read
from tests.conftest import sync
from tests.fake_slack.workspace import FakeMessage

HEADINGS = "id,place,need,driver,cohort,intervention,whose behaviour,tier,annual spend,owner"
ROWS = "\n".join(
    f"R{n},Borchester,Debt {n},Low pay,adults,Advice desk {n},adults,targeted,{n}000,Head of Advice"
    for n in range(1, 9)
)
Publish = Callable[[str, str, str], None]


@pytest.fixture
def publish(office: Office, tmp_path: Path) -> Publish:
    """Puts a map of eight rows into the library."""
    folder = tmp_path / "maps"
    folder.mkdir()

    def put(name: str, place: str, audience: str) -> None:
        (folder / f"{name}.csv").write_text(f"{HEADINGS}\n{ROWS.replace('Borchester', place)}\n", encoding="utf-8")
        metadata = f"title: Map of {place}\nkind: prevention_map\naudience: {audience}\nplace: {place}\n"
        (folder / f"{name}.csv.yaml").write_text(metadata, encoding="utf-8")
        sync(office.library, folder)

    return put


def draw(office: Office, words: str) -> str:
    """What the command answers at once."""
    office.slack.add_channel("C1", ["UANNE", "UBEN"])
    body = office.slack.command("UANNE", "C1", "/insights", f"map draw {words}").body
    return str(body["text"]) if isinstance(body, dict) else str(body)


def told(office: Office, part: str) -> str:
    """What the bot says in direct messages, once it says ``part``."""
    direct = office.slack.dm("UANNE")
    (message,) = office.slack.wait_for(lambda: [m for m in office.slack.messages(direct) if part in read(m)], 30)
    return read(message)


def _are_there(office: Office, channel: str, count: int) -> bool:
    return len(office.slack.messages(channel)) >= count


def files(office: Office, user: str = "UANNE") -> dict[str, bytes]:
    """The files in somebody's direct messages, once they are there."""
    direct = office.slack.dm(user)
    (message,) = office.slack.wait_for(lambda: [m for m in office.slack.messages(direct) if m.files], 30)
    assert "Map of Borchester" in message.files[0]["alt_txt"]
    return {file["name"]: office.slack.content(file["id"]) for file in message.files}


@pytest.mark.parametrize("kind", list(Drawing))
def test_the_command_sends_the_picture_to_the_asker_alone(office: Office, publish: Publish, kind: Drawing) -> None:
    publish("b", "Borchester", PUBLIC)
    assert draw(office, kind) == DRAWING
    found = files(office)
    assert list(found) == [f"{kind}.png", f"{kind}.svg"]
    assert found[f"{kind}.png"].startswith(b"\x89PNG")
    assert office.slack.messages("C1") == []
    (recorded,) = office.events("files_sent")
    assert recorded["details"]["what"] == f"picture: {kind}"
    assert recorded["details"]["access"]["audiences"] == ["public"]
    assert recorded["details"]["shown"] == ["b.csv version 1"]


def test_a_map_the_asker_may_not_see_is_not_there(office: Office, publish: Publish) -> None:
    publish("b", "Borchester", "client:b")
    direct = office.slack.dm("UANNE")
    for count, words in enumerate(("needs", "needs Borchester", "needs b.csv"), start=1):
        assert draw(office, words) == DRAWING
        office.slack.wait_for(partial(_are_there, office, direct, count), 30)
    assert all(NO_MAP in read(message) for message in office.slack.messages(direct))
    assert "Map of" not in str([read(message) for message in office.slack.messages(direct)])
    assert office.events("files_sent") == []


def test_of_several_maps_one_is_named_and_the_others_of_others_are_not_told(office: Office, publish: Publish) -> None:
    publish("b", "Borchester", PUBLIC)
    publish("c", "Casterbridge", PUBLIC)
    publish("s", "Secretown", "client:s")
    assert draw(office, "flow") == DRAWING
    unclear = told(office, "Which map do you mean?")
    assert "Map of Borchester" in unclear
    assert "Map of Casterbridge" in unclear
    assert "Secretown" not in unclear
    assert draw(office, "flow borchester") == DRAWING
    files(office)


def test_what_can_be_drawn_is_said(office: Office) -> None:
    assert draw(office, "everything") == WHICH_DRAWING
    assert draw(office, "") == WHICH_DRAWING


def test_the_command_is_acknowledged_before_any_map_is_read(
    office: Office, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("b", "Borchester", PUBLIC)
    acknowledged, seen = threading.Event(), list[bool]()
    read_maps = PublishedMaps.visible

    def visible(maps: PublishedMaps, audiences: Collection[Audience]) -> list[PublishedMap]:
        seen.append(acknowledged.wait(5))
        return read_maps(maps, audiences)

    monkeypatch.setattr(PublishedMaps, "visible", visible)
    draw(office, "needs")
    acknowledged.set()
    files(office)
    assert seen == [True]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("spend debt", "£36,000 a year goes to interventions about debt (8 rows)."),
        ("find services that cost more than £7,000", "Advice desk 8 (R8), annual spend £8,000."),
        ("spend libraries", "explains: libraries"),
    ],
)
def test_a_map_is_asked_with_the_command_and_only_the_asker_sees_the_answer(
    office: Office, publish: Publish, words: str, said: str
) -> None:
    publish("b", "Borchester", PUBLIC)
    office.slack.add_channel("C1", ["UANNE", "UBEN"])
    office.slack.command("UANNE", "C1", "/insights", f"map {words}")
    (answer,) = office.slack.wait_for(
        lambda: [m for m in office.slack.ephemerals("C1", "UANNE") if said in f"{m.text}{read(m)}"], 30
    )
    assert answer.to == "UANNE"
    assert office.slack.messages("C1") == []
    assert office.slack.ephemerals("C1", "UBEN") == []


def test_who_may_not_see_a_map_is_told_no_figure_by_the_command(office: Office, publish: Publish) -> None:
    publish("b", "Borchester", "client:b")
    office.slack.add_channel("C1", ["UANNE", "UBEN"])
    office.slack.command("UANNE", "C1", "/insights", "map spend debt")
    none = "There is no prevention map here that you may see."
    office.slack.wait_for(
        lambda: [m for m in office.slack.ephemerals("C1", "UANNE") if none in f"{m.text}{read(m)}"], 30
    )
    assert "36,000" not in str([f"{m.text}{read(m)}" for m in office.slack.ephemerals("C1", "UANNE")])


def test_an_answer_from_many_rows_has_a_button_for_its_picture(office: Office, publish: Publish) -> None:
    publish("b", "Borchester", PUBLIC)
    direct = office.slack.dm("UANNE")
    ts = office.slack.say("UANNE", direct, "What do we spend by need?")

    def answers() -> list[FakeMessage]:
        return [message for message in office.slack.messages(direct, ts) if is_answer(message)]

    (answer,) = office.slack.wait_for(answers, 20)
    assert "Debt 8: £8,000" in read(answer)
    office.slack.press("UANNE", direct, answer.ts, "draw_map")
    assert list(files(office)) == ["needs.png", "needs.svg"]


def test_a_map_withdrawn_since_the_answer_is_not_drawn(office: Office, publish: Publish) -> None:
    publish("b", "Borchester", PUBLIC)
    direct = office.slack.dm("UANNE")
    ts = office.slack.say("UANNE", direct, "What do we spend by need?")
    (answer,) = office.slack.wait_for(lambda: [m for m in office.slack.messages(direct, ts) if is_answer(m)], 20)
    office.library.catalogue.withdraw(["b.csv"], "tester")
    office.slack.press("UANNE", direct, answer.ts, "draw_map")
    assert office.slack.wait_for(lambda: [m for m in office.slack.messages(direct) if NO_MAP in read(m)])
    assert office.events("files_sent") == []


@pytest.mark.parametrize(
    ("question", "drawing"),
    [
        ("What do we spend by need?", Drawing.NEEDS),
        ("What do we spend on changing parental behaviour?", Drawing.FLOW),
        ("Which services have nobody accountable?", Drawing.SCORECARD),
        ("Where do we duplicate?", Drawing.SCORECARD),
        ("Which grants end soon?", Drawing.SCORECARD),
    ],
)
def test_the_picture_goes_with_the_question(question: str, drawing: Drawing) -> None:
    many = replace(answered(*(f"Sentence {number}." for number in range(6)), model=MODEL), question=question)
    assert picture_for(many) == PictureOfMap("case-studies/leeds", drawing)
    assert "draw_map" in str(below_answer("q", many))


def test_few_rows_and_answers_from_documents_need_no_picture() -> None:
    few = answered("One.", "Two.", model=MODEL)
    documents = answered(*(f"Sentence {number}." for number in range(9)))
    assert picture_for(few) is None
    assert picture_for(documents) is None
    assert "draw_map" not in str(below_answer("q", documents))
