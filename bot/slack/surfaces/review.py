"""Consultants decide on drafts: send, change, or do not send."""

from __future__ import annotations

from slack_bolt import Ack, App

from bot.records.person import Person
from bot.records.reviews import Review
from bot.records.tables import ReviewState
from bot.slack.consulting import Consulting
from bot.slack.desk import Desk
from bot.slack.messages import review as shown
from bot.slack.messages.numbered import any_number
from bot.slack.reviews import Reviews
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.hand_off import tell
from bot.slack.surfaces.places import presser


def register(app: App, desk: Desk, reviews: Reviews, consulting: Consulting) -> None:
    """Rights are looked at anew at every press."""
    records = desk.records.reviews

    def approve(ack: Ack, body: Body, action: Body) -> None:
        who, review = presser(body), records.find(action["value"])
        wrong = _wrong_with(reviews, who, review)
        if wrong is None and review is not None and not records.decide(review, who, ReviewState.APPROVED):
            wrong = shown.TAKEN
        ack()
        _ring(desk, consulting)
        if wrong is not None:
            tell(desk, body, wrong)

    def open_form(ack: Ack, body: Body, action: Body) -> None:
        ack()
        who, review = presser(body), records.find(action["value"])
        question = desk.records.questions.find(action["value"])
        draft = desk.records.answers.find(action["value"])
        wrong = _wrong_with(reviews, who, review)
        if wrong is not None or review is None or question is None or draft is None:
            tell(desk, body, wrong or shown.TAKEN)
            return
        desk.client.views_open(trigger_id=body["trigger_id"], view=shown.form(review, question.text, draft))

    def decide(ack: Ack, body: Body, view: Body) -> None:
        question_id, _, revision = view["private_metadata"].rpartition(":")
        who, review = presser(body), records.find(question_id)
        if review is None or str(review.revision) != revision:
            ack(response_action="errors", errors={shown.DECISION: shown.TAKEN})
            return
        wrong = _taken(desk, reviews, who, review, view)
        if wrong is not None:
            ack(response_action="errors", errors=wrong)
            return
        ack()
        _ring(desk, consulting)

    app.action(shown.APPROVE)(approve)
    app.action(any_number(shown.OPEN))(open_form)
    app.view(shown.FORM)(decide)


def _taken(desk: Desk, reviews: Reviews, who: Person, review: Review, view: Body) -> dict[str, str] | None:
    """Note a decision; what is wrong with it, by the field it is said at."""
    if (wrong := _wrong_with(reviews, who, review)) is not None:
        return {shown.DECISION: wrong}
    decision, draft = shown.decided_in(view), desk.records.answers.find(review.question_id)
    if draft is None:
        return {shown.DECISION: shown.TAKEN}
    for name, words in ((shown.NOTE, decision.note), (shown.SENTENCES, decision.sentences)):
        if (caught := desk.reception.caught(words)) is not None:
            return {name: caught.text[:150]}
    edited = shown.edited_answer(draft, decision.sentences) if decision.state is ReviewState.EDITED else None
    if isinstance(edited, str):
        return {shown.SENTENCES: edited}
    if not desk.records.reviews.decide(review, who, decision.state, decision.note, edited):
        return {shown.DECISION: shown.TAKEN}
    return None


def _wrong_with(reviews: Reviews, who: Person, review: Review | None) -> str | None:
    if review is None or review.state is not ReviewState.WAITING:
        return shown.TAKEN
    return None if reviews.may_handle(who, review) else shown.NOT_FOR_YOU


def _ring(desk: Desk, consulting: Consulting) -> None:
    """The answer is sent by the workers, the messages are brought up to date by the other thread."""
    desk.ring()
    consulting.ring()
