"""PDFs: the words that were printed, on the right page, under their headings, in reading order."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.loaded import Loaded
from knowledge.indexing.loaders.pdf import load_pdf
from knowledge.indexing.split import split_blocks
from tests.knowledge.indexing.source_files import Line, Page, write_pdf

PROSE = textwrap.wrap(
    "Councils spend most of their money on care that earlier help would have avoided. The evidence for what works "
    "sits in reports that nobody has time to read. A family hub costs £1,200 a week, e.g. in Leeds, and helps 85% "
    "of those who come. It should be said that audits halved these savings.",
    80,
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that each test, and each example of a property test, writes anew."""
    return tmp_path_factory.mktemp("pdf") / "document.pdf"


def load(path: Path, *pages: Page) -> Loaded:
    """Print and read pages."""
    return load_pdf(write_pdf(path, pages))


def complaint(path: Path) -> str:
    """What is said about a file that cannot be read."""
    with pytest.raises(UnreadableDocument) as caught:
        load_pdf(path)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def words(*lines: str) -> list[str]:
    """The words of lines, in order."""
    return [word for line in lines for word in line.split()]


def numbered_pages() -> list[list[str | Line]]:
    """Nine pages, the third and the last blank, each line naming its page."""
    return [
        [] if number in (3, 9) else [Line(f"Page{number} says line{line}.", above=4) for line in range(1, 13)]
        for number in range(1, 10)
    ]


def test_every_block_is_on_the_page_it_names(path: Path) -> None:
    blocks = load(path, *numbered_pages()).blocks
    assert {block.locator for block in blocks} == {f"p. {number}" for number in (1, 2, 4, 5, 6, 7, 8)}
    for block in blocks:
        assert set(re.findall(r"Page(\d)", block.text)) == set(re.findall(r"\d+", block.locator))


def test_every_passage_names_the_pages_its_words_are_on(path: Path) -> None:
    """A citation is looked up on paper: a passage that runs on must not name only its first page."""
    passages = split_blocks(
        load(path, *numbered_pages()).blocks, lambda texts: [len(text.split()) for text in texts], 256
    )
    for passage in passages:
        named = [int(number) for number in re.findall(r"\d+", passage.locator)]
        said = {int(number) for number in re.findall(r"Page(\d)", passage.text)}
        assert said <= set(range(min(named), max(named) + 1))


WORD = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789£%.,;:()'é", min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(WORD, max_size=200), min_size=1, max_size=4).filter(any))
def test_no_word_is_lost_doubled_or_moved(path: Path, pages: list[list[str]]) -> None:
    printed = [textwrap.wrap(" ".join(page), 70, break_on_hyphens=False) for page in pages]
    blocks = load(path, *printed).blocks
    assert words(*(block.text for block in blocks)) == words(*(word for page in pages for word in page))


def test_a_wider_gap_parts_paragraphs_and_a_line_end_does_not(path: Path) -> None:
    first, second = PROSE[:3], PROSE[3:]
    blocks = load(path, [*first, Line(second[0], above=14), *second[1:]]).blocks
    assert [block.text for block in blocks] == [" ".join(first), " ".join(second)]


def test_a_word_divided_at_a_line_end_is_whole_again(path: Path) -> None:
    blocks = load(path, ["The case for pre-", "vention is strong."]).blocks
    assert [block.text for block in blocks] == ["The case for prevention is strong."]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [("in the North-", "West of England", "North- West"), ("from 2010 -", "a hard year", "2010 - a")],
)
def test_a_dash_that_divides_no_word_is_kept(path: Path, first: str, second: str, joined: str) -> None:
    assert joined in load(path, [first, second]).blocks[0].text


def test_larger_lines_are_headings_of_what_follows(path: Path) -> None:
    blocks = load(path, [Line("Costs", 16), *PROSE, Line("Results", 16, above=20), *PROSE], PROSE).blocks
    assert [(block.headings, block.locator) for block in blocks] == [
        (("Costs",), "p. 1"),
        (("Results",), "p. 1"),
        (("Results",), "p. 2"),
    ]
    assert all(block.text == " ".join(PROSE) for block in blocks)


def test_a_heading_of_two_lines_is_one_heading(path: Path) -> None:
    blocks = load(path, [Line("What works for", 16), Line("families", 16), *PROSE]).blocks
    assert [block.headings for block in blocks] == [("What works for families",)]


def test_headings_of_three_sizes_make_a_path(path: Path) -> None:
    blocks = load(
        path,
        [
            Line("Report", 24),
            Line("Costs", 18, above=10),
            Line("Children", 14, above=10),
            *PROSE,
            Line("Adults", 14, above=20),
            *PROSE,
            Line("Results", 18, above=20),
            *PROSE,
        ],
    ).blocks
    assert [block.headings for block in blocks] == [
        ("Report", "Costs", "Children"),
        ("Report", "Costs", "Adults"),
        ("Report", "Results"),
    ]


def test_words_in_large_letters_are_not_lost_where_no_text_follows_them(path: Path) -> None:
    loaded = load(
        path,
        [Line("Annual report", 28), Line("What we learned in Anytown", 14, above=40)],
        [Line("Costs", 18), Line("Children", 14), *PROSE],
        [*PROSE, Line("Contact the team", 18, above=60)],
    )
    kept = {word for block in loaded.blocks for word in words(*block.headings, block.text)}
    assert kept >= set(words("Annual report What we learned in Anytown Costs Children Contact the team"))


def test_a_sentence_that_runs_over_the_end_of_a_page_stays_one_sentence(path: Path) -> None:
    blocks = load(path, [*PROSE, "The saving was said to be"], ["two million pounds a year.", *PROSE]).blocks
    passages = split_blocks(blocks, lambda texts: [len(text.split()) for text in texts], 256)
    assert any("The saving was said to be two million pounds a year." in passage.text for passage in passages)


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(Line("unseen", grey=1), id="white on white"),
        pytest.param(Line("unseen", size=0.5), id="too small to read"),
        pytest.param(Line("unseen", left=-300), id="beside the page"),
        pytest.param(Line("unseen", above=2000), id="below the page"),
    ],
)
def test_what_a_reader_does_not_see_is_not_read(path: Path, hidden: Line) -> None:
    loaded = load(path, [*PROSE, hidden], PROSE)
    assert [block.text for block in loaded.blocks] == [" ".join(PROSE)] * 2


def test_the_title_in_the_properties_of_the_file_is_found(path: Path) -> None:
    canvas = Canvas(str(path))
    canvas.setTitle("Early help in Anytown")
    canvas.drawString(72, 700, "It pays.")
    canvas.save()
    assert load_pdf(path).title == "Early help in Anytown"


@pytest.mark.parametrize("pages", [0, 1, 3])
def test_a_pdf_of_blank_pages_has_no_text_layer(path: Path, pages: int) -> None:
    write_pdf(path, [[] for _ in range(pages)])
    assert "no text layer" in complaint(path)


def test_a_picture_of_text_has_no_text_layer(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=A4)
    canvas.rect(72, 400, 300, 300, fill=1)
    canvas.save()
    assert "scan" in complaint(path)


def test_a_pdf_with_a_password_is_refused_with_the_remedy(path: Path) -> None:
    write_pdf(path, [PROSE], password="secret", owner_password="owner")
    assert "save a copy without a password" in complaint(path)


def test_a_pdf_that_only_restricts_changes_is_read(path: Path) -> None:
    write_pdf(path, [PROSE], password="", owner_password="owner")
    assert load_pdf(path).blocks[0].text == " ".join(PROSE)


@pytest.mark.parametrize("kept", [0.02, 0.5, 0.99])
def test_a_truncated_pdf_is_refused(path: Path, kept: float) -> None:
    whole = write_pdf(path, [PROSE] * 5).read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    assert "damaged" in complaint(path)


def test_text_that_is_called_a_pdf_is_refused(path: Path) -> None:
    path.write_text("<html><body>Sign in to download the report</body></html>")
    assert "not a PDF" in complaint(path)
