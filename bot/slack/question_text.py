"""What somebody wrote in Slack, as a plain question."""

from __future__ import annotations

import html
import re

_USER = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#[A-Z0-9]+(?:\|([^>]*))?>")
_SPECIAL = re.compile(r"<!(?:subteam\^[A-Z0-9]+(?:\|([^>]*))?|[a-z]+)[^>]*>")
_LINK = re.compile(r"<([^@#!>|][^>|]*)(?:\|([^>]*))?>")
_SPACES = re.compile(r"[ \t\u00a0]+")


def question_text(text: str) -> str:
    """The text without mentions, with the labels of links and channels, and Slack's escapes undone."""
    text = _USER.sub(" ", text)
    text = _CHANNEL.sub(lambda found: f" {found[1] or ''} ", text)
    text = _SPECIAL.sub(lambda found: f" {found[1] or ''} ", text)
    text = _LINK.sub(lambda found: found[2] or found[1], text)
    return _SPACES.sub(" ", html.unescape(text)).strip()


def without_links(text: str) -> str:
    """The text with its links taken out."""
    return _LINK.sub(" ", text)


def mentions(text: str, user: str) -> bool:
    """Whether the text mentions this user."""
    return f"<@{user}>" in text or f"<@{user}|" in text


def mentions_somebody_else(text: str, user: str) -> bool:
    """Whether the text mentions anybody but this user, a group or everybody."""
    others = [found for found in _USER.findall(text) if not mentions(found, user)]
    return bool(others or _SPECIAL.search(text))
