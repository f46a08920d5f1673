"""Markdown as a reader sees it: its words in order, under their headings, and nothing that is hidden."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.markdown import load_markdown


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that each test, and each example of a property test, writes anew."""
    return tmp_path_factory.mktemp("markdown") / "document.md"


def load(path: Path, text: str) -> Loaded:
    """Write and read a document."""
    path.write_text(text, encoding="utf-8")
    return load_markdown(path)


def texts(path: Path, text: str) -> list[str]:
    """The blocks of a document as text."""
    return [block.text for block in load(path, text).blocks]


def complaint(path: Path, content: str | bytes) -> str:
    """What is said about a file that cannot be read."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(UnreadableDocument) as caught:
        load_markdown(path)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_front_matter_is_metadata_and_not_text(path: Path) -> None:
    loaded = load(path, "---\ntitle: Early help\naudience: public\nyear: 2014\n---\nIt pays.\n")
    assert loaded.fields == {"title": "Early help", "audience": "public", "year": 2014}
    assert [block.text for block in loaded.blocks] == ["It pays."]


def test_a_file_saved_on_windows_reads_the_same(path: Path) -> None:
    path.write_bytes("\ufeff---\r\ntitle: Early help\r\n---\r\nIt pays\r\ntwice.\r\n\r\nOften.\r\n".encode())
    loaded = load_markdown(path)
    assert loaded.fields == {"title": "Early help"}
    assert [block.text for block in loaded.blocks] == ["It pays twice.", "Often."]


def test_a_document_without_front_matter_has_no_metadata(path: Path) -> None:
    assert load(path, "It pays.\n").fields == {}


def test_the_first_heading_is_the_title_found(path: Path) -> None:
    assert load(path, "# Early help\n\n## Costs\n\nIt pays.\n").title == "Early help"
    assert load(path, "It pays.\n").title is None


def test_every_block_has_the_path_of_headings_above_it(path: Path) -> None:
    loaded = load(
        path,
        "Before.\n\n# Report\n\nIntro.\n\n## Costs\n\nSome.\n\n### Children\n\nMore.\n\n"
        "## *What* [works](https://example.org)\n\nThis.\n\nAnnex\n=====\n\nLast.\n",
    )
    assert [(block.text, block.headings) for block in loaded.blocks] == [
        ("Before.", ()),
        ("Intro.", ("Report",)),
        ("Some.", ("Report", "Costs")),
        ("More.", ("Report", "Costs", "Children")),
        ("This.", ("Report", "What works")),
        ("Last.", ("Annex",)),
    ]


def test_a_heading_level_left_out_does_not_mix_up_the_path(path: Path) -> None:
    loaded = load(path, "# A\n\n### C\n\nOne.\n\n## B\n\nTwo.\n")
    assert [block.headings for block in loaded.blocks] == [("A", "C"), ("A", "B")]


def test_paragraphs_list_items_and_rows_are_counted_through(path: Path) -> None:
    loaded = load(path, "# A\n\nOne.\n\n- two\n- three\n\n| X |\n|---|\n| four |\n\n## B\n\nFive.\n")
    assert [block.locator for block in loaded.blocks] == [f"paragraph {number}" for number in range(1, 6)]


def test_list_items_are_kept_each_for_itself_at_any_depth(path: Path) -> None:
    text = "1. First\n2. Second\n   goes on\n\n   and on\n   - nested\n     1. deeper\n\n* [x] last\n"
    assert texts(path, text) == ["First", "Second goes on", "and on", "nested", "deeper", "[x] last"]


def test_a_table_row_is_whole_and_carries_its_column_names(path: Path) -> None:
    loaded = load(
        path,
        "## Spend\n\n| Council | Spend | Note |\n|:--|--:|---|\n"
        "| **Leeds** | £1.2bn | a \\| b |\n| Essex | | [see](https://example.org) |\n\nAfter.\n\n"
        "| Other |\n|---|\n| one |\n",
    )
    assert [(block.text, block.whole) for block in loaded.blocks] == [
        ("Council: Leeds; Spend: £1.2bn; Note: a | b", True),
        ("Council: Essex; Note: see", True),
        ("After.", False),
        ("Other: one", True),
    ]
    assert {block.headings for block in loaded.blocks} == {("Spend",)}


def test_a_cell_under_no_column_name_is_kept(path: Path) -> None:
    assert texts(path, "| | Spend |\n|---|---|\n| Leeds | £1 |\n") == ["Leeds; Spend: £1"]


def test_marks_of_formatting_are_not_part_of_the_text(path: Path) -> None:
    text = (
        "**Bold**, *slanted*, `code`, 5 \\* 3, R&amp;D, &#163;5 and [a link](https://example.org 'title'),\n"
        "![a chart](chart.png) and <https://example.org>.\n\n> Quoted\n> text.\n\n[ref]: https://example.org\n"
    )
    assert texts(path, text) == [
        "Bold, slanted, code, 5 * 3, R&D, £5 and a link, a chart and https://example.org.",
        "Quoted text.",
    ]


def test_code_and_preformatted_text_keep_their_lines(path: Path) -> None:
    assert texts(path, "```\na = 1\n\nb = 2\n```\n\n    indented\n") == ["a = 1\n\nb = 2", "indented"]


@pytest.mark.parametrize(
    "text",
    [
        "Spend<br>fell.",
        "| Result |\n|---|\n| Spend<br/>fell. |",
        "Spend  \nfell.",
        "Spend\\\nfell.",
        "Spend\nfell.",
    ],
)
def test_a_line_break_parts_two_words(path: Path, text: str) -> None:
    assert "Spend fell." in texts(path, text)[0]


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- unseen -->",
        "Text <!-- unseen --> goes on.",
        "[link](https://example.org/unseen 'unseen')",
        "[unseen]: https://example.org 'unseen'",
        "<script>unseen</script>",
        "<div style='display:none'>unseen</div>",
        "Text <span style='display:none'>unseen</span> goes on.",
        "Text <span hidden>unseen</span> goes on.",
    ],
)
def test_what_a_reader_does_not_see_is_not_read(path: Path, hidden: str) -> None:
    loaded = load(path, f"# Report\n\nBefore.\n\n{hidden}\n\nAfter.\n")
    assert [block.text for block in loaded.blocks][:: len(loaded.blocks) - 1] == ["Before.", "After."]
    assert "unseen" not in str(loaded)


WORD = st.text("abcdefghijklmnopqrstuvwxyzäéß£", min_size=1, max_size=8).filter(lambda word: word != "x")
LINES = st.lists(WORD, min_size=1, max_size=6).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A document of paragraphs, lists, tables and quotes, and its words as a reader meets them."""
    parts, seen = [], []
    for kind in draw(st.lists(st.sampled_from(["paragraph", "list", "numbers", "quote", "table"]), min_size=1)):
        lines = draw(st.lists(LINES, min_size=1, max_size=4))
        if kind == "table":
            parts.append("| col |\n|---|\n" + "\n".join(f"| {line} |" for line in lines))
            lines = [f"col: {line}" for line in lines]
        else:
            mark = {"paragraph": "", "list": "- ", "numbers": "1. ", "quote": "> "}[kind]
            parts.append("\n".join(mark + line for line in lines))
        seen += [word for line in lines for word in line.split()]
    # A paragraph after each part, so that two lists or two tables do not run into one.
    return "\n\nso\n\n".join(parts), [*seen, *["so"] * (len(parts) - 1)]


@settings(deadline=None)
@given(document=documents())
def test_no_word_is_lost_or_doubled(path: Path, document: tuple[str, list[str]]) -> None:
    text, seen = document
    read = [word for block in load(path, text).blocks for word in block.text.split()]
    assert sorted(read) == sorted(seen)
    assert [word for word in read if word != "so"] == [word for word in seen if word != "so"]


def test_text_that_is_not_utf8_is_refused_with_the_remedy(path: Path) -> None:
    assert "save it as UTF-8" in complaint(path, "A café.".encode("latin-1"))
    assert "save it as UTF-8" in complaint(path, "A café.".encode("utf-16"))


@pytest.mark.parametrize("content", ["", " \n\t\n", "---\ntitle: A\n---\n", "<!-- nothing -->\n"])
def test_a_document_without_text_is_refused(path: Path, content: str) -> None:
    assert "no text" in complaint(path, content)


@pytest.mark.parametrize(
    ("front_matter", "line"),
    [("title: a: b", 2), ("title: A\nyear: 2014\nplace: a: b\nowner: B", 4), ("title: A\n\towner: B", 3)],
)
def test_front_matter_that_is_not_yaml_is_refused_naming_the_line(path: Path, front_matter: str, line: int) -> None:
    said = complaint(path, f"---\n{front_matter}\n---\nText.\n")
    assert "front matter is not valid YAML" in said
    assert f"line {line}:" in said


@pytest.mark.parametrize("front_matter", ["- a\n- b", "just a sentence"])
def test_front_matter_that_is_not_a_list_of_keys_is_refused(path: Path, front_matter: str) -> None:
    assert "front matter" in complaint(path, f"---\n{front_matter}\n---\nText.\n")


@pytest.mark.parametrize("value", ["2026-02-30", "2026-13-01", "2026-01-01T25:00:00Z"])
def test_a_day_that_does_not_exist_is_refused(path: Path, value: str) -> None:
    assert "front matter" in complaint(path, f"---\ntitle: A\nreview_by: {value}\n---\nText.\n")


def test_front_matter_cannot_run_code(path: Path) -> None:
    complaint(path, "---\ntitle: !!python/object/apply:os.system [echo]\n---\nText.\n")
