"""`insights access`: who may see what, and whether that holds."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.options import load_settings
from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from bot.access.decision import Asker, Place
    from bot.access.policy import Policy
    from bot.settings import Settings
    from evals.access_matrix import Leak

access_commands = typer.Typer(no_args_is_help=True, help="Explain the access policy, and test it.")

_SHOWN = 20
"""Leaks printed one by one."""
_GATE_NOT_MET = 3


@access_commands.command("explain")
def explain(
    user: Annotated[str, typer.Argument(metavar="USER", help="USER, USER@TEAM, USER@TEAM+GROUP or USER@TEAM:guest.")],
    place: Annotated[str, typer.Argument(metavar="PLACE", help="dm, or a channel's id.")],
    reader: Annotated[
        list[str] | None, typer.Option(metavar="USER", help="Who else reads the channel; repeat.")
    ] = None,
    shared: Annotated[bool, typer.Option("--shared", help="Another organisation reads the channel.")] = False,
    pending: Annotated[bool, typer.Option("--pending", help="Another organisation is invited to it.")] = False,
) -> None:
    """Say which audiences somebody is answered from in a place, and why.

    Asks Slack who they are and who reads the channel when SLACK_BOT_TOKEN is set and USER and PLACE are all that is
    given; else takes what is given for true, and says so.
    """
    from bot.access.decision import decide_access, said
    from bot.access.written import as_written, is_only_an_id

    settings, policy = load_settings(), _policy()
    asks_slack = settings.slack_bot_token is not None and is_only_an_id(user) and not (reader or shared or pending)
    if asks_slack:
        asker, where = _told_by_slack(settings, user, place)
    else:
        asker, where = as_written(user, place, reader or (), shared, pending, policy)
    access = decide_access(asker, where, policy, dt.date.today())
    typer.echo(f"audiences: {said(access.audiences)}\nrole: {access.role}\nbecause:")
    for reason in access.reasons:
        typer.echo(f"  {reason}")
    typer.echo("Slack says:" if asks_slack else "assumed, without asking Slack:")
    for line in (str(asker), str(where)):
        typer.echo(f"  {line}")


def _told_by_slack(settings: Settings, user: str, place: str) -> tuple[Asker, Place]:
    from bot.access.decision import Place, PlaceKind
    from bot.access.written import DIRECT
    from bot.slack.client import identify, web_client
    from bot.slack.directory import Directory

    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    client = web_client(token, settings.slack_api_url)
    identity = identify(client)
    directory = Directory(client, identity.team_id, identity.user)
    where = Place(PlaceKind.DIRECT, place, identity.team_id) if place == DIRECT else directory.place(place)
    return directory.asker(identity.team_id, user), where


@access_commands.command("matrix")
def matrix(
    suite: Annotated[str, typer.Option(help="A suite by name, or the path of its YAML file.")] = "foundation",
    limit: Annotated[int | None, typer.Option(min=1, help="Only this many of the suite's questions.")] = None,
) -> None:
    """Ask as everybody of the policy, everywhere; exit with 3 when text was used that a reader may not see."""
    from bot.assembly import assistant_for, library_from
    from bot.command_line.ask import require_documents
    from evals.access_matrix import probing_questions, run_matrix
    from evals.suite import load_suite

    policy = _policy()
    if policy is None:
        raise InsightsError("INSIGHTS_ACCESS is not set: docs/access.md shows how to write access.yaml")
    settings = load_settings()
    library = library_from(settings)
    require_documents(library)
    audience_of = {document.id: document.metadata.audience for document in library.catalogue.documents()}
    questions = [case.question for case in load_suite(suite)][:limit] + probing_questions(library.catalogue)
    report = run_matrix(policy, assistant_for(library, settings).answer, audience_of, questions, dt.date.today())
    typer.echo(f"{report.pairs} pairs of asker and place, {len(questions)} questions each")
    for audience in sorted(set(audience_of.values())):
        granted, used = report.pairs_granted.get(audience, 0), report.texts_used.get(audience, 0)
        typer.echo(f"  {audience:24} granted to {granted} pairs, {used} texts used")
    for leak in report.leaks[:_SHOWN]:
        typer.echo(f"LEAK {_sentence(leak)}")
    typer.echo(f"{len(report.leaks)} leaks")
    if report.leaks:
        raise typer.Exit(_GATE_NOT_MET)


def _policy() -> Policy | None:
    from bot.assembly import policy_from

    return policy_from(load_settings())


def _sentence(leak: Leak) -> str:
    readers = ", ".join(member.user for member in leak.place.members or ()) or "not known"
    return (
        f"{leak.document_id} ({leak.audience}) used for {leak.asker.user} ({leak.asker.team}, {leak.asker.standing}) "
        f"in {leak.place.id} (shared: {leak.place.abroad}, readers: {readers}): {leak.question}"
    )
