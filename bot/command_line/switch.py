"""`insights off` and `insights on`: whether questions are answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.administrator import administrator
from bot.command_line.options import load_settings
from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from bot.records.switches import Scope

_Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; it goes into the audit, so name nobody.")]
_Team = Annotated[str, typer.Option(metavar="ID", help="Only people of this workspace, for example T0123ABCD.")]
_Channel = Annotated[str, typer.Option(metavar="ID", help="Only in this channel, for example C0123ABCD.")]


_TEAM_ID, _CHANNEL_ID = re.compile(r"[TE][A-Z0-9]+"), re.compile(r"[CGD][A-Z0-9]+")


def off(reason: _Reason, team: _Team = "", channel: _Channel = "") -> None:
    """Stop answering in Slack, from the next question on: everywhere, for a workspace's people or in a channel."""
    from bot.assembly import records_from

    scope = _scope(team, channel)
    records_from(load_settings()).switches.off(scope, _given(reason), administrator())
    typer.echo(f"Answering is switched off: {scope}.")


def on(reason: _Reason, team: _Team = "", channel: _Channel = "") -> None:
    """Answer again where answering was switched off."""
    from bot.assembly import records_from

    scope, switches = _scope(team, channel), records_from(load_settings()).switches
    switches.on(scope, _given(reason), administrator())
    typer.echo(f"Answering is switched on: {scope}.")
    for still in switches.all_off():
        typer.echo(f"Still off: {still.scope} ({still.reason})")


def _scope(team: str, channel: str) -> Scope:
    from bot.records.switches import Scope

    for option, given, pattern in (("--team", team, _TEAM_ID), ("--channel", channel, _CHANNEL_ID)):
        if given and not pattern.fullmatch(given):
            raise typer.BadParameter(
                f"{given!r} is a name, not an id: Slack shows the id in its details", param_hint=option
            )
    return Scope(team, channel)


def _given(reason: str) -> str:
    if not reason.strip():
        raise InsightsError("say why: --reason TEXT")
    return reason.strip()
