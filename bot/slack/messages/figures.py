"""Figures for whoever owns the bot, in App Home. Nobody's question is shown."""

from __future__ import annotations

from bot.gaps.figures import OwnerFigures
from bot.slack.messages.literal import bullets, context, rich_text, section, shortened, text
from bot.slack.messages.message import Block

_TITLE = 100
_SHOWN = 5
_FOOT = "All of it, and as a table: insights stats --csv FILE"


def figures_panel(figures: OwnerFigures) -> list[Block]:
    """How much the bot was used, how well it did, and what the library should look after."""
    share = "" if figures.answered_share is None else f", {figures.answered_share:.0%} of those searched for answered"
    lines = [
        f"{figures.questions} questions of {figures.people} people in {figures.councils} councils{share}",
        f"{figures.answered} answered, {figures.partial} in part, {figures.not_covered} not covered, "
        f"{figures.turned_away} turned away, {figures.failed} failed",
        f"{figures.helpful} thumbs up, {figures.unhelpful} thumbs down",
        f"{figures.handed_off} questions handed to consultants, {figures.handed_off_answered} answered; "
        f"{figures.approved_answers} answers approved",
        f"{figures.open_gaps} gaps open, {figures.closed_gaps} closed",
        f"{len(figures.never_cited)} documents never cited",
    ]
    if figures.median_seconds is not None:
        times = f"{figures.median_seconds:g} s to an answer; nine of ten within {figures.slowest_tenth_seconds:g} s"
        lines.insert(2, times)
    stale = [
        f"{shortened(one.title, _TITLE)}: review was due on {one.review_by:%-d %B %Y}, cited in {one.answers} answers"
        for one in figures.stale_cited[:_SHOWN]
    ]
    header = {"type": "header", "text": {"type": "plain_text", "text": f"The last {figures.days} days"}}
    return [header, rich_text(bullets([section(text(line)) for line in lines + stale])), context([_FOOT])]
