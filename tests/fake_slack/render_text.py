"""Texts of Slack as HTML: mrkdwn, Markdown and rich text."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from markdown_it import MarkdownIt

Json = dict[str, Any]

_LINK = re.compile(r"&lt;((?:https?|mailto):[^|&]*(?:&amp;[^|&]*)*)(?:\|(.*?))?&gt;")
_MENTION = re.compile(r"&lt;([@#!])([^|&]+)(?:\|(.*?))?&gt;")
_STYLES = (("\\*", "b"), ("_", "i"), ("~", "s"))
_TAGS = {"bold": "b", "italic": "i", "strike": "s", "code": "code", "underline": "u"}
_CONTAINERS = {"rich_text_quote": "blockquote", "rich_text_preformatted": "pre", "rich_text_section": "div"}


def markdown_html(text: str) -> str:
    """Markdown as in markdown blocks and streams; raw HTML is shown as text."""
    return str(
        MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).render(text)
    )


def mrkdwn_html(text: str) -> str:
    """Slack's own markup."""
    # Slack escapes & < > in texts, so they are unescaped before HTML escapes them again.
    shown = escape(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), quote=False)
    shown = _LINK.sub(lambda found: f'<a href="{escape(found[1])}">{found[2] or found[1]}</a>', shown)
    shown = _MENTION.sub(lambda found: f'<span class="mention">{found[1]}{found[3] or found[2]}</span>', shown)
    shown = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", shown)
    for mark, tag in _STYLES:
        shown = re.sub(rf"(?<![\w:/]){mark}(?=\S)([^\n{mark}]+?)(?<=\S){mark}(?!\w)", rf"<{tag}>\1</{tag}>", shown)
    lines = [f"<blockquote>{line[4:]}</blockquote>" if line.startswith("&gt;") else line for line in shown.split("\n")]
    return "<br>".join(lines).replace("</blockquote><br>", "</blockquote>")


def text_object_html(text: Json | None) -> str:
    """A plain_text or mrkdwn object."""
    if not text:
        return ""
    return mrkdwn_html(text["text"]) if text["type"] == "mrkdwn" else escape(text["text"]).replace("\n", "<br>")


def rich_text_html(elements: list[Json]) -> str:
    """The elements of a rich_text block."""
    return "".join(map(_container, elements))


def _container(element: Json) -> str:
    if element["type"] == "rich_text_list":
        tag = "ol" if element["style"] == "ordered" else "ul"
        items = "".join(f"<li>{_parts(item)}</li>" for item in element["elements"])
        return f'<{tag} style="margin-left:{element.get("indent", 0) * 24}px">{items}</{tag}>'
    tag = _CONTAINERS[element["type"]]
    return f"<{tag}>{_parts(element)}</{tag}>"


def _parts(element: Json) -> str:
    return "".join(map(_part, element["elements"]))


def _part(part: Json) -> str:
    shown = _inner(part)
    for name, tag in _TAGS.items():
        if part.get("style", {}).get(name):
            shown = f"<{tag}>{shown}</{tag}>"
    return shown


def _inner(part: Json) -> str:
    if part["type"] == "link":
        return f'<a href="{escape(part["url"])}">{escape(part.get("text") or part["url"])}</a>'
    if part["type"] == "text":
        return escape(part["text"]).replace("\n", "<br>")
    named = part.get("user_id") or part.get("channel_id") or part.get("range") or part.get("name") or ""
    return f'<span class="mention">{escape(str(part.get("fallback") or named))}</span>'
