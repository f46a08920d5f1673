"""What Slack says about people and places, and what is assumed when it says nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.access.decision import PlaceKind, Standing
from bot.slack.client import web_client
from bot.slack.directory import Directory
from tests.fake_slack import FakeSlack


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A workspace with every standing of person."""
    with FakeSlack() as platform:
        platform.add_user("U1")
        platform.add_user("UGUEST", guest=True)
        platform.add_user("UGONE", deleted=True)
        platform.add_user("UAPP", is_bot=True)
        platform.add_user("UOTHER", team="T0OTHER")
        platform.add_user_group("S1", ["U1", "UGUEST"])
        yield platform


@pytest.fixture
def directory(slack: FakeSlack) -> Directory:
    """A directory that has asked nothing yet."""
    return Directory(web_client(slack.bot_token, slack.url), slack.team, slack.bot_user)


@pytest.mark.parametrize(
    ("user", "standing"),
    [
        ("U1", Standing.MEMBER),
        ("UGUEST", Standing.GUEST),
        ("UGONE", Standing.DEACTIVATED),
        ("UAPP", Standing.BOT),
        ("UNOBODY", Standing.UNKNOWN),
    ],
)
def test_standing(directory: Directory, slack: FakeSlack, user: str, standing: Standing) -> None:
    assert directory.asker(slack.team, user).standing is standing


def test_groups_and_team(directory: Directory, slack: FakeSlack) -> None:
    assert directory.asker(slack.team, "U1").groups == {"S1"}
    assert directory.asker(slack.team, "UAPP").groups == frozenset()
    assert directory.asker("T0OTHER", "UOTHER").team == "T0OTHER"


def test_a_channel_comes_with_its_readers_but_the_bot(directory: Directory, slack: FakeSlack) -> None:
    slack.add_channel("C1", ["U1", "UGUEST"])
    place = directory.place("C1")
    assert (place.kind, place.shared, place.pending) == (PlaceKind.CHANNEL, False, False)
    assert place.members is not None
    assert [(reader.user, reader.standing) for reader in place.members] == [
        ("U1", Standing.MEMBER),
        ("UGUEST", Standing.GUEST),
    ]


def test_more_readers_than_a_page_are_all_found(directory: Directory, slack: FakeSlack) -> None:
    many = [f"UM{number}" for number in range(230)]
    for user in many:
        slack.add_user(user)
    slack.add_channel("C1", many)
    members = directory.place("C1").members
    assert members is not None
    assert {reader.user for reader in members} == set(many)


@pytest.mark.parametrize(("flag", "expected"), [("ext_shared", (True, False)), ("pending_ext_shared", (False, True))])
def test_a_channel_open_to_others(
    directory: Directory, slack: FakeSlack, flag: str, expected: tuple[bool, bool]
) -> None:
    slack.add_channel("C1", ["U1"], **{flag: True})  # type: ignore[arg-type]
    place = directory.place("C1")
    assert (place.shared, place.pending) == expected


def test_direct_messages_need_no_question_to_slack(directory: Directory, slack: FakeSlack) -> None:
    assert directory.place("DU1").kind is PlaceKind.DIRECT
    assert slack.calls == []


def test_a_channel_slack_does_not_describe_is_taken_for_shared(directory: Directory, slack: FakeSlack) -> None:
    slack.scopes = slack.scopes - {"channels:read"}
    slack.add_channel("C1", ["U1"])
    place = directory.place("C1")
    assert place.shared
    assert place.members is None


def test_readers_slack_does_not_tell_are_unknown(directory: Directory, slack: FakeSlack) -> None:
    slack.add_channel("C1", ["U1"])
    slack.fail("conversations.members", error="internal_error")
    assert directory.place("C1").members is None


def test_without_user_groups_nobody_is_in_one(directory: Directory, slack: FakeSlack) -> None:
    slack.scopes = slack.scopes - {"usergroups:read"}
    assert directory.asker(slack.team, "U1").groups == frozenset()


def asked(slack: FakeSlack, method: str) -> int:
    """How often Slack was asked this."""
    return sum(call.method == method for call in slack.calls)


def test_a_moment_is_remembered_and_a_new_reader_ends_it(directory: Directory, slack: FakeSlack) -> None:
    slack.add_channel("C1", ["U1"])
    directory.place("C1")
    before = len(slack.calls)
    directory.place("C1")
    assert len(slack.calls) == before
    slack.join("C1", "UGUEST")
    directory.channel_changed("C1")
    assert len(directory.place("C1").members or ()) == 2


def test_who_asks_is_looked_up_at_every_question(directory: Directory, slack: FakeSlack) -> None:
    directory.asker(slack.team, "U1")
    directory.asker(slack.team, "U1")
    assert asked(slack, "users.info") == 1
    slack.add_user("U1", guest=True)
    time.sleep(1.01)
    assert directory.asker(slack.team, "U1").standing is Standing.GUEST


def test_a_reader_whose_standing_changes_is_asked_about_at_once_and_nobody_else(
    directory: Directory, slack: FakeSlack
) -> None:
    slack.add_user("U2")
    slack.add_channel("C1", ["U1", "U2"])
    directory.place("C1")
    slack.add_user("U1", guest=True)
    directory.person_changed("U1")
    assert [reader.standing for reader in directory.place("C1").members or ()] == [Standing.GUEST, Standing.MEMBER]
    directory.place("C1")
    assert [asked(slack, method) for method in ("users.list", "users.info", "conversations.members")] == [1, 1, 1]


def test_a_user_group_that_changes_is_asked_about_at_once(directory: Directory, slack: FakeSlack) -> None:
    assert directory.asker(slack.team, "U1").groups == {"S1"}
    slack.add_channel("C1", ["U1"])
    directory.person_changed("U1")
    assert [reader.groups for reader in directory.place("C1").members or ()] == [{"S1"}]
    slack.add_user_group("S1", [])
    directory.groups_changed()
    assert directory.asker(slack.team, "U1").groups == frozenset()
    assert [reader.groups for reader in directory.place("C1").members or ()] == [frozenset()]


def test_what_slack_said_before_it_announced_a_change_is_not_believed_after(
    directory: Directory, slack: FakeSlack
) -> None:
    slack.add_channel("C1", ["U1"])
    slack.slow("conversations.members", 0.5)
    with ThreadPoolExecutor(1) as threads:
        begun = threads.submit(directory.place, "C1")
        slack.wait_for(lambda: asked(slack, "conversations.info"))
        time.sleep(0.1)
        slack.join("C1", "UGUEST")
        directory.channel_changed("C1")
        begun.result()
    assert len(directory.place("C1").members or ()) == 2
