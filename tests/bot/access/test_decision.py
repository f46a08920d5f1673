"""Who may see what: every kind of person in every kind of place, against expectations worked out by hand."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access.decision import Access, Asker, Place, PlaceKind, Reason, Standing, decide_access
from bot.access.policy import NOTHING, AccessRole, Agreement, Audiences, Grant, Others, Policy
from evals.access_rules import may_be_shown
from knowledge.vocabulary import INTERNAL, PUBLIC, SUBSCRIBERS, Audience

A, B, C = Audience("client:a"), Audience("client:b"), Audience("client:c")
EVERYTHING: Audiences = frozenset({PUBLIC, SUBSCRIBERS, INTERNAL, A, B, C})
TODAY = dt.date(2026, 11, 23)


def some(*audiences: Audience) -> Audiences:
    """A set of audiences."""
    return frozenset(audiences)


def member(user: str, team: str = "THOME", *groups: str) -> Asker:
    """A full member of a team."""
    return Asker(user, team, frozenset(groups), Standing.MEMBER)


POLICY = Policy(
    teams={"THOME": Grant(some(PUBLIC, SUBSCRIBERS)), "TCOUNCIL": Grant(some(PUBLIC, A))},
    groups={("THOME", "SPRICES"): Grant(some(INTERNAL), AccessRole.CONSULTANT)},
    users={
        ("THOME", "UBOSS"): Grant(some(A, B), AccessRole.ADMINISTRATOR),
        ("TELSE", "UFRIEND"): Grant(some(SUBSCRIBERS)),
    },
    channels={
        "CCAP": Agreement(some(PUBLIC, SUBSCRIBERS, A)),
        "CDEAL": Agreement(some(PUBLIC, A), TODAY),
        "COLD": Agreement(some(PUBLIC, A), TODAY - dt.timedelta(days=1)),
        "COPEN": Agreement(some(PUBLIC, A)),
    },
)

OFFICER = member("UOFFICER")
BOSS = member("UBOSS")
BOSS_IN_GROUP = member("UBOSS", "THOME", "SPRICES")
OUTSIDER = member("UOUT", "TELSE")
GUEST = Asker("UGUEST", "THOME", frozenset({"SPRICES"}), Standing.GUEST)
OUTSIDE_GUEST = Asker("UGUEST", "TELSE", standing=Standing.GUEST)
BOT = Asker("UBOSS", "THOME", frozenset({"SPRICES"}), Standing.BOT)
DEACTIVATED = Asker("UBOSS", "THOME", frozenset({"SPRICES"}), Standing.DEACTIVATED)
UNKNOWN = Asker("UBOSS", "THOME", frozenset({"SPRICES"}))

HOLDS: dict[str, tuple[Asker, Audiences]] = {
    "officer": (OFFICER, some(PUBLIC, SUBSCRIBERS)),
    "in group": (member("UOFFICER", "THOME", "SPRICES", "SOTHER"), some(PUBLIC, SUBSCRIBERS, INTERNAL)),
    "boss": (BOSS, some(PUBLIC, SUBSCRIBERS, A, B)),
    "boss in group": (BOSS_IN_GROUP, some(PUBLIC, SUBSCRIBERS, INTERNAL, A, B)),
    "council": (member("UCOUNCIL", "TCOUNCIL", "SPRICES"), some(PUBLIC, A)),
    "outsider": (OUTSIDER, NOTHING),
    "friend": (member("UFRIEND", "TELSE"), some(SUBSCRIBERS)),
    "guest": (GUEST, some(PUBLIC)),
    "outside guest": (OUTSIDE_GUEST, NOTHING),
    "bot": (BOT, some(PUBLIC)),
    "deactivated": (DEACTIVATED, NOTHING),
    "unknown": (UNKNOWN, some(PUBLIC)),
}
"""Twelve kinds of asker and what each holds, worked out by hand from POLICY."""

AGREED_WITH = {"outsider", "friend", "outside guest"}
"""The people an agreement for a shared channel is made with."""


def channel(name: str, *members: Asker, **facts: bool) -> Place:
    """A channel and who reads it beside the asker."""
    return Place(PlaceKind.CHANNEL, name, "THOME", members=members, **facts)


PLACES: dict[str, tuple[Place, Audiences]] = {
    "direct": (Place(PlaceKind.DIRECT, "D1", "THOME"), EVERYTHING),
    "direct, shared": (Place(PlaceKind.DIRECT, "D1", "THOME", shared=True), EVERYTHING),
    "team": (channel("CPLAIN", OFFICER, BOSS), some(PUBLIC, SUBSCRIBERS)),
    "specialists": (channel("CPLAIN", BOSS_IN_GROUP), some(PUBLIC, SUBSCRIBERS, INTERNAL, A, B)),
    "capped": (channel("CCAP", BOSS_IN_GROUP), some(PUBLIC, SUBSCRIBERS, A)),
    "readers unknown": (Place(PlaceKind.CHANNEL, "CPLAIN", "THOME"), some(PUBLIC)),
    "with a guest": (channel("CPLAIN", BOSS_IN_GROUP, GUEST), some(PUBLIC)),
    "with an outsider": (channel("CPLAIN", BOSS_IN_GROUP, OUTSIDER), NOTHING),
    "with a bot": (channel("CPLAIN", BOSS_IN_GROUP, BOT), some(PUBLIC)),
    "with somebody gone": (channel("CPLAIN", BOSS_IN_GROUP, DEACTIVATED), some(PUBLIC, SUBSCRIBERS, INTERNAL, A, B)),
    "shared, unlisted": (channel("CPLAIN", BOSS_IN_GROUP, shared=True), NOTHING),
    "pending, unlisted": (channel("CPLAIN", BOSS_IN_GROUP, pending=True), NOTHING),
    "shared, agreed": (channel("CDEAL", BOSS_IN_GROUP, OUTSIDER, shared=True), some(PUBLIC, A)),
    "shared, agreed, an officer": (channel("CDEAL", OFFICER, OUTSIDER, shared=True), some(PUBLIC)),
    "pending, agreed": (channel("CDEAL", BOSS_IN_GROUP, pending=True), some(PUBLIC, A)),
    "shared, ended": (channel("COLD", BOSS_IN_GROUP, shared=True), NOTHING),
    "inside, ended": (channel("COLD", BOSS_IN_GROUP), NOTHING),
    "shared, no end": (channel("COPEN", BOSS_IN_GROUP, shared=True), NOTHING),
    "inside, no end": (channel("COPEN", BOSS_IN_GROUP), some(PUBLIC, A)),
}
"""Kinds of place, and the most that the place and those who read it allow, worked out by hand."""


@pytest.mark.parametrize("place_name", PLACES)
@pytest.mark.parametrize("asker_name", HOLDS)
def test_every_asker_in_every_place(asker_name: str, place_name: str) -> None:
    (asker, held), (place, allowed) = HOLDS[asker_name], PLACES[place_name]
    if place.kind is PlaceKind.CHANNEL and (place.shared or place.pending) and place.id != "CPLAIN":
        held = held | some(PUBLIC, A) if asker_name in AGREED_WITH else held
    granted = decide_access(asker, place, POLICY, TODAY).audiences
    for audience in sorted(EVERYTHING):
        assert (audience in granted) == (audience in held and audience in allowed), audience


@pytest.mark.parametrize("chosen", list(itertools.product((NOTHING, some(PUBLIC)), repeat=5)))
def test_people_whom_no_grant_covers_get_what_the_policy_sets(chosen: tuple[Audiences, ...]) -> None:
    guests, external, unknown, bots, deactivated = chosen
    policy = replace(POLICY, others=Others(guests, external, unknown, bots, deactivated))
    place = PLACES["direct"][0]
    expected = {
        "guest": guests, "outsider": external, "outside guest": external, "unknown": unknown, "bot": bots,
        "deactivated": deactivated, "friend": external | {SUBSCRIBERS}, "officer": some(PUBLIC, SUBSCRIBERS),
    }  # fmt: skip
    for name, audiences in expected.items():
        assert decide_access(HOLDS[name][0], place, policy, TODAY).audiences == audiences, name
    nameless = Place(PlaceKind.CHANNEL, "CPLAIN", "THOME")
    assert decide_access(OFFICER, nameless, policy, TODAY).audiences == unknown
    assert decide_access(OFFICER, replace(nameless, shared=True), policy, TODAY).audiences == unknown & external


@pytest.mark.parametrize(
    ("asker", "role"),
    [
        (OFFICER, AccessRole.OFFICER),
        (HOLDS["in group"][0], AccessRole.CONSULTANT),
        (BOSS_IN_GROUP, AccessRole.ADMINISTRATOR),
        (OUTSIDER, AccessRole.OFFICER),
        (GUEST, AccessRole.OFFICER),
        (BOT, AccessRole.OFFICER),
        (DEACTIVATED, AccessRole.OFFICER),
        (UNKNOWN, AccessRole.OFFICER),
        (member("UBOSS", "TCOUNCIL"), AccessRole.OFFICER),
    ],
)
def test_roles_are_the_members_highest_wherever_they_ask(asker: Asker, role: AccessRole) -> None:
    assert {decide_access(asker, place, POLICY, TODAY).role for place, _ in PLACES.values()} == {role}


def test_without_a_policy_the_own_workspace_sees_public_documents_and_others_nothing() -> None:
    direct, inside = Place(PlaceKind.DIRECT, "D1", "THOME"), channel("C1", BOSS)
    assert decide_access(OFFICER, direct, None, TODAY) == Access(
        some(PUBLIC), AccessRole.OFFICER, (Reason("holds public", OFFICER),)
    )
    assert decide_access(OFFICER, inside, None, TODAY).audiences == {PUBLIC}
    assert decide_access(OUTSIDER, direct, None, TODAY).audiences == NOTHING
    assert decide_access(OFFICER, replace(inside, shared=True), None, TODAY).audiences == NOTHING
    assert decide_access(OFFICER, channel("C1", OUTSIDER), None, TODAY).audiences == NOTHING


def test_reasons_name_the_asker_and_whoever_limits_the_answer_and_nobody_else() -> None:
    access = decide_access(BOSS, channel("CCAP", BOSS, OFFICER, GUEST), POLICY, TODAY)
    assert tuple(map(str, access.reasons)) == (
        "UBOSS (THOME) holds client:a, client:b, public, subscribers",
        "CCAP is agreed for client:a, public, subscribers",
        "UOFFICER (THOME) reads it and holds public, subscribers",
        "UGUEST (THOME, guest) reads it and holds public",
    )


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("readers unknown", "who reads CPLAIN is not known"),
        ("shared, unlisted", "CPLAIN is open to another organisation and not listed"),
        ("pending, unlisted", "CPLAIN is open to another organisation and not listed"),
        ("shared, ended", "the agreement for COLD ended on 2026-11-22"),
        ("shared, no end", "COPEN is open to another organisation and has no end date"),
    ],
)
def test_reasons_say_why_a_channel_is_closed(place: str, reason: str) -> None:
    assert Reason(reason) in decide_access(BOSS_IN_GROUP, PLACES[place][0], POLICY, TODAY).reasons


# -- whatever the policy ----------------------------------------------------------------------------------------

TEAMS, GROUPS, USERS = st.sampled_from(["T1", "T2", "T3"]), st.sampled_from(["S1", "S2"]), st.sampled_from(["U1", "U2"])
AUDIENCES = st.frozensets(st.sampled_from(sorted(EVERYTHING)))
GRANTS = st.builds(Grant, AUDIENCES, st.sampled_from(AccessRole))
PUBLIC_OR_NOTHING = st.sampled_from([NOTHING, some(PUBLIC)])
CHANNELS = st.sampled_from(["C1", "C2"])
DATES = st.none() | st.sampled_from([TODAY - dt.timedelta(days=1), TODAY, TODAY + dt.timedelta(days=1)])
POLICIES = st.builds(
    Policy,
    teams=st.dictionaries(TEAMS, GRANTS),
    groups=st.dictionaries(st.tuples(TEAMS, GROUPS), GRANTS),
    users=st.dictionaries(st.tuples(TEAMS, USERS), GRANTS),
    channels=st.dictionaries(CHANNELS, st.builds(Agreement, AUDIENCES, DATES)),
    others=st.builds(Others, *[PUBLIC_OR_NOTHING] * 5),
)
ASKERS = st.builds(Asker, USERS, TEAMS, st.frozensets(GROUPS), st.sampled_from(Standing))
PLACES_ANY = st.builds(
    Place,
    st.sampled_from(PlaceKind),
    CHANNELS,
    TEAMS,
    st.booleans(),
    st.booleans(),
    st.none() | st.lists(ASKERS, max_size=4).map(tuple),
)


@given(asker=ASKERS, place=PLACES_ANY, policy=POLICIES)
def test_nobody_is_given_more_than_every_reader_and_the_agreement_allow(
    asker: Asker, place: Place, policy: Policy
) -> None:
    granted = decide_access(asker, place, policy, TODAY).audiences
    agreement = policy.channels.get(place.id) if place.kind is PlaceKind.CHANNEL else None
    agreed = agreement.audiences if agreement else NOTHING
    readers = [asker]
    if place.kind is PlaceKind.CHANNEL:
        readers += [reader for reader in place.members or () if reader.standing is not Standing.DEACTIVATED]
    for reader in readers:
        alone = decide_access(reader, Place(PlaceKind.DIRECT, "D1", place.team), policy, TODAY).audiences
        assert granted <= alone | (agreed if reader.team not in policy.teams else NOTHING)
    if agreement:
        assert granted <= agreed | policy.others.external


@given(asker=ASKERS, place=PLACES_ANY, policy=POLICIES)
def test_the_rules_said_a_second_time_agree(asker: Asker, place: Place, policy: Policy) -> None:
    granted = decide_access(asker, place, policy, TODAY).audiences
    assert granted == {a for a in EVERYTHING if may_be_shown(a, asker, place, policy, TODAY)}


@given(asker=ASKERS, policy=POLICIES)
def test_a_direct_message_gives_no_more_than_was_granted(asker: Asker, policy: Policy) -> None:
    grants = [policy.teams.get(asker.team), policy.users.get((asker.team, asker.user))]
    grants += [policy.groups.get((asker.team, group)) for group in asker.groups]
    written = NOTHING.union(*(grant.audiences for grant in grants if grant))
    granted = decide_access(asker, Place(PlaceKind.DIRECT, "D1", "T1"), policy, TODAY).audiences
    assert granted <= written | {PUBLIC}
    if asker.standing is not Standing.MEMBER:
        assert granted <= {PUBLIC}


@given(asker=ASKERS, reader=ASKERS, place=PLACES_ANY, policy=POLICIES)
def test_a_further_reader_never_opens_anything(asker: Asker, reader: Asker, place: Place, policy: Policy) -> None:
    joined = replace(place, members=(*(place.members or ()), reader))
    before = replace(place, members=place.members or ())
    assert (
        decide_access(asker, joined, policy, TODAY).audiences <= decide_access(asker, before, policy, TODAY).audiences
    )


@given(asker=ASKERS, place=PLACES_ANY, policy=POLICIES)
def test_what_is_shared_without_an_agreement_gets_what_external_people_get(
    asker: Asker, place: Place, policy: Policy
) -> None:
    shared = replace(place, kind=PlaceKind.CHANNEL, shared=True)
    agreement = policy.channels.get(place.id)
    if agreement is None or agreement.until is None or agreement.until < TODAY:
        assert decide_access(asker, shared, policy, TODAY).audiences <= policy.others.external
