"""Consultants claim questions handed to them, reply, decline, and give them to each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from slack_bolt import Ack, App

from bot.records.audit import Event, What
from bot.records.hand_offs import OPEN, HandOff
from bot.records.person import Person
from bot.records.tables import HandOffState
from bot.slack.consulting import Consulting
from bot.slack.desk import Desk
from bot.slack.hand_offs import HandOffs
from bot.slack.messages import hand_off as shown
from bot.slack.messages.numbered import any_number
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.home import publish_home
from bot.slack.surfaces.places import presser

Modal = Callable[[HandOff, Sequence[shown.Found]], dict[str, Any]]
Close = Callable[[str, Person, str], bool]


def register(app: App, desk: Desk, hand_offs: HandOffs, consulting: Consulting) -> None:
    """Rights are looked at anew at every press."""
    records = desk.records.hand_offs
    _register_claims(app, desk, hand_offs, consulting)
    app.view(shown.REPLY_FORM)(_taking(desk, hand_offs, consulting, records.reply))
    app.view(shown.DECLINE_FORM)(_taking(desk, hand_offs, consulting, records.decline))

    def open_reply(ack: Ack, body: Body, action: Body) -> None:
        ack()
        _open(desk, hand_offs, body, action["value"], presser(body), shown.reply_modal)

    def open_decline(ack: Ack, body: Body, action: Body) -> None:
        ack()
        _open(desk, hand_offs, body, action["value"], presser(body), shown.decline_modal)

    app.action(any_number(shown.REPLY))(open_reply)
    app.action(any_number(shown.DECLINE))(open_decline)


def _register_claims(app: App, desk: Desk, hand_offs: HandOffs, consulting: Consulting) -> None:
    records = desk.records.hand_offs

    def claim(ack: Ack, body: Body, action: Body) -> None:
        who = presser(body)
        one = records.find(action["value"])
        may = one is not None and hand_offs.may_handle(who, one)
        is_theirs = may and records.claim(action["value"], who)
        ack()
        consulting.ring()
        if not is_theirs:
            tell(desk, body, shown.TAKEN if may else shown.NOT_FOR_YOU)
        elif one is not None:
            _open(desk, hand_offs, body, one.id, who, shown.reply_modal)
        if body["container"]["type"] == "view":
            publish_home(desk, who)

    def reassign(ack: Ack, body: Body, action: Body) -> None:
        ack()
        who, one = presser(body), records.find(action["block_id"])
        asker = desk.directory.asker(who.team, action["selected_user"])
        to = Person(asker.team, asker.user)
        if one is None or not hand_offs.may_handle(who, one):
            tell(desk, body, shown.NOT_FOR_YOU)
        elif not hand_offs.may_handle(to, one):
            tell(desk, body, shown.NOT_A_CONSULTANT)
        elif not records.reassign(one.id, to, who):
            tell(desk, body, shown.TAKEN)
        consulting.ring()

    app.action(any_number(shown.CLAIM))(claim)
    app.action(shown.REASSIGN)(reassign)


def _taking(desk: Desk, hand_offs: HandOffs, consulting: Consulting, close: Close) -> Callable[..., None]:
    def take(ack: Ack, body: Body, view: Body) -> None:
        who, words = presser(body), shown.written(view)
        one = desk.records.hand_offs.find(view["private_metadata"])
        wrong = _wrong_with(desk, hand_offs, who, one, words)
        if wrong is None and not close(view["private_metadata"], who, words):
            wrong = shown.TAKEN
        if wrong is not None:
            ack(response_action="errors", errors={shown.WORDS: wrong})
            return
        ack()
        consulting.ring()

    return take


def _wrong_with(desk: Desk, hand_offs: HandOffs, who: Person, one: HandOff | None, words: str) -> str | None:
    """Why a reply is not taken."""
    if one is None or one.state is not HandOffState.CLAIMED or one.handler != who:
        return shown.TAKEN
    if not hand_offs.may_handle(who, one):
        return shown.NOT_FOR_YOU
    if not words:
        return "Please write something."
    caught = desk.reception.caught(words)
    return caught.text[:150] if caught is not None else None


def _open(desk: Desk, hand_offs: HandOffs, body: Body, hand_off_id: str, who: Person, modal: Modal) -> None:
    """The form, with everything the consultant may know; that they read it is recorded."""
    one = desk.records.hand_offs.find(hand_off_id)
    if one is None or not hand_offs.may_handle(who, one):
        tell(desk, body, shown.NOT_FOR_YOU)
    elif one.state not in OPEN or one.handler != who:
        tell(desk, body, shown.TAKEN)
    else:
        desk.records.audit.record(Event(What.HAND_OFF_READ, who, details={"hand_off": one.id}))
        view = modal(one, hand_offs.found_for_person(one, who))
        desk.client.views_open(trigger_id=body["trigger_id"], view=view)


def tell(desk: Desk, body: Body, words: str) -> None:
    """A word for whoever pressed, in a modal: it works on the Home tab too."""
    said = {"type": "section", "text": {"type": "plain_text", "text": words}}
    title = {"type": "plain_text", "text": "Consultants"}
    view = {"type": "modal", "title": title, "close": {"type": "plain_text", "text": "Close"}, "blocks": [said]}
    is_on_top = (body.get("view") or {}).get("type") == "modal"
    show = desk.client.views_push if is_on_top else desk.client.views_open
    show(trigger_id=body["trigger_id"], view=view)
