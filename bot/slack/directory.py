"""What Slack knows about people and places, kept for a moment: what a policy's decision needs."""

from __future__ import annotations

import logging
import threading
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

_MOMENT = 10.0
"""Seconds for which what Slack said about an asker, a channel or the user groups is believed."""
_READERS = 600.0
"""Seconds for which a reader's standing is believed; a new reader is asked about at once."""
_MOST_READERS = 1000
"""A channel with more is treated as one whose readers are not known."""
_PAGE = 200
_DIRECT = "D"


class Directory:
    """Looks people and channels up, and remembers them for seconds. What Slack does not tell is unknown."""

    def __init__(self, client: WebClient, home_team: str, bot_user: str) -> None:
        self._client = client
        self._home_team = home_team
        self._bot_user = bot_user
        self._remembered: dict[tuple[str, str], tuple[float, Any]] = {}
        self._changing = threading.Lock()

    def asker(self, team: str, user: str) -> Asker:
        """The person asking."""
        return self._person(user, team, _MOMENT)

    def place(self, channel: str) -> Place:
        """A channel with everyone who can read it, or direct messages with the bot."""
        if channel.startswith(_DIRECT):
            return Place(PlaceKind.DIRECT, channel, self._home_team)
        described = self.described(channel)
        return replace(described, members=self._remember(("readers", channel), _MOMENT, lambda: self._readers(channel)))

    def described(self, channel: str) -> Place:
        """A channel without its readers, who need not be asked for where nobody holds more than others."""
        return self._remember(("channel", channel), _MOMENT, lambda: self._channel(channel))

    def forget_channel(self, channel: str) -> None:
        """Somebody joined or left: ask again at the next question."""
        with self._changing:
            self._remembered.pop(("readers", channel), None)
            self._remembered.pop(("channel", channel), None)

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
        try:
            members = []
            for page in self._pages(self._client.conversations_members, channel=channel):
                members += [user for user in page["members"] if user != self._bot_user]
                if len(members) > _MOST_READERS:
                    return None
        except SlackApiError as error:
            _log.warning("readers of a channel not told: %s", refusal(error))
            return None
        colleagues = self._remember(("colleagues", ""), _READERS, self._colleagues)
        return tuple(self._reader(user, colleagues) for user in members)

    def _reader(self, user: str, colleagues: dict[str, Standing]) -> Asker:
        """Somebody who reads a channel: known from the workspace's list, or asked about one by one."""
        if user in colleagues:
            return Asker(user, self._home_team, self._groups_of(user), colleagues[user])
        return self._person(user, None, _READERS)

    def _colleagues(self) -> dict[str, Standing]:
        """Everybody in the workspace, in a few questions rather than one for each."""
        try:
            pages = self._pages(self._client.users_list)
            people = [person for page in pages for person in page["members"]]
        except SlackApiError as error:
            _log.warning("people of the workspace not told: %s", refusal(error))
            return {}
        return {person["id"]: _standing(person) for person in people if person.get("team_id") == self._home_team}

    def _person(self, user: str, team: str | None, seconds: float) -> Asker:
        return self._remember(("person", user), seconds, lambda: self._described(user, team))

    def _described(self, user: str, team: str | None) -> Asker:
        try:
            about = self._client.users_info(user=user)["user"]
        except SlackApiError as error:
            _log.warning("person not described: %s", refusal(error))
            return Asker(user, team or self._home_team)
        own_team = str(about.get("team_id") or team or self._home_team)
        return Asker(user, own_team, self._groups_of(user), _standing(about))

    def _groups_of(self, user: str) -> frozenset[str]:
        groups = self._remember(("groups", ""), _MOMENT, self._groups)
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
        """What was said at most ``seconds`` ago, or what Slack says now. Two threads asking at once are both right."""
        now = time.monotonic()
        said_at, known = self._remembered.get(key, (0.0, None))
        if known is not None and now - said_at <= seconds:
            return known  # type: ignore[no-any-return]
        fresh = ask()
        with self._changing:
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
