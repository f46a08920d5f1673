"""Who runs a command."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.records.person import Person


def machine_user() -> str:
    """The user on this machine; a container's user may have no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def administrator() -> Person:
    """Whoever runs the command, as the audit knows them."""
    from bot.records.person import MACHINE, Person

    return Person(MACHINE, machine_user())
