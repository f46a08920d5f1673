"""Who reads an answer, and so what may be in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.access.decision import Access, Asker, Place, PlaceKind, Standing, decide_access
from bot.access.policy import Audiences, Policy
from bot.records.questions import StoredQuestion
from bot.slack.directory import Directory


class Places:
    """Decides access for the place a question was asked in, anew each time."""

    def __init__(self, policy: Policy | None, directory: Directory, home_team: str) -> None:
        self._policy = policy
        self._directory = directory
        self._home_team = home_team

    def access(self, question: StoredQuestion) -> Access:
        """What the answer to ``question`` may use, where it will be read."""
        if question.thread_ts is None:
            return self.alone(question.team, question.user)
        return self.here(question.team, question.user, question.channel)

    def here(self, team: str, user: str, channel: str) -> Access:
        """What this person may be shown in this channel."""
        if self._policy is None and not channel.startswith("D"):
            return self._decide(team, user, replace(self._directory.described(channel), members=()))
        return self._decide(team, user, self._directory.place(channel))

    def alone(self, team: str, user: str) -> Access:
        """What this person may be shown where nobody else reads it."""
        return self._decide(team, user, Place(PlaceKind.DIRECT, user, self._home_team))

    def readers(self, channel: str) -> Audiences:
        """What everybody who can read this channel may see, whoever asks: for what the bot posts of its own accord."""
        place = self._directory.place(channel)
        readers = [member for member in place.members or () if member.standing is not Standing.DEACTIVATED]
        asker = readers[0] if readers else Asker("", self._home_team)
        return decide_access(asker, place, self._policy, dt.date.today()).audiences

    def _decide(self, team: str, user: str, place: Place) -> Access:
        asker = self._directory.asker(team, user)
        return decide_access(asker, place, self._policy, dt.date.today())
