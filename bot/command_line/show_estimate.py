"""An estimate and its assumptions at the terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from knowledge.prevention_map.estimate import Estimate


def print_assumptions() -> None:
    """The assumptions with their ranges, the facts they come from and what to beware of."""
    from knowledge.prevention_map.assumptions import load_assumptions
    from knowledge.prevention_map.estimate_words import reasons

    for name, assumption in load_assumptions().items():
        facts = dict.fromkeys(fact for sourced in assumption.sources.values() for fact in sourced.facts)
        typer.echo(f"{name}: {assumption.label}")
        typer.echo(f"  {reasons(assumption)}. {assumption.caution}".rstrip())
        typer.echo(f"  facts: {', '.join(facts or assumption.about)}")


def print_estimate(made: Estimate, as_json: bool) -> None:
    """The estimate as JSON, or as headed paragraphs that a terminal wraps."""
    if as_json:
        from knowledge.prevention_map.estimate_json import estimate_json

        typer.echo(json.dumps(estimate_json(made), ensure_ascii=False, indent=2))
    else:
        _print_words(made)


def _print_words(made: Estimate) -> None:
    from rich.console import Console
    from rich.text import Text

    from knowledge.prevention_map.estimate_words import write
    from knowledge.prevention_map.facts import source_of

    console = Console(highlight=False)
    unwrapped = not console.is_terminal
    written = write(made)
    parts = {
        "Estimate": written.findings,
        "What speaks against optimism": written.cautions,
        "What it assumes": written.assumptions,
        "Sources": [f"[{number}] {source_of(fact)}" for number, fact in enumerate(written.references, start=1)],
    }
    for heading, lines in parts.items():
        console.print(Text(f"\n{heading}", style="bold"))
        for line in lines:
            console.print(Text(line), soft_wrap=unwrapped)
    console.print()
