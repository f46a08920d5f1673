"""Somebody asks for an opportunity estimate: a form, and its result for them alone."""

from __future__ import annotations

from slack_bolt import Ack, App

from bot.records.audit import Event, What
from bot.slack.desk import Desk
from bot.slack.files import File, send_files
from bot.slack.messages import estimate as form
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.places import presser
from knowledge.prevention_map.estimate import Estimate, make_estimate
from knowledge.prevention_map.estimate_workbook import estimate_workbook

SHORTCUT = "open_estimate"


def register(app: App, desk: Desk) -> None:
    """Open the form from anywhere; say in it what is wrong; send message, workbook and picture."""

    def open_form(ack: Ack, shortcut: Body) -> None:
        ack()
        open_estimate(desk, shortcut["trigger_id"])

    def estimate(ack: Ack, body: Body, view: Body) -> None:
        read = form.read_form(view)
        if isinstance(read, dict):
            ack(response_action="errors", errors=read)
            return
        ack(response_action="update", view=form.working_view())
        who = presser(body)
        made = make_estimate(*read)
        desk.records.audit.record(Event(What.FILES_SENT, who, who.user, {"what": "estimate"}))
        send_files(desk.client, who.user, form.estimate_message(made), _files(made))

    app.global_shortcut(SHORTCUT)(open_form)
    app.view(form.CALLBACK)(estimate)


def open_estimate(desk: Desk, trigger_id: str) -> None:
    """Open the form."""
    desk.client.views_open(trigger_id=trigger_id, view=form.estimate_modal())


def _files(made: Estimate) -> list[File]:
    from knowledge.prevention_map.pictures.tornado import draw_tornado

    picture = draw_tornado(made)
    return [
        File("opportunity-estimate.xlsx", "Opportunity estimate", estimate_workbook(made)),
        File("what-matters-most.png", picture.title, picture.png, picture.alternative),
    ]
