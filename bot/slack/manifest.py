"""The app's manifest: what to paste when creating the app in Slack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.slack.serve import EVENTS_PATH

_FILE = Path(__file__).parent / "manifest.json"


def manifest(address: str | None = None) -> dict[str, Any]:
    """The manifest for Socket Mode, or for signed requests to the bot at ``address`` (such as https://bot.example.org)."""
    made: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    if address is not None:
        url = address.rstrip("/") + EVENTS_PATH
        made["settings"]["socket_mode_enabled"] = False
        made["settings"]["event_subscriptions"]["request_url"] = url
        made["settings"]["interactivity"]["request_url"] = url
        for command in made["features"]["slash_commands"]:
            command["url"] = url
    return made
