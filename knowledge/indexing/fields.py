"""Metadata that people write as YAML: in front matter, beside a file, for a folder."""

from __future__ import annotations

from typing import Any

import yaml

from knowledge.errors import UnreadableDocument

_LONGEST = 20_000
"""Characters. Metadata is a page at most; more is something else under its name."""


class _WithoutAliases(yaml.SafeLoader):
    """Safe in size too: what is read is no larger than what was written."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event: Any = self.peek_event()  # type: ignore[no-untyped-call]
            problem = "a value begins with '*' (a YAML alias): put it in quotes"
            raise yaml.composer.ComposerError(None, None, problem, event.start_mark)
        return super().compose_node(parent, index)


def parse_fields(text: str, where: str) -> dict[str, Any]:
    """The 'key: value' lines of ``text``; ``where`` names them in the message of the UnreadableDocument it raises.

    Aliases are refused: a few lines of them can stand for gigabytes.
    """
    if len(text) > _LONGEST:
        raise UnreadableDocument(f"{where} is longer than {_LONGEST:,} characters")
    try:
        fields = yaml.load(text, Loader=_WithoutAliases)
    except yaml.YAMLError as error:
        raise UnreadableDocument(f"{where} is not valid YAML{_place(error)}: {_problem(error)}") from error
    except ValueError as error:  # a date such as 2026-02-30
        raise UnreadableDocument(f"{where} holds an impossible value: {error}") from error
    except RecursionError as error:
        raise UnreadableDocument(f"{where} is nested too deeply") from error
    if not isinstance(fields, dict | None):
        raise UnreadableDocument(f"{where} is not a list of 'key: value' lines")
    return fields or {}


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" at line {mark.line + 1}" if mark else ""


def _problem(error: Exception) -> str:
    return str(getattr(error, "problem", None) or str(error).split("\n")[0])
