"""Questions are sorted into gaps, and gaps keep their questions."""

from __future__ import annotations

from bot.gaps.grouping import group
from bot.gaps.known_themes import KnownTheme, load_themes
from bot.gaps.likeness import place
from bot.gaps.naming import telling_words
from bot.gaps.sorting import sorted_groups
from bot.records.gaps import Sorted
from tests.bot.gaps.shortfalls import shortfall
from tests.conftest import WordEmbedder

THEMES = [
    KnownTheme(name="Fostering", about=("foster carers", "fostering allowance")),
    KnownTheme(name="Falls", about=("falls of older people", "hip fracture")),
]


def test_a_new_question_joins_the_gap_of_most_it_is_like_and_others_stay_where_they_are() -> None:
    asked = [shortfall(gap=7), shortfall(gap=7), shortfall(gap=8), shortfall(gap=None), shortfall(gap=None)]
    found = sorted_groups(asked, [0, 0, 0, 0, 1], ["Fostering"] * 4 + ["Falls"])
    assert found == [
        Sorted(7, "Fostering", (asked[3].question_id,)),
        Sorted(None, "Falls", (asked[4].question_id,)),
    ]


def test_nothing_is_sorted_where_every_question_is_in_a_gap() -> None:
    assert sorted_groups([shortfall(gap=7)], [0], ["Falls"]) == []


def test_likes_are_grouped_and_placed_by_theme_with_any_number_of_questions() -> None:
    asked = ["foster carers allowance", "allowance foster carers", "hip fracture older people falls"]
    placed = place(asked, THEMES, WordEmbedder())
    assert group(placed.vectors) == [0, 0, 1]
    assert placed.themes == (0, 0, 1)
    assert group(place(asked[:1], THEMES, WordEmbedder()).vectors) == [0]
    assert group(place([], THEMES, WordEmbedder()).vectors) == []


def test_a_question_s_place_does_not_depend_on_what_else_is_asked() -> None:
    alone = place(["foster carers allowance"], THEMES, WordEmbedder()).vectors[0]
    among = place(["falls", "foster carers allowance", "hip fracture"], THEMES, WordEmbedder()).vectors[1]
    assert abs(alone - among).max() < 1e-5


def test_the_most_telling_words_are_those_the_other_gaps_lack() -> None:
    words = telling_words(
        {
            1: [("a", "What do councils pay foster carers?"), ("b", "Do councils pay foster carers weekly?")],
            2: [("a", "What do councils spend on falls?"), ("c", "Do councils count falls?")],
        }
    )
    assert set(words[1]) == {"pay", "foster", "carers"}
    assert words[2][0] == "falls"


def test_the_product_s_own_themes_can_be_read() -> None:
    themes = load_themes(None)
    assert len({theme.name for theme in themes}) == len(themes) > 20
