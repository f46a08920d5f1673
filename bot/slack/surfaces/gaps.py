"""A consultant opens a gap and says what becomes of it."""

from __future__ import annotations

from slack_bolt import Ack, App

from bot.access.decision import Access
from bot.gaps.reading import gap_for
from bot.gaps.rules import sees_gaps
from bot.records.gaps import Gaps, Outcome
from bot.records.person import Person
from bot.slack.desk import Desk
from bot.slack.messages import gaps as shown
from bot.slack.messages.numbered import any_number
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.home import publish_home
from bot.slack.surfaces.places import presser
from knowledge.errors import InsightsError

Refused = dict[str, str]
"""What is wrong with a form, by field."""


def register(app: App, desk: Desk) -> None:
    """Only for consultants and administrators, each by what they hold themselves."""

    def open_gap(ack: Ack, body: Body, action: Body) -> None:
        ack()
        who = presser(body)
        access = desk.places.alone(who.team, who.user)
        desk.client.views_open(trigger_id=body["trigger_id"], view=_view(desk, who, access, int(action["value"])))

    def decide(ack: Ack, body: Body, view: Body) -> None:
        who = presser(body)
        access = desk.places.alone(who.team, who.user)
        visible = {document.id for document in desk.catalogue.documents(access.audiences)}
        if not sees_gaps(access):
            ack(response_action="errors", errors={"outcome": shown.NOT_YOURS})
            return
        refused = _decide(desk.records.gaps, view, who, visible)
        if refused:
            ack(response_action="errors", errors=refused)
            return
        ack()
        publish_home(desk, who)

    app.action(any_number(shown.OPEN))(open_gap)
    app.view(shown.CALLBACK)(decide)


def _view(desk: Desk, who: Person, access: Access, number: int) -> Body:
    if not sees_gaps(access):
        return _said(shown.NOT_YOURS)
    try:
        gap = gap_for(desk.records.gaps, desk.catalogue, access.audiences, number)
    except InsightsError:
        return _said(shown.GONE)
    desk.records.gaps.note_reading(number, len(gap.asked), who)
    return shown.gap_modal(gap, desk.catalogue.documents(access.audiences))


def _decide(gaps: Gaps, view: Body, who: Person, visible: set[str]) -> Refused:
    """Do what the form says; what is wrong with it where something is."""
    number, (chosen, assignee, document) = int(view["private_metadata"]), shown.decided_in(view)
    if chosen == shown.ASSIGN:
        if assignee is None:
            return {"assignee": shown.NEEDS_SOMEBODY}
        gaps.assign(number, Person(who.team, assignee), who)
    elif chosen == Outcome.OUT_OF_SCOPE:
        gaps.close(number, Outcome.OUT_OF_SCOPE, None, who)
    elif chosen in set(Outcome):
        if document not in visible:
            return {"document" if visible else "outcome": shown.NEEDS_DOCUMENT}
        gaps.close(number, Outcome(chosen), document, who)
    else:
        gaps.reopen(number, who)
    return {}


def _said(words: str) -> Body:
    block = {"type": "section", "text": {"type": "plain_text", "text": words}}
    title = {"type": "plain_text", "text": "Insights"}
    return {"type": "modal", "title": title, "close": {"type": "plain_text", "text": "Close"}, "blocks": [block]}
