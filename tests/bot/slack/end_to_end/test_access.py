"""One council's documents are for that council's eyes, on every surface."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.messages import notice
from bot.slack.messages.sources import GONE
from tests.bot.slack.end_to_end.bot_process import BotProcess
from tests.bot.slack.end_to_end.conftest import Workspace, read
from tests.fake_slack import FakeSlack

pytestmark = pytest.mark.real_model

ABOUT_A = "What did the edge of care review of Example Council A find about avoidable entries to care?"
SECRET = "Example Council A"
POLICY = """
teams: {T0HOME: {audiences: [public]}}
groups: {S0COUNCILA: {team: T0HOME, audiences: ["client:example-a"]}}
"""


@pytest.fixture(scope="module")
def council(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace in which a user group may see one council's documents."""
    import shutil

    home = tmp_path_factory.mktemp("council") / "home"
    shutil.copytree(prepared_home, home)
    policy = home / "access.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    with FakeSlack() as slack:
        slack.add_user("UA1")
        slack.add_user("UA2")
        slack.add_user("UB1")
        slack.add_user_group("S0COUNCILA", ["UA1", "UA2"])
        bot = BotProcess(home, slack, INSIGHTS_ACCESS=str(policy)).start()
        yield Workspace(slack, bot, home)
        bot.kill()
        assert slack.violations == []


def cites_a(text: str) -> bool:
    """Whether an answer gives away anything of the council's documents."""
    return SECRET in text.replace(ABOUT_A, "")


def test_in_direct_messages_somebody_gets_what_they_hold(council: Workspace) -> None:
    for user, expected in (("UA1", True), ("UB1", False)):
        direct = council.slack.dm(user)
        ts = council.slack.say(user, direct, ABOUT_A)
        (answer,) = council.wait_for_answers(direct, ts)
        assert cites_a(read(answer)) is expected


def test_in_a_channel_of_the_council_everybody_gets_it(council: Workspace) -> None:
    channel = council.channel("UA1", "UA2")
    ts = council.slack.say("UA1", channel, f"<@U0BOT> {ABOUT_A}")
    (answer,) = council.wait_for_answers(channel, ts)
    assert cites_a(read(answer))


def test_one_reader_who_may_not_see_it_closes_it_and_the_asker_is_offered_it_alone(council: Workspace) -> None:
    slack = council.slack
    channel = council.channel("UA1", "UB1")
    ts = slack.say("UA1", channel, f"<@U0BOT> {ABOUT_A}")
    (answer,) = council.wait_for_answers(channel, ts)
    assert not cites_a(read(answer) + answer.text)
    offer = slack.wait_for(lambda: slack.ephemerals(channel, "UA1"))[-1]
    assert notice.PRIVATE_OFFER in read(offer)
    assert slack.ephemerals(channel, "UB1") == []
    slack.press("UA1", channel, offer.ts, "ask_next_0")
    private = slack.wait_for(lambda: [m for m in slack.ephemerals(channel, "UA1") if cites_a(read(m))])[-1]
    slack.press("UA1", channel, private.ts, "share_answer")
    slack.wait_for(
        lambda: any(
            notice.NOT_SHAREABLE in read(m) or notice.NOT_SHAREABLE in m.text for m in slack.ephemerals(channel, "UA1")
        )
    )
    assert not any(cites_a(read(message) + message.text) for message in slack.messages(channel))


def test_somebody_who_joins_closes_it_from_the_next_question_on(council: Workspace) -> None:
    slack = council.slack
    channel = council.channel("UA1", "UA2")
    first = slack.say("UA1", channel, f"<@U0BOT> {ABOUT_A}")
    (answer,) = council.wait_for_answers(channel, first)
    assert cites_a(read(answer))
    slack.join(channel, "UB1")
    heard(slack)
    second = slack.say("UA1", channel, f"<@U0BOT> {ABOUT_A}")
    (closed,) = council.wait_for_answers(channel, second)
    assert not cites_a(read(closed))
    slack.press("UB1", channel, answer.ts, "show_sources")
    modal = str(slack.wait_for(lambda: [view for view in slack.views("UB1") if notice.LOADING not in str(view)])[-1])
    assert GONE in modal
    assert SECRET not in modal


def test_home_counts_only_what_its_reader_may_see(council: Workspace) -> None:
    slack = council.slack
    for user in ("UA1", "UB1"):
        slack.open_home(user)
    homes = {user: str(slack.wait_for(lambda user=user: slack.home(user), 20)) for user in ("UA1", "UB1")}  # type: ignore[misc]
    assert SECRET in homes["UA1"]
    assert SECRET not in homes["UB1"]
    assert homes["UA1"].replace(SECRET, "") != homes["UB1"]


def test_a_right_that_is_revoked_is_gone_at_the_next_question(council: Workspace) -> None:
    slack, direct = council.slack, council.slack.dm("UA2")
    before = slack.say("UA2", direct, ABOUT_A)
    (answer,) = council.wait_for_answers(direct, before)
    assert cites_a(read(answer))
    slack.change_user_group("S0COUNCILA", ["UA1"])
    heard(slack)
    ts = slack.say("UA2", direct, ABOUT_A)
    (closed,) = council.wait_for_answers(direct, ts)
    assert not cites_a(read(closed))
    slack.press("UA2", direct, answer.ts, "show_sources")
    modal = slack.wait_for(lambda: [view for view in slack.views("UA2") if notice.LOADING not in str(view)])[-1]
    assert SECRET not in str(modal)


def test_a_reader_who_becomes_a_guest_closes_the_channel_at_the_next_question(council: Workspace) -> None:
    slack = council.slack
    slack.add_user("UA3")
    slack.change_user_group("S0COUNCILA", ["UA1", "UA3"])
    heard(slack)
    channel = council.channel("UA1", "UA3")
    for guest in (False, True):
        slack.change_user("UA3", guest=guest)
        heard(slack)
        ts = slack.say("UA1", channel, f"<@U0BOT> {ABOUT_A}")
        (answer,) = council.wait_for_answers(channel, ts)
        assert cites_a(read(answer)) is not guest


def test_a_channel_that_is_shared_closes_at_the_next_question(council: Workspace) -> None:
    slack, channel = council.slack, council.channel("UA1")
    for shared in (False, True):
        if shared:
            slack.share_channel(channel, "T0ELSEWHERE")
            heard(slack)
        ts = slack.say("UA1", channel, f"<@U0BOT> {ABOUT_A}")
        (answer,) = council.wait_for_answers(channel, ts)
        assert cites_a(read(answer)) is not shared


def heard(slack: FakeSlack) -> None:
    """The bot has taken everything that Slack sent, and has had time to read it."""
    slack.wait_for(lambda: all(delivery.acked_at for delivery in slack.deliveries))
    time.sleep(0.3)
