"""A picture of a message or view as a self-contained page: python -m tests.fake_slack.render FILE.json OUT.html."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from tests.fake_slack.render_text import markdown_html, mrkdwn_html, rich_text_html, text_object_html

Json = dict[str, Any]

_CSS = """
body{font:15px/1.47 Lato,'Helvetica Neue',Arial,sans-serif;color:#1d1c1d;background:#fff;margin:24px;max-width:680px}
.message{display:flex;gap:10px;margin-bottom:18px}
.avatar.person{background:#4a6785}
.only{color:#616061;font-size:12px;margin:0 0 6px 46px}
.content{flex:1;min-width:0}
.avatar{width:36px;height:36px;border-radius:6px;background:#4a154b;color:#fff;
font-weight:900;text-align:center;line-height:36px}
.name{font-weight:900}
.badge{background:#ddd;font-size:10px;border-radius:2px;padding:1px 3px;margin:0 5px}
.time,.hint{color:#616061;font-size:12px}div.hint{margin-top:8px}
.block{margin:4px 0 8px;overflow-wrap:anywhere}
.section{display:flex;gap:16px}
.section>:first-child{flex:1}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:8px}
h1.header{font-size:18px;font-weight:900;margin:8px 0}
.context{color:#616061;font-size:13px;display:flex;gap:8px;flex-wrap:wrap;align-items:center}
.context img{width:20px;height:20px}
.buttons{display:flex;align-items:center;gap:8px;flex-wrap:wrap}
.button{border:1px solid #bbbabb;border-radius:8px;padding:3px 12px;
font-weight:700;font-size:13px;background:#fff;display:inline-block}
.thumb{border:0;color:#616061;font-weight:400;padding:3px 4px;display:inline-flex;gap:5px;align-items:center}
.thumb svg{width:15px;height:15px;fill:none;stroke:#616061;stroke-width:1.6;stroke-linejoin:round}
.thumb.down svg{transform:scaleY(-1)}
.primary{background:#007a5a;color:#fff;border-color:#007a5a}
.danger{background:#e01e5a;color:#fff;border-color:#e01e5a}
.select,.field{border:1px solid #868686;border-radius:4px;padding:6px 10px;
color:#616061;min-height:20px;background:#fff}
.multiline{min-height:70px}
.label{font-weight:700;margin-bottom:4px}
hr{border:0;border-top:1px solid #ddd}
a{color:#1264a3;text-decoration:none}
code,pre{font:12px Menlo,monospace;background:#f8f8f8;border:1px solid #ddd;
border-radius:3px;padding:1px 3px;color:#c01343}
pre{padding:8px;color:#1d1c1d;white-space:pre-wrap}
blockquote{border-left:4px solid #ddd;margin:4px 0;padding:2px 0 2px 12px}
.mention{background:#e8f5fa;color:#1264a3;border-radius:3px;padding:0 2px}
ul,ol{margin:2px 0;padding-left:26px}
li{margin:2px 0}
.home{border:1px solid #ddd;border-radius:10px;padding:10px 28px 18px}
p{margin:0 0 8px}
table{border-collapse:collapse}td,th{border:1px solid #ddd;padding:5px 9px;text-align:left;vertical-align:top}
.alert{border-left:4px solid #1264a3;background:#f4f9fc;border-radius:6px;padding:8px 12px}
.alert.warning{border-color:#ecb22e;background:#fdf8e9}
.alert.error{border-color:#e01e5a;background:#fdeef2}
.alert.success{border-color:#007a5a;background:#eaf6f2}
img{max-width:100%;border-radius:6px}
.modal{border:1px solid #ccc;border-radius:10px;box-shadow:0 4px 18px #0003}
.modal>.title{font-size:20px;font-weight:900;padding:16px 24px;border-bottom:1px solid #ddd}
.modal>.content{padding:14px 24px}
.modal>.foot{padding:14px 24px;border-top:1px solid #ddd;display:flex;gap:8px;justify-content:flex-end}
.task{color:#616061;font-size:13px}
"""
_TASK_MARKS = {"pending": "○", "in_progress": "◔", "complete": "✓", "error": "✗"}

_THUMB = (
    '<svg viewBox="0 0 16 16"><path d="M1.5 7h3v7h-3zM4.5 7.5L8 1.5c1.5 0 2 1.2 1.600 4.500h4.200l-1.300 8h-8"/></svg>'
)


def html(*messages_or_views: Any) -> str:
    """A page showing FakeMessages, message payloads or views one below another, roughly as Slack's light theme does."""
    body = "".join(map(_shown, messages_or_views))
    return f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><style>{_CSS}</style><body>{body}</body></html>'


def _shown(message_or_view: Any) -> str:
    shown: Json = asdict(message_or_view) if is_dataclass(message_or_view) else message_or_view  # type: ignore[arg-type]
    return _view(shown) if shown.get("type") in {"modal", "home"} else _message(shown)


def _message(message: Json) -> str:
    markdown = message.get("markdown") or message.get("markdown_text") or ""
    blocks = message.get("blocks") or []
    parts = [f'<div class="block">{markdown_html(markdown)}</div>'] if markdown else []
    if not markdown and not blocks:
        parts = [mrkdwn_html(message.get("text") or "")]
    parts += [_task(task) for task in (message.get("tasks") or {}).values()]
    parts += [_block(block) for block in blocks]
    at = datetime.fromtimestamp(float(message.get("ts") or 0), UTC).strftime("%H:%M")
    person = message.get("user") if message.get("bot") is False else None
    name = f'<span class="name">{escape(person or "Insights")}</span>'
    badge = "" if person else '<span class="badge">APP</span>'
    edited = ' <span class="time">(edited)</span>' if message.get("edited") else ""
    head = f'<div>{name}{badge} <span class="time">{at}</span></div>'
    avatar = f'<div class="avatar {"person" if person else ""}">{escape((person or "I")[:1])}</div>'
    only = '<div class="only">Only visible to you</div>' if message.get("to") else ""
    return f'{only}<div class="message">{avatar}<div class="content">{head}{"".join(parts)}{edited}</div></div>'


def _view(view: Json) -> str:
    content = "".join(map(_block, view["blocks"]))
    if view["type"] == "home":
        return f'<div class="home">{content}</div>'
    buttons = [("close", "button", "Cancel"), ("submit", "button primary", "")]
    shown = [
        f'<span class="{css}">{text_object_html(view.get(name)) or word}</span>'
        for name, css, word in buttons
        if view.get(name) or word
    ]
    title, foot = text_object_html(view.get("title")), "".join(shown)
    return (
        f'<div class="modal"><div class="title">{title}</div><div class="content">{content}</div>'
        f'<div class="foot">{foot}</div></div>'
    )


def _task(task: Json) -> str:
    return f'<div class="task">{_TASK_MARKS.get(task["status"], "")} {escape(task["title"])}</div>'


def _block(block: Json) -> str:
    draw = _BLOCKS.get(block["type"])
    inside = draw(block) if draw else f"<i>{escape(block['type'])}</i>"
    return f'<div class="block">{inside}</div>'


def _section(block: Json) -> str:
    fields = "".join(f"<div>{text_object_html(field)}</div>" for field in block.get("fields", []))
    text = text_object_html(block.get("text")) + (f'<div class="fields">{fields}</div>' if fields else "")
    accessory = f"<div>{_element(block['accessory'])}</div>" if block.get("accessory") else ""
    return f'<div class="section"><div>{text}</div>{accessory}</div>'


def _context(block: Json) -> str:
    drawn = [_image(e) if e["type"] == "image" else f"<span>{text_object_html(e)}</span>" for e in block["elements"]]
    return f'<div class="context">{"".join(drawn)}</div>'


def _actions(block: Json) -> str:
    return f'<div class="buttons">{"".join(map(_element, block["elements"]))}</div>'


def _image(block: Json) -> str:
    return f'<img src="{escape(block.get("image_url", ""))}" alt="{escape(block["alt_text"])}">'


def _input(block: Json) -> str:
    optional = ' <span class="hint">(optional)</span>' if block.get("optional") else ""
    hint = f'<div class="hint">{text_object_html(block.get("hint"))}</div>'
    return f'<div class="label">{text_object_html(block["label"])}{optional}</div>{_element(block["element"])}{hint}'


def _alert(block: Json) -> str:
    return f'<div class="alert {escape(block.get("level", "default"))}">{text_object_html(block["text"])}</div>'


def _table(block: Json) -> str:
    rows = [f"<tr>{''.join(map(_cell, row))}</tr>" for row in block["rows"]]
    return f"<table>{''.join(rows)}</table>"


def _cell(cell: Json) -> str:
    inside = rich_text_html(cell["elements"]) if cell["type"] == "rich_text" else escape(str(cell.get("text", "")))
    return f"<td>{inside or escape(str(cell.get('value', '')))}</td>"


def _element(element: Json) -> str:
    kind = element["type"]
    if kind == "image":
        return _image(element)
    if kind == "feedback_buttons":
        pair = (("up", element["positive_button"]), ("down", element["negative_button"]))
        return "".join(
            f'<span class="button thumb {way}">{_THUMB}{text_object_html(one["text"])}</span>' for way, one in pair
        )
    if kind.endswith("button"):
        return f'<span class="button {element.get("style", "")}">{text_object_html(element["text"])}</span>'
    if kind in {"radio_buttons", "checkboxes"}:
        mark = "○" if kind == "radio_buttons" else "☐"
        return "".join(f"<div>{mark} {text_object_html(option['text'])}</div>" for option in element["options"])
    if kind.endswith("input"):
        words = escape(element.get("initial_value") or "") or text_object_html(element.get("placeholder"))
        return f'<div class="field {"multiline" if element.get("multiline") else ""}">{words}</div>'
    chosen = (element.get("initial_option") or {}).get("text") or element.get("placeholder")
    words = escape(element.get("initial_date") or "") or text_object_html(chosen) or "Choose"
    return f'<span class="select">{words} ▾</span>'


_BLOCKS: dict[str, Callable[[Json], str]] = {
    "section": _section,
    "header": lambda block: f'<h1 class="header">{text_object_html(block["text"])}</h1>',
    "divider": lambda block: "<hr>",
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "markdown": lambda block: markdown_html(block["text"]),
    "rich_text": lambda block: rich_text_html(block["elements"]),
    "image": _image,
    "input": _input,
    "alert": _alert,
    "table": _table,
}

if __name__ == "__main__":
    Path(sys.argv[2]).write_text(html(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), encoding="utf-8")
