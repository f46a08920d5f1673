"""The permission matrix for gaps and digests: everybody of a policy, everywhere, against the rules stated twice."""

from __future__ import annotations

import json
from itertools import combinations

from bot.access.decision import decide_access
from bot.access.policy import Audiences
from bot.gaps.overview import overview
from bot.records.gaps import Shortfall
from bot.slack.messages.gaps import gap_modal, gaps_digest, gaps_panel
from evals.access_matrix import pairs_of
from evals.access_rules import may_be_shown
from knowledge.vocabulary import INTERNAL, PUBLIC
from tests.bot.gaps.shortfalls import NOW, gap, shortfall
from tests.evals.test_access_matrix import AUDIENCE_OF, POLICY, TODAY, A

ASKED_FROM: list[Audiences] = [
    frozenset(some) for size in (1, 2, 3) for some in combinations([PUBLIC, INTERNAL, A], size)
]
TITLES = {name: f"Title-{name}" for name in AUDIENCE_OF}


def marker(audiences: Audiences) -> str:
    return "canary" + "".join(sorted(name[0] for name in audiences))


def asked() -> list[Shortfall]:
    """Two people asked in places of every combination of audiences, near documents of every audience."""
    return [
        shortfall(f"{marker(some)} word{marker(some)}?", user, audiences=some, near=tuple(AUDIENCE_OF))
        for some in ASKED_FROM
        for user in ("U1", "U2")
    ] + [shortfall("canary-unknown", audiences=None)]


def test_nobody_reads_a_question_or_a_title_that_the_rules_withhold_anywhere() -> None:
    tried, shown = 0, 0
    known: dict[Audiences, str] = {}
    for reader, place in pairs_of(POLICY):
        granted = decide_access(reader, place, POLICY, TODAY).audiences
        if granted not in known:
            titles = {name: TITLES[name] for name, audience in AUDIENCE_OF.items() if audience in granted}
            views = overview([gap()], asked(), granted, titles, {"T1": "aa11"}, NOW)
            known[granted] = str([gaps_panel(views), gap_modal(views[0], []), views[0].as_json()])
        told = known[granted]
        allowed = {
            audience for audience in set(AUDIENCE_OF.values()) if may_be_shown(audience, reader, place, POLICY, TODAY)
        }
        tried += 1
        for some in ASKED_FROM:
            if not some <= allowed:
                assert f"{marker(some)} " not in told
            elif f"{marker(some)} " in told:
                shown += 1
        for name, audience in AUDIENCE_OF.items():
            assert audience in allowed or TITLES[name] not in told
        assert "canary-unknown" not in told
    assert tried > 100
    assert shown > 0


def test_a_digest_holds_nobody_s_whole_question_for_any_channel() -> None:
    for granted in {decide_access(*pair, POLICY, TODAY).audiences for pair in pairs_of(POLICY)}:
        views = overview([gap()], asked(), granted, {}, {"T1": "aa11"}, NOW)
        digest = gaps_digest(views)
        told = json.dumps(digest.blocks) + digest.text
        assert "?" not in told
        for some in ASKED_FROM:
            if not some <= granted:
                assert f"word{marker(some)}" not in told
