"""Who may see what: nobody is ever given more than the policy, and in a channel no more than its readers hold."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access.decision import Access, AccessRole, Asker, Place, PlaceKind, Policy, decide_access
from knowledge.vocabulary import INTERNAL, PUBLIC, SUBSCRIBERS, Audience

CLIENT_A = Audience("client:a")
CLIENT_B = Audience("client:b")
ANN = Asker("U1", "T1")
ANNS_KEY = ("T1", "U1")

ASKERS = st.builds(Asker, user=st.sampled_from(["U1", "U2"]), team=st.sampled_from(["T1", "T2"]))
PLACES = st.builds(Place, kind=st.sampled_from(PlaceKind), id=st.sampled_from(["C1", "C2", "D1"]), shared=st.booleans())
AUDIENCES = st.frozensets(st.sampled_from([PUBLIC, SUBSCRIBERS, INTERNAL, CLIENT_A, CLIENT_B]))
PEOPLE = st.tuples(st.sampled_from(["T1", "T2"]), st.sampled_from(["U1", "U2"]))
POLICIES = st.builds(
    Policy,
    users=st.dictionaries(PEOPLE, AUDIENCES),
    channels=st.dictionaries(st.sampled_from(["C1", "C2", "D1"]), AUDIENCES),
    consultants=st.frozensets(PEOPLE),
)


def _subsets(*items: Audience) -> list[frozenset[Audience]]:
    return [frozenset(some) for size in range(len(items) + 1) for some in itertools.combinations(items, size)]


@given(asker=ASKERS, place=PLACES, policy=POLICIES)
def test_nobody_is_given_more_than_the_policy_gives_them_and_public(asker: Asker, place: Place, policy: Policy) -> None:
    held = policy.users.get((asker.team, asker.user), frozenset())
    assert decide_access(asker, place, policy).audiences <= held | {PUBLIC}


@given(asker=ASKERS, place=PLACES, policy=POLICIES)
def test_a_channel_is_never_told_more_than_its_agreement_and_public(asker: Asker, place: Place, policy: Policy) -> None:
    channel = Place(PlaceKind.CHANNEL, place.id, place.shared)
    agreed = policy.channels.get(place.id, frozenset())
    assert decide_access(asker, channel, policy).audiences <= agreed | {PUBLIC}


@given(asker=ASKERS, place=PLACES, policy=st.none() | POLICIES)
def test_public_is_always_there(asker: Asker, place: Place, policy: Policy | None) -> None:
    assert PUBLIC in decide_access(asker, place, policy).audiences


@given(asker=ASKERS, place=PLACES)
def test_without_a_policy_everybody_is_an_officer_who_sees_public_documents(asker: Asker, place: Place) -> None:
    assert decide_access(asker, place, None) == Access(frozenset({PUBLIC}), AccessRole.OFFICER)


@given(asker=ASKERS, place=PLACES, policy=POLICIES)
def test_consultants_are_those_the_policy_names_wherever_they_ask(asker: Asker, place: Place, policy: Policy) -> None:
    is_consultant = decide_access(asker, place, policy).role is AccessRole.CONSULTANT
    assert is_consultant == ((asker.team, asker.user) in policy.consultants)


@given(asker=ASKERS, place=PLACES, policy=POLICIES)
def test_being_a_consultant_shows_no_further_document(asker: Asker, place: Place, policy: Policy) -> None:
    plain = Policy(policy.users, policy.channels, frozenset())
    everybody = Policy(policy.users, policy.channels, frozenset({(asker.team, asker.user)}))
    assert decide_access(asker, place, plain).audiences == decide_access(asker, place, everybody).audiences


@pytest.mark.parametrize("held", _subsets(SUBSCRIBERS, INTERNAL, CLIENT_A))
def test_in_a_direct_message_people_get_all_they_hold(held: frozenset[Audience]) -> None:
    policy = Policy(users={ANNS_KEY: held}, channels={"D1": frozenset()})
    assert decide_access(ANN, Place(PlaceKind.DIRECT, "D1"), policy).audiences == held | {PUBLIC}


@pytest.mark.parametrize("held", _subsets(SUBSCRIBERS, INTERNAL, CLIENT_A))
@pytest.mark.parametrize("agreed", _subsets(SUBSCRIBERS, INTERNAL, CLIENT_A))
def test_in_a_channel_people_get_what_both_they_and_its_agreement_hold(
    held: frozenset[Audience], agreed: frozenset[Audience]
) -> None:
    policy = Policy(users={ANNS_KEY: held}, channels={"C1": agreed})
    access = decide_access(ANN, Place(PlaceKind.CHANNEL, "C1"), policy)
    assert access.audiences == (held & agreed) | {PUBLIC}


@pytest.mark.parametrize("held", _subsets(SUBSCRIBERS, INTERNAL, CLIENT_A))
def test_a_channel_another_organisation_reads_gets_public_only(held: frozenset[Audience]) -> None:
    policy = Policy(users={ANNS_KEY: held}, channels={"C1": frozenset({SUBSCRIBERS, INTERNAL, CLIENT_A})})
    access = decide_access(ANN, Place(PlaceKind.CHANNEL, "C1", shared=True), policy)
    assert access.audiences == {PUBLIC}


def test_a_channel_without_an_agreement_gets_public_only() -> None:
    policy = Policy(users={ANNS_KEY: frozenset({SUBSCRIBERS})}, channels={"C1": frozenset({SUBSCRIBERS})})
    assert decide_access(ANN, Place(PlaceKind.CHANNEL, "C2"), policy).audiences == {PUBLIC}


def test_the_same_user_id_in_another_team_is_another_person() -> None:
    policy = Policy(users={ANNS_KEY: frozenset({CLIENT_A})}, consultants=frozenset({ANNS_KEY}))
    access = decide_access(Asker("U1", "T2"), Place(PlaceKind.DIRECT, "D1"), policy)
    assert access == Access(frozenset({PUBLIC}), AccessRole.OFFICER)


def test_a_policy_that_lists_nobody_gives_public_and_officer() -> None:
    access = decide_access(ANN, Place(PlaceKind.DIRECT, "D1"), Policy())
    assert access == Access(frozenset({PUBLIC}), AccessRole.OFFICER)
