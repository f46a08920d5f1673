"""Text for streams, which Slack reads as Markdown, made so that it is shown literally."""

from __future__ import annotations

import re

_MARKED = re.compile(r"([\\`*_\[\]|~])")
_LINE_START = re.compile(r"^(\s*)([#>+-]|\d+[.)])", re.MULTILINE)
_ADDRESS = re.compile(r"(?i)\b((?:https?|ftp|mailto):|www\.)")
_AT = re.compile(r"@(?=\w)")
_ZERO_WIDTH = "\u200b"


def literal(text: str) -> str:
    """``text`` with everything that could format, mention, broadcast or link disarmed.

    Marks are escaped; addresses and '@' get a zero-width space, so that Slack does not turn them into links.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _MARKED.sub(r"\\\1", text)
    text = _LINE_START.sub(lambda found: f"{found[1]}{_ZERO_WIDTH}{found[2]}", text)
    text = _ADDRESS.sub(lambda found: f"{found[1][:-1]}{_ZERO_WIDTH}{found[1][-1]}", text)
    return _AT.sub(f"@{_ZERO_WIDTH}", text)
