"""A consultant keeps a reply as an approved answer; a second agrees where two are needed; it is renewed or ended."""

from __future__ import annotations

import datetime as dt

from slack_bolt import Ack, App

from bot.adding.rules import needs_second
from bot.hand_off.rules import HandOffRules, offered_audiences
from bot.records.approved_answers import ApprovedAnswer, Proposal
from bot.records.hand_offs import HandOff
from bot.records.person import Person
from bot.records.tables import ApprovalState, HandOffState
from bot.slack.approved_answers import ApprovedAnswers, proposed
from bot.slack.consulting import Consulting
from bot.slack.desk import Desk
from bot.slack.hand_offs import HandOffs
from bot.slack.messages import approved_answer as shown
from bot.slack.messages import hand_off as handed
from bot.slack.messages.numbered import any_number
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.hand_off import tell
from bot.slack.surfaces.places import presser


class _Forms:
    """Opens the forms and checks what they say; rights are looked at anew at every press."""

    def __init__(self, desk: Desk, hand_offs: HandOffs, approved: ApprovedAnswers, rules: HandOffRules) -> None:
        self._desk = desk
        self._records = desk.records.approved_answers
        self._hand_offs = hand_offs
        self._approved = approved
        self._rules = rules

    def open_keep(self, body: Body, hand_off_id: str) -> None:
        """The form for a reply that was given."""
        who, one = presser(body), self._desk.records.hand_offs.find(hand_off_id)
        if one is None or one.state is not HandOffState.ANSWERED or not self._hand_offs.may_handle(who, one):
            tell(self._desk, body, handed.NOT_FOR_YOU)
            return
        held = self._desk.places.alone(who.team, who.user).audiences
        audiences = offered_audiences(one.audiences, held)
        if not audiences:
            tell(self._desk, body, shown.NO_AUDIENCE)
            return
        passages = self._hand_offs.found_for_person(one, who)
        until = dt.date.today() + dt.timedelta(days=self._rules.approved_days)
        view = shown.keep_form(one.id, shown.KEEP_FORM, one.text, one.reply, audiences, passages, until)
        self._desk.client.views_open(trigger_id=body["trigger_id"], view=view)

    def open_renewal(self, body: Body, identifier: str) -> None:
        """The form with the answer as it stood; what it rests on is to be looked at again."""
        who, approved = presser(body), self._records.find(identifier)
        if approved is None or not self._approved.may_handle(who, approved.proposal.audience):
            tell(self._desk, body, shown.NOT_FOR_YOU)
            return
        proposal = approved.proposal
        until = dt.date.today() + dt.timedelta(days=self._rules.approved_days)
        held = self._desk.places.alone(who.team, who.user).audiences
        newest = self._desk.history.newest({one.document_id for one in proposal.rests_on})
        rests = [name for name, found in newest.items() if found.is_published and found.metadata.audience in held]
        view = shown.keep_form(
            approved.id,
            shown.RENEW_FORM,
            proposal.question,
            proposal.answer,
            [proposal.audience],
            [],
            until,
            proposal.responsible,
            rests,
        )
        self._desk.client.views_open(trigger_id=body["trigger_id"], view=view)

    def keep(self, who: Person, view: Body) -> dict[str, str] | None:
        """Note an answer to be kept; what is wrong with it, by the field it is said at."""
        one = self._desk.records.hand_offs.find(view["private_metadata"])
        entered = shown.entered_in(view)
        if one is None or not self._hand_offs.may_handle(who, one):
            return {shown.QUESTION: handed.NOT_FOR_YOU}
        if entered.audience not in one.audiences:
            return {shown.AUDIENCE: shown.NO_AUDIENCE}
        proposal = self._checked(who, entered, one, one.id, one.channel)
        if isinstance(proposal, dict):
            return proposal
        self._records.propose(f"view:{view['id']}", proposal, needs_second(proposal.audience))
        return None

    def renew(self, who: Person, view: Body) -> dict[str, str] | None:
        """Note that an answer is right again; what is wrong, by the field it is said at."""
        approved = self._records.find(view["private_metadata"])
        entered = shown.entered_in(view)
        if approved is None or approved.state is not ApprovalState.IN_REVIEW:
            return {shown.QUESTION: shown.TAKEN}
        if entered.audience != approved.proposal.audience:
            return {shown.AUDIENCE: shown.NOT_FOR_YOU}
        told = self._checked(who, entered, None, approved.proposal.hand_off_id, approved.proposal.channel)
        if isinstance(told, dict):
            return told
        if not self._records.renew(approved.id, told, needs_second(told.audience)):
            return {shown.QUESTION: shown.TAKEN}
        return None

    def _checked(
        self, who: Person, entered: shown.Entered, one: HandOff | None, hand_off_id: str | None, channel: str
    ) -> Proposal | dict[str, str]:
        for name, words in ((shown.QUESTION, entered.question), (shown.ANSWER, entered.answer)):
            if (caught := self._desk.reception.caught(words)) is not None:
                return {name: caught.text[:150]}
        access = self._desk.places.alone(who.team, who.user)
        audience = [held for held in access.audiences if held == entered.audience]
        if not audience or not self._approved.may_handle(who, audience[0]):
            return {shown.AUDIENCE: shown.NOT_FOR_YOU}
        if not entered.review_by or dt.date.fromisoformat(entered.review_by) <= dt.date.today():
            return {shown.REVIEW_BY: "Choose a day after today."}
        offered = self._offered(one, who)
        chunks = [offered[number] for number in entered.passages if number < len(offered)]
        rests = self._approved.resting(chunks, entered.documents, access.audiences)
        if isinstance(rests, str):
            return {shown.DOCUMENTS: rests}
        if narrower := self._approved.narrower(rests, audience[0]):
            said = f"Not everybody whom {audience[0]} names may open what it rests on: {'; '.join(narrower)}"
            return {shown.AUDIENCE: said[:150]}
        return proposed(entered, who, hand_off_id, channel, rests)

    def _offered(self, one: HandOff | None, who: Person) -> list[str]:
        """The ids of the passages that the form offered, in its order."""
        if one is None:
            return []
        access = self._desk.places.alone(who.team, who.user)
        visible = self._desk.catalogue.visible_chunks(one.context.found, access.audiences)
        return [identifier for identifier in one.context.found if identifier in visible]


def register(
    app: App,
    desk: Desk,
    hand_offs: HandOffs,
    approved: ApprovedAnswers,
    rules: HandOffRules,
    consulting: Consulting,
) -> None:
    """Everything about approved answers."""
    _register_forms(app, _Forms(desk, hand_offs, approved, rules), consulting)
    _register_decisions(app, desk, approved, consulting)


def _register_forms(app: App, forms: _Forms, consulting: Consulting) -> None:
    def keep(ack: Ack, body: Body, action: Body) -> None:
        ack()
        forms.open_keep(body, action["value"])

    def renew(ack: Ack, body: Body, action: Body) -> None:
        ack()
        forms.open_renewal(body, action["value"])

    def take(ack: Ack, body: Body, view: Body) -> None:
        who = presser(body)
        wrong = forms.keep(who, view) if view["callback_id"] == shown.KEEP_FORM else forms.renew(who, view)
        if wrong is not None:
            ack(response_action="errors", errors=wrong)
            return
        ack()
        consulting.ring()

    app.action(handed.KEEP)(keep)
    app.action(any_number(shown.RENEW))(renew)
    for callback in (shown.KEEP_FORM, shown.RENEW_FORM):
        app.view(callback)(take)


def _register_decisions(app: App, desk: Desk, approved: ApprovedAnswers, consulting: Consulting) -> None:
    records = desk.records.approved_answers

    def look(ack: Ack, body: Body, action: Body) -> None:
        ack()
        who, found = presser(body), records.find(action["value"])
        if found is None or not approved.may_handle(who, found.proposal.audience):
            tell(desk, body, shown.NOT_FOR_YOU)
            return
        access = desk.places.alone(who.team, who.user)
        view = shown.look_modal(found, approved.sources(found, access))
        desk.client.views_open(trigger_id=body["trigger_id"], view=view)

    def agree(ack: Ack, body: Body, action: Body) -> None:
        ack()
        who, found = presser(body), records.find(action["value"])
        wrong = _why_not(approved, who, found)
        if wrong is None and found is not None:
            wrong = shown.NOT_YOUR_OWN if found.proposal.author == who else None
            if wrong is None and not records.agree(found.id, who):
                wrong = shown.TAKEN
        tell(desk, body, wrong or shown.WILL_PUBLISH)
        consulting.ring()

    def end(ack: Ack, body: Body, action: Body) -> None:
        ack()
        who, found = presser(body), records.find(action["value"])
        wrong = _why_not(approved, who, found)
        if wrong is None and not records.end(action["value"], who, "A consultant ended it."):
            wrong = shown.TAKEN
        if wrong is not None:
            tell(desk, body, wrong)
        consulting.ring()

    app.action(shown.LOOK)(look)
    app.action(shown.AGREE)(agree)
    app.action(shown.END)(end)


def _why_not(approved: ApprovedAnswers, who: Person, found: ApprovedAnswer | None) -> str | None:
    if found is None or found.state is ApprovalState.ENDED:
        return shown.TAKEN
    return None if approved.may_handle(who, found.proposal.audience) else shown.NOT_FOR_YOU
