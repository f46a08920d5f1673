"""`insights map`: the prevention map, asked, checked, drawn and used for an estimate."""

from __future__ import annotations

import typer

from bot.command_line import map_estimate

map_commands = typer.Typer(
    no_args_is_help=True, help="Ask, check and draw prevention maps; estimate what prevention is worth."
)
map_commands.command("estimate")(map_estimate.estimate)
