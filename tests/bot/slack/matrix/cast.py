"""Twelve kinds of asker, ten kinds of place, six audiences: as the platform has them, and as the rules judge them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from bot.access.decision import Asker, Place, PlaceKind, Standing
from bot.access.policy import AccessRole, Audiences, Grant, Policy
from evals.access_rules import may_be_shown
from knowledge.vocabulary import INTERNAL, PUBLIC, SUBSCRIBERS, Audience
from tests.fake_slack import FakeSlack

HOME, COUNCIL, ELSEWHERE = "T0HOME", "T0COUNCIL", "T0ELSE"
PRICES = "S0PRICES"
AUDIENCES = (PUBLIC, SUBSCRIBERS, INTERNAL, Audience("client:a"), Audience("client:b"), Audience("client:c"))
TODAY = dt.date.today()

POLICY = f"""
teams:
  {HOME}: {{audiences: [public, subscribers]}}
  {COUNCIL}: {{audiences: [public, "client:a"]}}
groups:
  {PRICES}: {{team: {HOME}, audiences: [internal], role: consultant}}
users:
  U0BOSS: {{team: {HOME}, audiences: ["client:a", "client:b"], role: administrator}}
  U0LEAD: {{team: {HOME}, audiences: ["client:a", "client:b"], role: administrator}}
  U0READER: {{team: {HOME}, audiences: ["client:a", "client:b"]}}
  U0ROBOT: {{team: {HOME}, audiences: ["client:a"]}}
  U0GONE: {{team: {HOME}, audiences: ["client:a", "client:b"]}}
  U0NOBODY: {{team: {HOME}, audiences: ["client:a", "client:b"]}}
  U0FRIEND: {{team: {ELSEWHERE}, audiences: [subscribers]}}
channels:
  C0CAPPED: {{audiences: [public, subscribers, "client:a"]}}
  C0AGREED: {{audiences: [public, "client:a"], until: {TODAY}}}
  C0ENDED: {{audiences: [public, "client:a"], until: {TODAY - dt.timedelta(days=1)}}}
"""


@dataclass(frozen=True)
class Person:
    """Somebody, and what Slack knows of them."""

    id: str
    team: str = HOME
    groups: frozenset[str] = frozenset()
    standing: Standing = Standing.MEMBER

    @property
    def asker(self) -> Asker:
        """The person as the rules judge them."""
        return Asker(self.id, self.team, self.groups, self.standing)

    def enter(self, slack: FakeSlack) -> None:
        """Make Slack know them as they are."""
        slack.add_user(
            self.id,
            team=self.team,
            guest=self.standing is Standing.GUEST,
            deleted=self.standing is Standing.DEACTIVATED,
            is_bot=self.standing is Standing.BOT,
            hidden=self.standing is Standing.UNKNOWN,
        )


IN_PRICES = frozenset({PRICES})
ASKERS = {
    "officer": Person("U0OFFICER"),
    "in group": Person("U0INGROUP", groups=IN_PRICES),
    "boss": Person("U0BOSS"),
    "boss in group": Person("U0LEAD", groups=IN_PRICES),
    "council": Person("U0COUNCIL", COUNCIL),
    "outsider": Person("U0OUTSIDER", ELSEWHERE),
    "friend": Person("U0FRIEND", ELSEWHERE),
    "guest": Person("U0GUEST", groups=IN_PRICES, standing=Standing.GUEST),
    "outside guest": Person("U0OUTGUEST", ELSEWHERE, standing=Standing.GUEST),
    "bot": Person("U0ROBOT", groups=IN_PRICES, standing=Standing.BOT),
    "deactivated": Person("U0GONE", groups=IN_PRICES, standing=Standing.DEACTIVATED),
    "unknown": Person("U0NOBODY", groups=IN_PRICES, standing=Standing.UNKNOWN),
}
READER = Person("U0READER", groups=IN_PRICES)
COLLEAGUE = Person("U0COLLEAGUE")
VISITOR = Person("U0VISITOR", standing=Standing.GUEST)
THEIRS = Person("U0THEIRS", ELSEWHERE)
CROWD = tuple(Person(f"U0CROWD{number}", groups=IN_PRICES) for number in range(6))
OTHERS = (READER, COLLEAGUE, VISITOR, THEIRS, *CROWD)


@dataclass(frozen=True)
class Room:
    """A place: the channel, who reads it beside the asker, and whether Slack tells who does."""

    channel: str | None
    readers: tuple[Person, ...] = ()
    shared: bool = False
    pending: bool = False
    told: bool = True

    def place(self, asker: Person) -> Place:
        """The place as the rules judge it."""
        if self.channel is None:
            return direct(asker)
        members = tuple(person.asker for person in (asker, *self.readers)) if self.told else None
        return Place(PlaceKind.CHANNEL, self.channel, HOME, self.shared, self.pending, members)


ROOMS = {
    "direct": Room(None),
    "team": Room("C0PLAIN", (READER, COLLEAGUE)),
    "specialists": Room("C0PLAIN", (READER,)),
    "capped": Room("C0CAPPED", (READER,)),
    "readers not told": Room("C0PLAIN", (READER, *CROWD), told=False),
    "with a guest": Room("C0PLAIN", (READER, VISITOR)),
    "shared, unlisted": Room("C0PLAIN", (READER, THEIRS), shared=True),
    "pending, unlisted": Room("C0PLAIN", (READER,), pending=True),
    "shared, agreed": Room("C0AGREED", (READER, THEIRS), shared=True),
    "inside, ended": Room("C0ENDED", (READER,)),
}
MOST_TOLD = 5
"""Readers of a channel whom the bot asks for; the crowd is larger."""


@dataclass(frozen=True)
class Viewing:
    """Somebody who sees something somewhere."""

    asker: Person
    place: Place

    def forbidden(self, policy: Policy) -> Audiences:
        """The audiences of which nothing may be used for this."""
        judged = self.asker.asker
        return frozenset(one for one in AUDIENCES if not may_be_shown(one, judged, self.place, policy, TODAY))


def direct(asker: Person) -> Place:
    """Where nobody but the asker reads."""
    return Place(PlaceKind.DIRECT, f"D{asker.id}", HOME)


EARLIER = Policy(teams={HOME: Grant(frozenset(AUDIENCES), AccessRole.CONSULTANT)})
"""A policy of former times: everybody at home was a consultant and held everything, and no channel was limited."""


def enter_all(slack: FakeSlack) -> None:
    """Everybody is there, and so is the group."""
    for person in (*ASKERS.values(), *OTHERS):
        person.enter(slack)
    slack.add_user_group(PRICES, [one.id for one in (*ASKERS.values(), *OTHERS) if PRICES in one.groups])


def set_earlier(slack: FakeSlack, asker: Person, room: Room) -> str:
    """The asker as a colleague who is alone where they ask; returns the channel."""
    replace(asker, team=HOME, standing=Standing.MEMBER).enter(slack)
    return _channel(slack, asker, replace(room, readers=(), shared=False, pending=False))


def set_now(slack: FakeSlack, asker: Person, room: Room) -> str:
    """The asker as they are, in the room as it is; returns the channel."""
    asker.enter(slack)
    return _channel(slack, asker, room)


def _channel(slack: FakeSlack, asker: Person, room: Room) -> str:
    if room.channel is None:
        return slack.dm(asker.id)
    people = [person.id for person in (asker, *room.readers)]
    slack.add_channel(room.channel, people, ext_shared=room.shared, pending_ext_shared=room.pending)
    return room.channel
