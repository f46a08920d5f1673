"""What providers' errors mean.

Each provider has classes of its own, so errors are told apart by what they have in common: a status, a name, a cause.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.answering.generate.fault import Fault

_BUSY = frozenset({429, 503, 529})
_PASSING = frozenset({408, 409, 425, 500, 502, 504}) | _BUSY
_CONNECTION = ("Connect", "Connection", "ReadError", "WriteError", "RemoteProtocol", "IncompleteRead", "ClientPayload")
_TIME = ("Timeout", "TimedOut")


def is_passing(error: BaseException) -> bool:
    """Whether the same call may go through in a moment."""
    status = _status(error)
    return status in _PASSING if status else _is_connection(error) and not _is_timeout(error)


def as_fault(error: BaseException, has_begun: bool) -> Fault:
    """The fault an error amounts to, before or after the first words."""
    if _is_timeout(error):
        return Fault.SLOW
    if status := _status(error):
        if status in _BUSY:
            return Fault.BUSY
        return Fault.FAILED if status >= 500 else Fault.REFUSED
    if has_begun:
        return Fault.BROKE_OFF
    return Fault.UNREACHABLE if _is_connection(error) else Fault.GARBLED


def retry_after(error: BaseException | None) -> float:
    """Seconds that the provider asks to wait; 0 when it does not say."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", 0)))
    except (TypeError, ValueError):
        return 0.0


def _status(error: BaseException) -> int | None:
    for cause in _chain(error):
        response = getattr(cause, "response", None)
        if isinstance(response, dict):
            found = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        else:
            found = getattr(cause, "status_code", None) or getattr(response, "status_code", None)
        if isinstance(found, int) and found >= 400:
            return found
    return None


def _is_connection(error: BaseException) -> bool:
    return any(isinstance(cause, OSError) or _named(cause, _CONNECTION) for cause in _chain(error))


def _is_timeout(error: BaseException) -> bool:
    return any(isinstance(cause, TimeoutError) or _named(cause, _TIME) for cause in _chain(error))


def _named(error: BaseException, parts: tuple[str, ...]) -> bool:
    return any(part in type(error).__name__ for part in parts)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
