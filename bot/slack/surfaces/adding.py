"""A consultant sends a file, describes it, and decides; a second one agrees where two are needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, Respond

from bot.adding.rules import may_add, may_add_for, may_name_as_replaced, needs_second
from bot.records.audit import Event, What
from bot.records.person import Person
from bot.records.submissions import Submission
from bot.records.tables import SubmissionState
from bot.slack.adding import Adding
from bot.slack.desk import Desk
from bot.slack.downloads import files_in
from bot.slack.messages import submission as shown
from bot.slack.messages.notice import notice
from bot.slack.posting import post
from bot.slack.surfaces.events import Body, is_spoken, team_of
from bot.slack.surfaces.places import presser
from knowledge.errors import UnreadableDocument
from knowledge.metadata import merged, parse_metadata
from knowledge.vocabulary import parse_audience

SHORTCUT = "add_to_library"
_WAITING = frozenset(
    {SubmissionState.READ, SubmissionState.PREVIEWED, SubmissionState.SECOND_ASKED, SubmissionState.SECOND_NAMED}
)
"""States in which its submitter may discard it."""


def register(app: App, desk: Desk, adding: Adding) -> None:
    """Listen for files, for the form, and for the buttons of previews."""
    _register_messages(app, desk, adding)
    _register_shortcut(app, desk, adding)
    _register_form(app, desk, adding)
    _register_decisions(app, desk, adding)
    _register_second(app, desk, adding)


def _register_messages(app: App, desk: Desk, adding: Adding) -> None:
    def is_for_the_library(event: Body, body: Body) -> bool:
        """A consultant's file; or anybody's without words, which cannot be a question."""
        if event.get("channel_type") != "im" or not is_spoken(event) or not files_in(event):
            return False
        if not event.get("text", "").strip():
            return True
        return may_add(desk.places.alone(team_of(event, body), event["user"]))

    def take_in(body: Body, next: Callable[[], None]) -> None:
        """Stored before Slack is told that it arrived."""
        event = body["event"]
        who = Person(team_of(event, body), event["user"])
        thread = event.get("thread_ts") or event["ts"]
        if may_add(desk.places.alone(who.team, who.user)):
            for file_id, name in files_in(event):
                key = f"{body['event_id']}:{file_id}"
                desk.records.submissions.receive(key, who, event["channel"], thread, file_id, name)
        elif desk.records.inbox.first_sight(body["event_id"]):
            post(desk.client, event["channel"], notice(shown.ONLY_CONSULTANTS), thread)
        next()

    def begin() -> None:
        adding.ring()

    app.event("message", matchers=[is_for_the_library], middleware=[take_in])(begin)


def _register_shortcut(app: App, desk: Desk, adding: Adding) -> None:
    def take_from_message(ack: Ack, shortcut: Body) -> None:
        who, files = presser(shortcut), files_in(shortcut["message"])
        words = shown.WILL_WRITE
        if not may_add(desk.places.alone(who.team, who.user)):
            words = shown.ONLY_CONSULTANTS
        elif not files:
            words = shown.NO_FILE
        else:
            for file_id, name in files:
                key = f"shortcut:{shortcut['action_ts']}:{who.user}:{file_id}"
                desk.records.submissions.receive(key, who, who.user, None, file_id, name)
        ack()
        adding.ring()
        desk.client.views_open(trigger_id=shortcut["trigger_id"], view=_said(words))

    app.message_shortcut(SHORTCUT)(take_from_message)


def _register_form(app: App, desk: Desk, adding: Adding) -> None:
    def open_form(ack: Ack, body: Body, action: Body) -> None:
        ack()
        who = presser(body)
        access = desk.places.alone(who.team, who.user)
        submission = _own(desk, who, action["value"], {SubmissionState.READ, SubmissionState.PREVIEWED})
        if submission is None or not may_add(access) or not access.audiences:
            view = _said(shown.NOT_YOURS)
        else:
            # Known from an earlier version, which may no longer be open to them.
            is_open = submission.fields.get("audience") in (None, *access.audiences)
            view = shown.describing_modal(submission.id, submission.fields if is_open else {}, access.audiences)
        desk.client.views_open(trigger_id=body["trigger_id"], view=view)

    def take_description(ack: Ack, body: Body, view: Body) -> None:
        who, fields = presser(body), shown.described_in(view)
        submission = _own(desk, who, view["private_metadata"], {SubmissionState.READ, SubmissionState.PREVIEWED})
        if submission is None:
            ack(response_action="errors", errors={"title": shown.NOT_YOURS})
            return
        if (wrong := _wrong_with(desk, who, fields)) is not None:
            ack(response_action="errors", errors=wrong)
            return
        desk.records.submissions.advance(submission, SubmissionState.DESCRIBED, fields=fields)
        ack()
        adding.ring()

    app.action(shown.DESCRIBE)(open_form)
    app.view(shown.CALLBACK)(take_description)


def _register_decisions(app: App, desk: Desk, adding: Adding) -> None:
    submissions = desk.records.submissions

    def publish(ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        ack()
        who, submission = presser(body), submissions.settled(action["value"])
        if submission is None or not _may_publish(desk, who, submission):
            respond(shown.NOT_YOURS, replace_original=False)
            return
        agreed = Event(What.AGREED, who, details={"submission": submission.id})
        submissions.advance(submission, SubmissionState.AGREED, agreed)
        adding.ring()

    def discard(ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        ack()
        who = presser(body)
        submission = _own(desk, who, action["value"], _WAITING)
        if submission is None:
            respond(shown.NOT_YOURS, replace_original=False)
            return
        submissions.advance(
            submission, SubmissionState.DISCARDED, Event(What.DISCARDED, who, details={"submission": submission.id})
        )
        adding.ring()

    app.action(shown.PUBLISH)(publish)
    app.action(shown.DISCARD)(discard)


def _register_second(app: App, desk: Desk, adding: Adding) -> None:
    submissions = desk.records.submissions

    def name_second(ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        ack()
        who = presser(body)
        submission = _own(desk, who, action["block_id"], {SubmissionState.PREVIEWED})
        if submission is None:
            respond(shown.NOT_YOURS, replace_original=False)
            return
        asker = desk.directory.asker(who.team, action["selected_user"])
        second = Person(asker.team, asker.user)
        audience = parse_audience(str(submission.fields["audience"]))
        if second == submission.submitter or not may_add_for(desk.places.alone(second.team, second.user), audience):
            respond(shown.NOT_A_SECOND.format(audience=audience), replace_original=False)
            return
        named: dict[str, Any] = {
            "second_team": second.team,
            "second_user": second.user,
            "second_ts": None,
            "second_channel": None,
        }
        submissions.advance(submission, SubmissionState.SECOND_NAMED, **named)
        adding.ring()

    def send_back(ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        ack()
        who, submission = presser(body), submissions.settled(action["value"])
        if submission is None or submission.second != who or submission.state is not SubmissionState.SECOND_ASKED:
            respond(shown.NOT_YOURS, replace_original=False)
            return
        submissions.advance(
            submission, SubmissionState.SENT_BACK, Event(What.SENT_BACK, who, details={"submission": submission.id})
        )
        adding.ring()

    app.action(shown.NAME_SECOND)(name_second)
    app.action(shown.SEND_BACK)(send_back)


def _own(
    desk: Desk, who: Person, submission_id: str, states: set[SubmissionState] | frozenset[SubmissionState]
) -> Submission | None:
    """The submission, if this person submitted it and it is in one of these states."""
    found = desk.records.submissions.settled(submission_id)
    return found if found is not None and found.submitter == who and found.state in states else None


def _may_publish(desk: Desk, who: Person, submission: Submission) -> bool:
    """Its submitter alone where one is enough, else the second consultant whom they named."""
    audience = parse_audience(str(submission.fields.get("audience")))
    if not may_add_for(desk.places.alone(who.team, who.user), audience):
        return False
    if needs_second(audience):
        return submission.state is SubmissionState.SECOND_ASKED and submission.second == who != submission.submitter
    return submission.state is SubmissionState.PREVIEWED and submission.submitter == who


def _wrong_with(desk: Desk, who: Person, fields: dict[str, str | None]) -> dict[str, str] | None:
    """What is wrong, by the field it is said at."""
    access = desk.places.alone(who.team, who.user)
    try:
        about = parse_metadata(merged(fields))
    except UnreadableDocument as fault:
        named = [name for name in fields if f"{name!r}" in str(fault).partition(":")[0]]
        return {(named or ["title"])[0]: str(fault)}
    if not may_add_for(access, about.audience):
        return {"audience": shown.NOT_HELD.format(held=", ".join(sorted(access.audiences)) or "none")}
    if about.supersedes is not None and not may_name_as_replaced(access, desk.history, about.supersedes):
        return {"supersedes": shown.NOT_REPLACEABLE.format(supersedes=about.supersedes)}
    return None


def _said(words: str) -> dict[str, Any]:
    said = {"type": "section", "text": {"type": "plain_text", "text": words}}
    title = {"type": "plain_text", "text": "Add to the library"}
    return {"type": "modal", "title": title, "close": {"type": "plain_text", "text": "Close"}, "blocks": [said]}
