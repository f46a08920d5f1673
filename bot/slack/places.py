"""Who reads an answer, and so what may be in it."""

from __future__ import annotations

from bot.access.decision import Access, Asker, Place, PlaceKind, Policy, decide_access
from bot.records.questions import StoredQuestion


class Places:
    """Turns the place a question was asked in into the access decided for it."""

    def __init__(self, policy: Policy | None) -> None:
        self._policy = policy

    def access(self, question: StoredQuestion) -> Access:
        """What the answer to ``question`` may use, where it will be read."""
        if question.thread_ts is None:
            return self.alone(question.team, question.user)
        return self.here(question.team, question.user, question.channel)

    def here(self, team: str, user: str, channel: str) -> Access:
        """What this person may be shown in this channel."""
        kind = PlaceKind.DIRECT if channel.startswith("D") else PlaceKind.CHANNEL
        return decide_access(Asker(user, team), Place(kind, channel), self._policy)

    def alone(self, team: str, user: str) -> Access:
        """What this person may be shown where nobody else reads it."""
        return decide_access(Asker(user, team), Place(PlaceKind.DIRECT, user), self._policy)
