"""Buttons that are alike: in a message or a window each needs an action id of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.slack.messages.message import Block


def numbered(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with a number after each action id of a button that came before."""
    uses: Counter[str] = Counter()
    return [_numbered(block, uses) if block["type"] == "actions" else block for block in blocks]


def any_number(action_id: str) -> re.Pattern[str]:
    """What a listener hears: the action id, with or without a number."""
    return re.compile(rf"^{re.escape(action_id)}(_\d+)?$")


def _numbered(block: Block, uses: Counter[str]) -> Block:
    elements = []
    for element in block["elements"]:
        name = str(element["action_id"])
        elements.append({**element, "action_id": f"{name}_{uses[name]}" if uses[name] else name})
        uses[name] += 1
    return {**block, "elements": elements}
