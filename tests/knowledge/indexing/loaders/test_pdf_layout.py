"""Laid-out PDF pages: columns one after the other, tables row by row, notes apart, nothing that is covered."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.pdf import load_pdf
from tests.knowledge.indexing.laid_out_pages import (
    BEGINNINGS,
    ENDS,
    write_covered,
    write_plain_table,
    write_report_page,
    write_running_heads,
    write_scan,
)


def said(path: Path) -> list[tuple[str, str]]:
    """Where each block stands and what it says."""
    return [(block.locator, block.text) for block in load_pdf(path).blocks]


def test_a_page_of_columns_a_table_and_a_note_is_read_as_people_read_it(tmp_path: Path) -> None:
    blocks = load_pdf(write_report_page(tmp_path / "a.pdf")).blocks
    assert [(block.locator, block.text[:45].strip()) for block in blocks] == [
        (
            "p. 1",
            "The left column says that councils spend most",
        ),
        ("p. 1", "The right column says that nobody has time to"),
        ("p. 1, table 1, row 2", "Place: Leeds; Families: 1,200; Cost: £5m"),
        ("p. 1, table 1, row 3", "Place: Wigan; Families: 85; Cost: £70,000"),
        (
            "p. 1",
            "Below the table a paragraph of the full width",
        ),
        ("p. 1", "¹ Figures are of 2014 and were not audited."),
    ]
    assert {block.headings for block in blocks} == {("What earlier help would have avoided",)}
    assert blocks[2].whole
    assert not blocks[1].whole


def test_a_raised_figure_is_no_part_of_the_number_before_it(tmp_path: Path) -> None:
    text = " ".join(text for _, text in said(write_report_page(tmp_path / "a.pdf")))
    assert "ends here¹." in text
    assert "here1" not in text


def test_a_table_without_rules_is_read_across(tmp_path: Path) -> None:
    ((_, text),) = said(write_plain_table(tmp_path / "a.pdf"))
    assert text == "Staff £1,200 Premises £300 Training £85"


def test_what_is_painted_over_or_invisible_is_left_out_and_reported(tmp_path: Path) -> None:
    loaded = load_pdf(write_covered(tmp_path / "a.pdf"))
    assert [block.text for block in loaded.blocks] == ["Everybody reads this sentence."]
    (warning,) = loaded.warnings
    assert "letters that a reader does not see" in warning


def test_running_heads_and_page_numbers_do_not_interrupt_sentences(tmp_path: Path) -> None:
    loaded = load_pdf(write_running_heads(tmp_path / "a.pdf"))
    text = " ".join(block.text for block in loaded.blocks)
    for beginning, end in zip(BEGINNINGS, ENDS, strict=True):
        assert f"A sentence {beginning} and ends {end}." in text
    assert "Draft report" not in text
    assert [warning for warning in loaded.warnings if "Anytown Council – Draft report" in warning]


def test_without_tesseract_a_scan_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(UnreadableDocument, match="a scan of 1 pages; to have it read, install Tesseract"):
        load_pdf(write_scan(tmp_path / "a.pdf", tmp_path / "a.png"))


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_with_tesseract_a_scan_is_read_and_says_so(tmp_path: Path) -> None:
    loaded = load_pdf(write_scan(tmp_path / "a.pdf", tmp_path / "a.png"))
    assert [(block.locator, block.text) for block in loaded.blocks] == [
        ("p. 1", "Family hubs cost 1,200 pounds a week.")
    ]
    assert "check the figures" in loaded.warnings[0]


def test_a_title_that_a_program_put_there_gives_way_to_the_first_heading(tmp_path: Path) -> None:
    # The library that draws these pages calls every file 'untitled'.
    assert load_pdf(write_report_page(tmp_path / "a.pdf")).title == "What earlier help would have avoided"
    assert load_pdf(write_plain_table(tmp_path / "b.pdf")).title is None
