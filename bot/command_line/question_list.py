"""`insights questions list`: what waits for consultants, and what became of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.command_line.options import AudienceOption, JsonOption, audiences_from, load_settings

if TYPE_CHECKING:
    from bot.records.approved_answers import ApprovedAnswer
    from bot.records.database import Records
    from bot.records.hand_offs import HandOff
    from bot.records.reviews import Review

_SHOWN = 100


def list_questions(
    closed: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    audience: AudienceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List questions handed to consultants, drafts they read first, and approved answers to look at again.

    Words are shown where --audience covers the place they were asked in.
    """
    from bot.assembly import records_from
    from bot.records.hand_offs import OPEN
    from bot.records.tables import ApprovalState, HandOffState, ReviewState

    records, held = records_from(load_settings()), audiences_from(audience)
    approvals = list(ApprovalState) if closed else [ApprovalState.PROPOSED, ApprovalState.IN_REVIEW]
    reviews = list(ReviewState) if closed else [ReviewState.WAITING]
    entries = [
        *(_hand_off(one, held) for one in records.hand_offs.listed(list(HandOffState) if closed else OPEN)),
        *(_review(one, held, records) for one in records.reviews.listed(reviews)),
        *(_approved(one, held) for one in records.approved_answers.listed(approvals)),
    ]
    if as_json:
        typer.echo(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    for entry in entries:
        typer.echo(_line(entry))
    if not entries:
        typer.echo("Nothing waits for consultants.")


def _hand_off(one: HandOff, held: frozenset[Any]) -> dict[str, Any]:
    return {
        "what": "question",
        "id": one.id,
        "state": one.state,
        "theme": one.theme,
        "channel": one.channel,
        "handler": _person(one.handler),
        "asked_at": _time(one.asked_at),
        "claimed_at": _time(one.claimed_at),
        "closed_at": _time(one.closed_at),
        "reminders": one.reminders,
        "question": one.text if one.audiences <= held else None,
    }


def _review(one: Review, held: frozenset[Any], records: Records) -> dict[str, Any]:
    question = records.questions.find(one.question_id)
    return {
        "what": "draft",
        "id": one.question_id,
        "state": one.state,
        "theme": None,
        "channel": one.channel,
        "handler": _person(one.handler),
        "asked_at": _time(one.asked_at),
        "claimed_at": None,
        "closed_at": _time(one.closed_at),
        "reminders": one.reminders,
        "question": question.text if question and one.audiences <= held else None,
    }


def _approved(one: ApprovedAnswer, held: frozenset[Any]) -> dict[str, Any]:
    return {
        "what": "approved answer",
        "id": one.document_id,
        "state": one.state,
        "theme": None,
        "channel": one.proposal.channel,
        "handler": _person(one.proposal.author),
        "asked_at": _time(one.approved_at),
        "claimed_at": None,
        "closed_at": None,
        "reminders": 0,
        "question": one.proposal.question if one.proposal.audience in held else None,
    }


def _line(entry: dict[str, Any]) -> str:
    words = entry["question"] or "(not for --audience, or no longer kept)"
    by = f" by {entry['handler']}" if entry["handler"] else ""
    theme = f" [{entry['theme']}]" if entry["theme"] else ""
    return f"{entry['asked_at'][:16]}  {entry['what']}, {entry['state']}{by}{theme}: {words[:_SHOWN]}"


def _person(person: Any) -> str | None:
    return f"{person.team}/{person.user}" if person is not None and person.user else None


def _time(moment: float | None) -> str | None:
    return None if moment is None else dt.datetime.fromtimestamp(moment).isoformat(timespec="seconds")
