"""Who works on something taken from a queue, named so that others can tell when that process has died."""

from __future__ import annotations

import os
import secrets
import socket


def new_owner() -> str:
    """A name for what takes work from a queue, in this process."""
    return f"{_host()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_dead(owner: str) -> bool:
    """Whether the process that an owner names ran on this machine and is gone."""
    host, _, rest = owner.partition(":")
    process = rest.partition(":")[0]
    if host != _host() or not process.isdigit():
        return False
    if int(process) == os.getpid():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _host() -> str:
    return socket.gethostname()[:32]
