"""Somebody shares a private answer in the channel."""

from __future__ import annotations

from slack_bolt import Ack, App, Respond

from bot.access.decision import Access
from bot.slack.audited import shared
from bot.slack.desk import Desk
from bot.slack.messages.actions import SHARE
from bot.slack.messages.answer import whole_answer
from bot.slack.messages.notice import ALREADY_SHARED, GONE, NOT_SHAREABLE, NOT_SHARED
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.places import presser
from bot.vocabulary import Answer


def register(app: App, desk: Desk) -> None:
    """Show the answer to everyone, if everyone may see what it rests on."""

    def share(ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        ack()
        question_id, channel, who = action["value"], body["container"]["channel_id"], presser(body)
        access = desk.places.here(who.team, who.user, channel)
        question = desk.records.questions.find(question_id)
        answer = desk.records.answers.find(question_id)
        if question is None or answer is None:
            respond(GONE, replace_original=False)
        elif not _may_be_read_by(access, desk, answer):
            respond(NOT_SHAREABLE, replace_original=False)
        elif not desk.records.inbox.first_sight(
            f"shared:{question_id}:{channel}", shared(who, channel, question_id, access)
        ):
            respond(ALREADY_SHARED, replace_original=False)
        else:
            message = whole_answer(question_id, question.revision, answer, question.text)
            response = respond(
                text=message.text,
                blocks=message.blocks,
                response_type="in_channel",
                replace_original=False,
                unfurl_links=False,
                unfurl_media=False,
            )
            if response.status_code != 200:
                desk.records.inbox.forget_event(f"shared:{question_id}:{channel}")
                respond(NOT_SHARED, replace_original=False)

    app.action(SHARE)(share)


def _may_be_read_by(access: Access, desk: Desk, answer: Answer) -> bool:
    """It cites something, and every passage cited is still published and open to all who read the channel.

    What cites nothing may name documents all the same, as the nearest to a question.
    """
    cited = {citation.chunk_id for citation in answer.citations}
    return bool(cited) and cited == set(desk.catalogue.visible_chunks(cited, access.audiences))
