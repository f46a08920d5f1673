"""Web pages: the main text as a reader sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.indexing.loaders.page import load_page
from tests.knowledge.indexing.source_files import write_page

PROSE = [
    "Family hubs cost £1,200 a week, e.g. in Leeds, and help most of those who come to them.",
    "The evidence for what works sits in reports that nobody has time to read.",
]


def page(body: str) -> str:
    """A page with a main part."""
    return f"<html><body><nav><a href='/'>Home</a></nav><main>{body}</main><footer>Contact</footer></body></html>"


def test_menus_banners_and_footers_are_left_out(tmp_path: Path) -> None:
    blocks = load_page(write_page(tmp_path / "a.html", PROSE)).blocks
    assert [(block.headings, block.text) for block in blocks] == [(("Findings",), text) for text in PROSE]


def test_headings_lists_and_tables_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        page(
            f"<h1>Report</h1><p>{PROSE[0]}</p><h2>Costs</h2><ul><li>Hubs</li><li>Homes</li></ul>"
            "<table><tr><th>Place</th><th>Cost</th></tr><tr><td>Leeds</td><td>£5<sup>2</sup></td></tr></table>"
        )
    )
    assert [(block.headings[-1], block.text, block.whole) for block in load_page(path).blocks] == [
        ("Report", PROSE[0], False),
        ("Costs", "Hubs", False),
        ("Costs", "Homes", False),
        ("Costs", "Place: Leeds; Cost: £5²", True),
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>unseen words</p>",
        "<p style='display:none'>unseen words</p>",
        "<p style='font-size:0px'>unseen words</p>",
        "<p style='position:absolute; left:-9999px'>unseen words</p>",
        "<p style='color:#fff'>unseen words</p>",
        "<div style='opacity: 0'><p>unseen words</p></div>",
    ],
)
def test_what_a_reader_does_not_see_is_left_out_and_reported(tmp_path: Path, hidden: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(page(f"<p>{PROSE[0]}</p>{hidden}<p>{PROSE[1]}</p>"))
    loaded = load_page(path)
    assert [block.text for block in loaded.blocks] == PROSE
    assert loaded.warnings == ("1 hidden pieces of the page left out",)


def test_scripts_and_comments_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(page(f"<p>{PROSE[0]}</p><script>var a = 'words';</script><!-- words --><style>p {{}}</style>"))
    assert [block.text for block in load_page(path).blocks] == [PROSE[0]]


@pytest.mark.parametrize(
    ("declared", "encoding"), [("windows-1252", "cp1252"), ("utf-8", "utf-8"), ("x-none", "cp1252")]
)
def test_the_encoding_is_the_one_the_page_declares(tmp_path: Path, declared: str, encoding: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(f"<meta charset='{declared}'>{page(f'<p>{PROSE[0]}</p>')}".encode(encoding))
    assert [block.text for block in load_page(path).blocks] == [PROSE[0]]
