"""Everything else Slack sends: acknowledged and dropped unread."""

from __future__ import annotations

import re

from slack_bolt import App


def register(app: App) -> None:
    """Must be registered last: Bolt gives an event to the first listener that matches."""
    app.event(re.compile(".*"))(_drop)


def _drop() -> None:
    return None
