"""Nobody gets at text that is not for them, whoever they are, wherever and however they try."""

from __future__ import annotations

import os

from tests.bot.slack.matrix.cast import ASKERS, AUDIENCES, ROOMS
from tests.bot.slack.matrix.combinations import WHOLE, factors, pairs, pairwise
from tests.bot.slack.matrix.office import MatrixOffice
from tests.bot.slack.matrix.surfaces import SURFACES

NUMBER = WHOLE if os.environ.get("INSIGHTS_WHOLE_MATRIX") else None


def test_every_pair_of_values_is_tried_already_in_the_usual_run() -> None:
    assert (len(ASKERS), len(ROOMS), len(AUDIENCES)) == (12, 10, 6)
    values = factors(list(SURFACES))
    expected = {
        (i, j, one, other)
        for i, some in enumerate(values)
        for j, others in enumerate(values)
        if i < j
        for one in some
        for other in others
    }
    assert pairs(pairwise(list(SURFACES))) == expected


def test_nothing_is_used_for_anybody_who_may_not_see_it(office: MatrixOffice) -> None:
    found, used = [], dict.fromkeys(SURFACES, 0)
    for tried in pairwise(list(SURFACES), NUMBER):
        office.recorder.uses.clear()
        SURFACES[tried.surface](office, tried)
        found += [(tried, leak) for leak in office.recorder.leaks()]
        used[tried.surface] += len(office.recorder.uses)
    assert found == []
    assert all(used.values()), used
