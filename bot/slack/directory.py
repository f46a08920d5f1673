"""What Slack knows about people and places, kept for a moment or until it says more: what a policy's decision needs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.access.decision import Asker, Place, PlaceKind, Standing
from bot.slack.client import refusal

_log = logging.getLogger(__name__)

Known = TypeVar("Known")

_AT_ONCE = 1.0
"""Seconds for which what Slack said about an asker is believed: one question or press looks several times."""
_GROUPS = 5.0
"""The same for who is in which user group: Slack may be asked 20 times a minute (tier 2)."""
_CHANNEL = 10.0
"""The same for a channel and who is in it (tiers 3 and 4)."""
_READERS = 600.0
"""The same for a reader's standing; a new reader is asked about at once. All hold until Slack announces a change."""
_MOST_READERS = 1000
"""A channel with more is treated as one whose readers are not known."""
_PAGE = 200
_DIRECT = "D"


class Directory:
    """Looks people and channels up, and remembers them for seconds or until Slack announces a change.

    What Slack does not tell is unknown. Who asks is looked up at every question and every press.
    """

    def __init__(self, client: WebClient, home_team: str, bot_user: str) -> None:
        self._client = client
        self._home_team = home_team
        self._bot_user = bot_user
        self._remembered: dict[tuple[str, ...], tuple[float, Any]] = {}
        self._changed_at: dict[tuple[str, ...], float] = {}

    def asker(self, team: str, user: str) -> Asker:
        """The person asking."""
        return self._person(user, team, _AT_ONCE)

    def place(self, channel: str) -> Place:
        """A channel with everyone who can read it, or direct messages with the bot."""
        if channel.startswith(_DIRECT):
            return Place(PlaceKind.DIRECT, channel, self._home_team)
        return replace(self.described(channel), members=self._readers(channel))

    def described(self, channel: str) -> Place:
        """A channel without its readers, who need not be asked for where nobody holds more than others."""
        return self._remember(("channel", channel), _CHANNEL, lambda: self._channel(channel))

    # -- hearing from Slack --------------------------------------------------------------------------------

    def channel_changed(self, channel: str) -> None:
        """Somebody joined or left, or another organisation did: ask again at the next question."""
        self._changed("members", channel)
        self._changed("channel", channel)

    def groups_changed(self) -> None:
        """Somebody is in a user group, or is no longer: ask again at the next question."""
        self._changed("groups", "")

    def person_changed(self, user: str) -> None:
        """Somebody became a member, a guest, or nobody: ask again at the next question."""
        self._changed("person", user)

    def _changed(self, *key: str) -> None:
        self._changed_at[key] = time.monotonic()

    # -- asking Slack --------------------------------------------------------------------------------------

    def _channel(self, channel: str) -> Place:
        """Fails closed: a channel that Slack does not describe may be shared, and its readers are not known."""
        try:
            about = self._client.conversations_info(channel=channel)["channel"]
        except SlackApiError as error:
            _log.warning("channel not described: %s", refusal(error))
            return Place(PlaceKind.CHANNEL, channel, self._home_team, shared=True)
        return Place(
            PlaceKind.CHANNEL,
            channel,
            self._home_team,
            shared=bool(about.get("is_ext_shared") or about.get("is_org_shared")),
            pending=bool(about.get("is_pending_ext_shared")),
        )

    def _readers(self, channel: str) -> tuple[Asker, ...] | None:
        members = self._remember(("members", channel), _CHANNEL, lambda: self._members(channel))
        if members is None:
            return None
        asked_at, colleagues = self._remember(("colleagues", ""), _READERS, self._colleagues)
        return tuple(self._reader(user, asked_at, colleagues) for user in members)

    def _members(self, channel: str) -> list[str] | None:
        members: list[str] = []
        try:
            for page in self._pages(self._client.conversations_members, channel=channel):
                members += [user for user in page["members"] if user != self._bot_user]
                if len(members) > _MOST_READERS:
                    return None
        except SlackApiError as error:
            _log.warning("readers of a channel not told: %s", refusal(error))
            return None
        return members

    def _reader(self, user: str, asked_at: float, colleagues: dict[str, Standing]) -> Asker:
        """Somebody who reads a channel: known from the workspace's list, or asked about one by one."""
        if user in colleagues and asked_at > self._changed_at.get(("person", user), 0.0):
            return Asker(user, self._home_team, self._groups_of(user), colleagues[user])
        return self._person(user, None, _READERS)

    def _colleagues(self) -> tuple[float, dict[str, Standing]]:
        """Everybody in the workspace, in a few questions rather than one for each, and since when that holds."""
        asked_at = time.monotonic()
        try:
            pages = self._pages(self._client.users_list)
            people = [person for page in pages for person in page["members"]]
        except SlackApiError as error:
            _log.warning("people of the workspace not told: %s", refusal(error))
            return asked_at, {}
        ours = (person for person in people if person.get("team_id") == self._home_team)
        return asked_at, {person["id"]: _standing(person) for person in ours}

    def _person(self, user: str, team: str | None, seconds: float) -> Asker:
        person = self._remember(("person", user), seconds, lambda: self._described(user, team))
        return replace(person, groups=self._groups_of(user)) if person.standing is not Standing.UNKNOWN else person

    def _described(self, user: str, team: str | None) -> Asker:
        """Without user groups, which change on their own."""
        try:
            about = self._client.users_info(user=user)["user"]
        except SlackApiError as error:
            _log.warning("person not described: %s", refusal(error))
            return Asker(user, team or self._home_team)
        return Asker(user, str(about.get("team_id") or team or self._home_team), standing=_standing(about))

    def _groups_of(self, user: str) -> frozenset[str]:
        groups = self._remember(("groups", ""), _GROUPS, self._groups)
        return frozenset(group for group, users in groups.items() if user in users)

    def _groups(self) -> dict[str, frozenset[str]]:
        try:
            listed = self._client.usergroups_list(include_users=True)["usergroups"]
        except SlackApiError as error:
            _log.warning("user groups not told: %s", refusal(error))
            return {}
        return {group["id"]: frozenset(group.get("users") or ()) for group in listed}

    def _pages(self, method: Callable[..., Any], **arguments: str) -> Iterator[Any]:
        cursor = ""
        while True:
            page = method(limit=_PAGE, cursor=cursor or None, **arguments)
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def _remember(self, key: tuple[str, str], seconds: float, ask: Callable[[], Known]) -> Known:
        """What was said at most ``seconds`` ago and since the last change, or what Slack says now.

        Two threads asking at once are both right.
        """
        now = time.monotonic()
        said_at, known = self._remembered.get(key, (0.0, None))
        if known is not None and now - said_at <= seconds and said_at > self._changed_at.get(key, 0.0):
            return known  # type: ignore[no-any-return]
        fresh = ask()
        self._remembered[key] = (now, fresh)
        return fresh


def _standing(about: dict[str, Any]) -> Standing:
    if about.get("deleted"):
        return Standing.DEACTIVATED
    if about.get("is_bot") or about.get("id") == "USLACKBOT":
        return Standing.BOT
    if about.get("is_restricted") or about.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.MEMBER
