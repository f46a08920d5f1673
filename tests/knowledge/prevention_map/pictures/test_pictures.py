"""Pictures can be read on a phone, in grey, and by people who hear them."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from knowledge.errors import InsightsError
from knowledge.prevention_map.assumptions import load_assumptions
from knowledge.prevention_map.chosen import chosen_ranges
from knowledge.prevention_map.estimate import Inputs, make_estimate
from knowledge.prevention_map.load import load_map
from knowledge.prevention_map.numbers import pounds
from knowledge.prevention_map.pictures import flow, needs, scorecard, tornado
from knowledge.prevention_map.pictures.picture import Picture
from knowledge.prevention_map.review import review_map
from knowledge.prevention_map.rows import EvidenceDirection, MapRow, PreventionMap, Tier, WhoseBehaviour

LIBRARY = Path(__file__).parents[4] / "knowledge" / "library"
COUNCIL = load_map(LIBRARY / "examples" / "example-c-prevention-map.xlsx")
NATIONAL = load_map(LIBRARY / "prevention-map" / "prevention-map.xlsx")
TODAY = dt.date(2026, 11, 23)
EVERYTHING = Inputs(120, 62_000, 90, 900, 21_000, 300, 1_850, 10, 41)
SMALLEST = 11
"""Points."""
_TOUCHING = 3
"""Pixels that the boxes of two lines of text may share."""

DRAWINGS: dict[str, Callable[[], Picture]] = {
    "needs of a council": lambda: needs.draw_needs(COUNCIL),
    "needs of the nation": lambda: needs.draw_needs(NATIONAL),
    "flow of a council": lambda: flow.draw_flow(COUNCIL),
    "flow of the nation": lambda: flow.draw_flow(NATIONAL),
    "scorecard of a council": lambda: scorecard.draw_scorecard(review_map(COUNCIL, TODAY)),
    "scorecard of the nation": lambda: scorecard.draw_scorecard(review_map(NATIONAL, TODAY)),
    "estimate": lambda: tornado.draw_tornado(
        make_estimate(EVERYTHING, chosen_ranges(["front_door.avoidable_share=0%/10%/20%", "adults.years=1/2/3"]))
    ),
    "estimate without ranges": lambda: tornado.draw_tornado(make_estimate(Inputs(nfa_referrals=10, nfa_hours=2))),
}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """The figures that were drawn, before they became files."""
    figures: list[Figure] = []

    def kept(figure: Figure, title: str, alternative: str) -> Picture:
        figures.append(figure)
        return Picture(title, b"", b"", alternative)

    for module in (flow, needs, scorecard, tornado):
        monkeypatch.setattr(module, "finished", kept)
    return figures


def texts(figure: Figure) -> Iterator[tuple[Text, Bbox]]:
    """The written words and where they stand, in pixels."""
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    for text in figure.findobj(Text):
        if isinstance(text, Text) and text.get_text().strip():
            yield text, text.get_window_extent(renderer)


@pytest.mark.parametrize("name", DRAWINGS)
def test_words_are_large_enough_inside_the_picture_and_apart(name: str, drawn: list[Figure]) -> None:
    DRAWINGS[name]()
    (figure,) = drawn
    found = list(texts(figure))
    assert found
    page = figure.bbox
    for text, box in found:
        assert float(text.get_fontsize()) >= SMALLEST, text.get_text()
        assert page.x0 <= box.x0, text.get_text()
        assert box.x1 <= page.x1, text.get_text()
        assert page.y0 <= box.y0, text.get_text()
        assert box.y1 <= page.y1, text.get_text()
    level = [(text, box.padded(-_TOUCHING)) for text, box in found if not text.get_rotation()]
    for number, (text, box) in enumerate(level):
        over = [other.get_text() for other, place in level[number + 1 :] if box.overlaps(place)]
        assert over == [], text.get_text()


@pytest.mark.parametrize("name", DRAWINGS)
def test_both_formats_hold_the_same_picture_with_its_description(name: str) -> None:
    picture = DRAWINGS[name]()
    image = Image.open(BytesIO(picture.png))
    assert image.width == 1080
    assert image.info["Description"] == picture.alternative
    root = ElementTree.fromstring(picture.svg)
    assert root.tag.endswith("svg")
    assert picture.title in "".join(root.itertext())
    assert 50 < len(picture.alternative) <= 2000
    assert DRAWINGS[name]() == picture


def test_the_alternative_text_tells_the_spend_on_each_need() -> None:
    spent: dict[str, float] = defaultdict(float)
    for row in COUNCIL.rows:
        for need in row.need:
            spent[need] += float(row.annual_spend or 0) / len(row.need)
    told = needs.draw_needs(COUNCIL).alternative
    for need in sorted(spent, key=lambda name: -spent[name])[:5]:
        sentence = re.search(rf"{re.escape(need)}: ([^.]*(?:\.\d[^.]*)*)\.", told)
        assert sentence, need
        parts = re.findall(r"£[\d,.]+m?", sentence[1])
        if len(parts) == 1:
            assert parts == [pounds(spent[need])]
    total = sum(float(row.annual_spend or 0) for row in COUNCIL.rows)
    assert pounds(total) in told
    assert "2 more state no spend" in told


def test_a_map_without_spend_is_counted_and_says_so() -> None:
    for picture in (needs.draw_needs(NATIONAL), flow.draw_flow(NATIONAL)):
        assert "65 interventions; this map states no spend, so they are counted." in picture.alternative
        assert "£" not in picture.alternative


def test_the_share_meant_to_change_parents_is_told() -> None:
    parental = sum(
        float(row.annual_spend or 0) / len(row.whose_behaviour)
        for row in COUNCIL.rows
        if WhoseBehaviour.PARENTS in row.whose_behaviour
    )
    assert (
        f"({pounds(parental)}), by equal parts, is meant to change what parents do"
        in flow.draw_flow(COUNCIL).alternative
    )


def test_the_scorecard_tells_every_check_and_what_is_behind_it() -> None:
    review = review_map(COUNCIL, TODAY)
    told = scorecard.draw_scorecard(review).alternative
    for score in review.scores:
        assert score.title in told
    assert "11 interventions have no owner" in told


def test_an_empty_map_is_said_in_one_line() -> None:
    for draw in (needs.draw_needs, flow.draw_flow):
        with pytest.raises(InsightsError, match="Nothing here has no rows to draw"):
            draw(PreventionMap("m", "Nothing here", ()))


words = st.text("abcdefghij klmnop", min_size=1, max_size=60).filter(str.strip)
names = st.lists(words, max_size=3).map(tuple)


@st.composite
def maps(draw: st.DrawFn) -> PreventionMap:
    """Maps with anything blank, many needs, and spends of every size."""
    rows = [
        MapRow(
            id=str(number),
            intervention="Help",
            sheet="S",
            number=number,
            need=draw(names),
            driver=draw(names),
            tier=draw(st.lists(st.sampled_from(Tier), max_size=3, unique=True).map(tuple)),
            whose_behaviour=draw(st.lists(st.sampled_from(WhoseBehaviour), max_size=3, unique=True).map(tuple)),
            evidence_direction=draw(st.none() | st.sampled_from(EvidenceDirection)),
            annual_spend=draw(st.none() | st.decimals(0, 10**9, places=2)),
        )
        for number in range(2, draw(st.integers(3, 40)))
    ]
    return PreventionMap("m", "A map", tuple(rows))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(maps())
def test_any_map_can_be_drawn(found: PreventionMap) -> None:
    for picture in (needs.draw_needs(found), flow.draw_flow(found)):
        assert picture.png.startswith(b"\x89PNG")
        assert f"{len(found.rows)} interventions" in picture.alternative or "£" in picture.alternative


def test_every_assumption_of_an_estimate_is_named_in_its_picture() -> None:
    told = DRAWINGS["estimate"]().alternative
    assert load_assumptions()["children.avoidable_share"].label in told
    assert "No assumption" not in told
