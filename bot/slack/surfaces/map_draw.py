"""Somebody wants to see a map: with a command, or with the button under an answer from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from slack_bolt import Ack, App

from bot.access.decision import Access
from bot.answering.map_picture import picture_for
from bot.records.person import Person
from bot.slack.audited import picture_sent
from bot.slack.desk import Desk
from bot.slack.files import File, send_files
from bot.slack.messages.actions import DRAW
from bot.slack.messages.literal import shortened
from bot.slack.messages.notice import DRAWING, DRAWN, NO_MAP, WHICH_DRAWING, WHICH_MAP, notice
from bot.slack.posting import post
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.places import presser
from knowledge.prevention_map.pictures.drawings import Drawing, draw
from knowledge.prevention_map.published import PublishedMap, read_published

_TITLES = 1000


def register(app: App, desk: Desk) -> None:
    """Send the picture that goes with an answer to whoever presses its button."""

    def from_answer(ack: Ack, body: Body, action: Body) -> None:
        ack()
        answer = desk.records.answers.find(action["value"])
        picture, who = (picture_for(answer) if answer else None), presser(body)
        access = desk.places.alone(who.team, who.user)
        found = read_published(desk.catalogue, picture.document_id, access.audiences) if picture else None
        if picture is None or found is None:
            post(desk.client, who.user, notice(NO_MAP))
            return
        _send(desk, who, access, found, picture.drawing)

    app.action(DRAW)(from_answer)


def draw_on_command(desk: Desk, ack: Ack, command: Body, words: str) -> None:
    """Answer ``/insights map draw KIND [MAP]``: acknowledge, then send the picture or say what is unclear."""
    kind, _, name = words.strip().partition(" ")
    if kind.lower() not in list(Drawing):
        ack(WHICH_DRAWING)
        return
    ack(DRAWING)
    who = Person(command["team_id"], command["user_id"])
    access = desk.places.alone(who.team, who.user)
    maps = _meant(desk.maps.visible(access.audiences), name)
    if len(maps) != 1:
        titles = "; ".join(found.content.title for found in maps)
        post(desk.client, who.user, notice(WHICH_MAP.format(titles=shortened(titles, _TITLES)) if maps else NO_MAP))
        return
    _send(desk, who, access, maps[0], Drawing(kind.lower()))


def _meant(visible: Sequence[PublishedMap], name: str) -> list[PublishedMap]:
    """The maps whose id, title or place holds the name; where none does, there is none."""
    wanted = name.strip().lower()
    exact = [found for found in visible if wanted and found.document_id.lower() == wanted]
    return exact or [
        found
        for found in visible
        if wanted in " ".join([found.document_id, found.content.title, *found.content.places]).lower()
    ]


def _send(desk: Desk, who: Person, access: Access, found: PublishedMap, drawing: Drawing) -> None:
    picture = draw(drawing, found.content, dt.date.today())
    document = f"{found.document_id} version {found.version}"
    desk.records.audit.record(picture_sent(who, access, document, drawing))
    files = [
        File(f"{drawing}.png", picture.title, picture.png, picture.alternative),
        File(f"{drawing}.svg", picture.title, picture.svg),
    ]
    send_files(desk.client, who.user, notice(DRAWN.format(title=picture.title)), files)
