"""The elements of a rich_text block."""

from __future__ import annotations

from tests.fake_slack.validation.shapes import (
    Check,
    anything,
    array,
    boolean,
    integer,
    link,
    one_of,
    shape,
    string,
    typed,
)

_STYLE = shape({}, {name: boolean for name in ("bold", "italic", "strike", "code", "underline", "highlight", "unlink")})
_STYLED: dict[str, Check] = {"style": _STYLE}
_LONG = 40_000
_PARTS = typed(
    {
        "text": shape({"text": string(_LONG)}, _STYLED),
        "link": shape({"url": link(_LONG)}, {"text": string(_LONG), "unsafe": boolean, **_STYLED}),
        "user": shape({"user_id": string(20)}, _STYLED),
        "channel": shape({"channel_id": string(20)}, _STYLED),
        "usergroup": shape({"usergroup_id": string(20)}, _STYLED),
        "team": shape({"team_id": string(20)}, _STYLED),
        "emoji": shape({"name": string(100)}, {"unicode": string(100), "skin_tone": integer(1, 6), "url": link()}),
        "broadcast": shape({"range": one_of("here", "channel", "everyone")}, _STYLED),
        "date": shape(
            {"timestamp": integer(0, 9_999_999_999), "format": string(500)}, {"url": link(), "fallback": string(500)}
        ),
        "color": shape({"value": string(20)}, _STYLED),
    }
)
_ENOUGH = 10_000
_SECTION = shape({"elements": array(_PARTS, _ENOUGH, 0)})
_INDENT = integer(0, 8)
ELEMENTS = array(
    typed(
        {
            "rich_text_section": _SECTION,
            "rich_text_quote": shape({"elements": array(_PARTS, _ENOUGH, 0)}, {"border": integer(0, 1)}),
            "rich_text_preformatted": shape(
                {"elements": array(_PARTS, _ENOUGH, 0)}, {"border": integer(0, 1), "language": anything}
            ),
            "rich_text_list": shape(
                {
                    "elements": array(typed({"rich_text_section": _SECTION}), _ENOUGH),
                    "style": one_of("bullet", "ordered"),
                },
                {"indent": _INDENT, "offset": integer(0, 100_000), "border": integer(0, 1)},
            ),
        }
    ),
    _ENOUGH,
)
