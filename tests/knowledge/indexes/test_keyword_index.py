"""The contract of the keyword index: English words found whatever is typed, each audience on its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import tantivy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.catalogue.entries import IndexEntry
from knowledge.indexes.keyword_index import KeywordIndex
from knowledge.indexes.partitions import partition_name
from knowledge.indexes.terms import terms
from knowledge.vocabulary import INTERNAL, PUBLIC, Audience

COUNCIL = Audience("client:a-council")


def entry(identifier: str, text: str, title: str = "Title", headings: tuple[str, ...] = ()) -> IndexEntry:
    return IndexEntry(identifier, PUBLIC, title, headings, text, np.zeros(1, np.float32))


def found(index: KeywordIndex, query: str, *audiences: Audience) -> list[str]:
    return [identifier for identifier, _ in index.search(audiences or [PUBLIC], query, 10)]


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    """Three chunks for everybody."""
    index = KeywordIndex(tmp_path / "words")
    index.add(
        PUBLIC,
        [
            entry("care", "Children in care cost councils more every year.", title="Looked-after children"),
            entry("falls", "A trial of falls prevention found no effect.", headings=("Older people", "Telecare")),
            entry("housing", "Housing First gave 1,200 people a home in 2019."),
        ],
    )
    return index


@pytest.fixture(scope="module")
def shared_index(tmp_path_factory: pytest.TempPathFactory) -> KeywordIndex:
    """One chunk, for tests that only ask."""
    index = KeywordIndex(tmp_path_factory.mktemp("words"))
    index.add(PUBLIC, [entry("care", "Children and families in care, not in prison or hospital.")])
    return index


# -- finding -----------------------------------------------------------------------------------------------------


def test_words_are_found_whatever_their_case_and_ending(index: KeywordIndex) -> None:
    assert found(index, "CHILD'S CARING") == found(index, "care") == ["care"]
    assert found(index, "trials preventing fall") == ["falls"]


def test_titles_and_headings_are_searched_too(index: KeywordIndex) -> None:
    assert found(index, "looked-after") == ["care"]
    assert found(index, "telecare") == ["falls"]
    assert found(index, "older") == ["falls"]


def test_numbers_are_found(index: KeywordIndex) -> None:
    assert found(index, "2019") == ["housing"]
    assert found(index, "1,200 people") == ["housing", "falls"]


def test_the_chunk_with_more_of_the_words_comes_first(index: KeywordIndex) -> None:
    index.add(PUBLIC, [entry("both", "Falls among children in care."), entry("one", "Falls among older adults.")])

    results = index.search([PUBLIC], "falls children", 10)

    assert results[0][0] == "both"
    assert [score for _, score in results] == sorted((score for _, score in results), reverse=True)
    assert len(index.search([PUBLIC], "falls children", 2)) == 2


def test_a_word_nobody_wrote_finds_nothing(index: KeywordIndex) -> None:
    assert found(index, "submarine") == []


# -- what people type --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    ['AND OR "((', "", "   ", '"', "((((", "*", "-", "+", ":", "[* TO *]", "NOT", "?!", "\x00", "🙂", "'", "\\"],
)
def test_a_query_without_a_word_to_find_finds_nothing_and_does_not_fail(index: KeywordIndex, query: str) -> None:
    assert found(index, query) == []


@pytest.mark.parametrize(
    "query",
    [
        "children, (in) care!",
        "-children +care",
        "NOT children care",
        "children AND care AND submarine",
        '"care children"~2',
        "text:children^3 care",
        "/children/ care*",
        "children [care TO care}",
        "children IN [care]",
        "children_care",
        "__children__ care",
        "children\ncare\t",
        "care’s “children”",
    ],
)
def test_marks_and_operators_are_only_what_stands_between_words(shared_index: KeywordIndex, query: str) -> None:
    assert found(shared_index, query) == ["care"]


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(
                ["AND", "OR", "NOT", "IN", "TO", "(", ")", '"', "[", "]", "*", "^", "~", ":", "care", "_", "-"]
            )
        ).map(" ".join),
        st.text(alphabet="aA1_\"'():*-+^~[]{}/\\ ²½ßİ\u0301"),
    )
)
@example("no_wrong_door")
@example("the of and")
@example("care " * 2000)
@example("x" * 70_000)
def test_no_query_makes_the_search_fail(shared_index: KeywordIndex, query: str) -> None:
    assert found(shared_index, query) in ([], ["care"])


# -- audiences ---------------------------------------------------------------------------------------------------


def test_a_search_finds_nothing_of_other_audiences(index: KeywordIndex) -> None:
    index.add(INTERNAL, [entry("internal", "Children in care: internal note.")])
    index.add(COUNCIL, [entry("council", "Children in care: a council's own note.")])

    assert found(index, "children care", PUBLIC) == ["care"]
    assert found(index, "children care", COUNCIL) == ["council"]
    assert set(found(index, "children care", PUBLIC, INTERNAL)) == {"care", "internal"}
    assert index.search([], "children care", 10) == []


def test_an_audiences_search_opens_only_its_own_partition(index: KeywordIndex, tmp_path: Path) -> None:
    index.add(INTERNAL, [entry("internal", "Children in care: internal note.")])
    for file in (tmp_path / "words" / partition_name(INTERNAL)).iterdir():
        file.write_bytes(b"Whoever opens this fails.")
    fresh = KeywordIndex(tmp_path / "words")

    assert found(fresh, "children care", PUBLIC) == ["care"]
    assert fresh.rarity([PUBLIC], ["care"])["care"] > 0
    with pytest.raises(ValueError, match="corrupt"):
        found(fresh, "children care", INTERNAL)


def test_an_audience_without_documents_is_an_empty_one(index: KeywordIndex, tmp_path: Path) -> None:
    assert found(index, "children", COUNCIL) == []
    assert found(index, "children", COUNCIL, PUBLIC) == ["care"]
    assert index.ids(COUNCIL) == set()
    index.delete(COUNCIL, ["care"])
    index.reopen()
    assert index.audiences() == [PUBLIC], "asking must not make a partition"
    assert KeywordIndex(tmp_path / "nothing here").audiences() == []


# -- changing ----------------------------------------------------------------------------------------------------


def test_a_chunk_added_again_takes_the_place_of_the_old_one(index: KeywordIndex) -> None:
    index.add(PUBLIC, [entry("care", "Fostering.", title="Another title")])

    assert found(index, "fostering") == ["care"]
    assert found(index, "children") == []
    assert index.ids(PUBLIC) == {"care", "falls", "housing"}


def test_a_deleted_chunk_is_not_found(index: KeywordIndex) -> None:
    index.add(INTERNAL, [entry("care", "Children.")])

    index.delete(PUBLIC, ["care", "never-there"])

    assert found(index, "children") == []
    assert index.ids(PUBLIC) == {"falls", "housing"}
    assert found(index, "children", INTERNAL) == ["care"], "other audiences' partitions are not touched"


def test_deleting_nothing_and_deleting_everything_are_both_fine(index: KeywordIndex) -> None:
    index.delete(PUBLIC, [])
    assert len(index.ids(PUBLIC)) == 3

    index.delete(PUBLIC, ["care", "falls", "housing"])

    assert index.ids(PUBLIC) == set()
    assert found(index, "children") == []
    assert index.rarity([PUBLIC], ["children"]).keys() == {"children"}


def test_ids_are_taken_whole(index: KeywordIndex) -> None:
    ids = ["reports/a@1#1", "reports/a@1#11", "reports/a@11#1", "Reports/A@1#1", "reports/a and b@1#1"]
    index.add(COUNCIL, [entry(identifier, "Text.") for identifier in ids])

    index.delete(COUNCIL, ["reports/a@1#1"])

    assert index.ids(COUNCIL) == set(ids[1:])


def test_a_wiped_index_leaves_no_file_and_can_be_filled_again(index: KeywordIndex, tmp_path: Path) -> None:
    index.add(COUNCIL, [entry("council", "Children.")])

    index.wipe()

    assert list((tmp_path / "words").rglob("*")) == []
    assert found(index, "children", PUBLIC, COUNCIL) == []
    index.add(PUBLIC, [entry("new", "Children.")])
    assert found(index, "children", PUBLIC, COUNCIL) == ["new"]


def test_files_that_cannot_be_read_can_be_wiped(index: KeywordIndex, tmp_path: Path) -> None:
    for file in (tmp_path / "words" / partition_name(PUBLIC)).iterdir():
        file.write_bytes(b"This is no index.")
    fresh = KeywordIndex(tmp_path / "words")

    fresh.wipe()

    fresh.add(PUBLIC, [entry("new", "Children.")])
    assert found(fresh, "children") == ["new"]


def test_what_another_opener_commits_wipes_and_makes_again_is_seen_after_reopening(
    index: KeywordIndex, tmp_path: Path
) -> None:
    other = KeywordIndex(tmp_path / "words")
    assert found(other, "children") == ["care"]
    index.add(PUBLIC, [entry("new", "Children again.")])
    index.add(COUNCIL, [entry("council", "Children.")])

    other.reopen()
    assert set(found(other, "children")) == {"care", "new"}
    assert found(other, "children", COUNCIL) == ["council"]

    index.wipe()
    index.add(PUBLIC, [entry("third", "Children a third time.")])
    other.reopen()
    assert found(other, "children", PUBLIC, COUNCIL) == ["third"]


def test_what_was_loaded_is_searched_until_the_next_reopening(index: KeywordIndex, tmp_path: Path) -> None:
    """Readers hold the lock only while they load: afterwards files may be deleted under them."""
    other = KeywordIndex(tmp_path / "words")
    other.reopen()

    index.wipe()

    assert found(other, "children") == ["care"]
    other.reopen()
    assert found(other, "children") == []


def test_only_ids_are_kept_and_no_text(index: KeywordIndex, tmp_path: Path) -> None:
    searcher = tantivy.Index.open(str(tmp_path / "words" / partition_name(PUBLIC))).searcher()
    hits = searcher.search(tantivy.Query.all_query(), limit=10).hits

    assert sorted(str(searcher.doc(address).to_dict()) for _, address in hits) == [
        "{'id': ['care']}",
        "{'id': ['falls']}",
        "{'id': ['housing']}",
    ]


def test_an_index_moved_with_its_home_still_works(index: KeywordIndex, tmp_path: Path) -> None:
    shutil.move(tmp_path / "words", tmp_path / "moved")

    assert found(KeywordIndex(tmp_path / "moved"), "children") == ["care"]


# -- how rare a word is ------------------------------------------------------------------------------------------


def test_a_rare_word_counts_more_than_a_common_one(index: KeywordIndex) -> None:
    index.add(PUBLIC, [entry("more", "Children and housing."), entry("yet more", "Children and falls.")])

    rarity = index.rarity([PUBLIC], terms("children trial submarine"))

    assert 0 < rarity["children"] < rarity["trial"] < rarity["submarin"]


def test_how_rare_a_word_is_depends_on_the_audiences_asked_for(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path)
    index.add(PUBLIC, [entry("one", "Councils pay."), entry("two", "Councils save.")])
    index.add(INTERNAL, [entry("three", "Families save."), entry("four", "Families wait.")])

    public, both = (index.rarity(audiences, ["council", "famili"]) for audiences in ([PUBLIC], [PUBLIC, INTERNAL]))

    assert 0 < public["council"] < public["famili"]
    assert both["council"] == both["famili"] > public["council"]


def test_a_word_is_never_less_than_rare_whatever_was_deleted(index: KeywordIndex) -> None:
    index.add(PUBLIC, [entry(f"more-{number}", "Children again.") for number in range(20)])
    index.delete(PUBLIC, [f"more-{number}" for number in range(1, 20)])

    assert index.rarity([PUBLIC], ["children"])["children"] > 0
    assert index.rarity([COUNCIL], ["children"])["children"] > 0, "no chunks at all"
    assert index.rarity([], ["children"])["children"] > 0, "no audience at all"
