"""Takes officers' questions to consultants, and the replies back."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from slack_sdk.errors import SlackApiError

from bot.access.decision import Access
from bot.guard.configuration import GuardConfiguration
from bot.guard.personal_data import find_personal_data, without
from bot.hand_off.rules import HandOffRules, may_handle
from bot.records.audit import Event, What
from bot.records.database import Records
from bot.records.hand_offs import OPEN, Context, HandOff
from bot.records.person import Person
from bot.records.questions import StoredQuestion
from bot.records.showing import NEVER
from bot.records.tables import HandOffState, QuestionState
from bot.slack.cards import Cards
from bot.slack.client import is_passing
from bot.slack.messages import hand_off as shown
from bot.slack.places import Places
from bot.vocabulary import Answer, Role
from knowledge.opening import Library

_log = logging.getLogger(__name__)

Theme = Callable[[str], str | None]
"""The nearest known theme of a question."""

_MOST_REMINDERS = 3
_FOUND = 12
_BEFORE = 2
_SHOWN = (QuestionState.DONE, QuestionState.WORKING)
"""An answer can be pressed at before it is noted as shown."""
_DIRECT = "D"
_REPLIED = (HandOffState.ANSWERED, HandOffState.DECLINED)


class HandOffs:
    """Keeps the asker's thread and the consultants' channel in step with every hand-off."""

    def __init__(
        self,
        cards: Cards,
        records: Records,
        library: Library,
        places: Places,
        guard: GuardConfiguration,
        rules: HandOffRules,
        theme_of: Theme,
    ) -> None:
        self._cards = cards
        self._records = records
        self._library = library
        self._places = places
        self._guard = guard
        self._rules = rules
        self._theme_of = theme_of
        self.showing = records.hand_offs.showing

    # -- asking --------------------------------------------------------------------------------------------

    def request(self, question: StoredQuestion, answer: Answer | None) -> HandOff | None:
        """Hand a question on, without personal data; None when that was done before."""
        audiences = self._places.access(question).audiences
        found = _found(answer)
        theme = self._theme_of(question.text) if self._rules.needs_theme else None
        channel = self._rules.channel_for(theme, self._owners(found))
        text = self._clean(question.text)
        remind_at = time.time() + self._rules.remind_after
        context = self._context(question, answer, found)
        return self._records.hand_offs.request(question, text, context, audiences, channel, theme, remind_at)

    def may_handle(self, who: Person, one: HandOff) -> bool:
        """Whether somebody may see and answer this question."""
        return may_handle(self._places.alone(who.team, who.user), one.audiences)

    def found_for(self, one: HandOff, access: Access) -> list[shown.Found]:
        """The passages near a question, as far as they are still there and may be seen."""
        chunks = self._library.catalogue.visible_chunks(one.context.found, access.audiences)
        near = [chunks[identifier] for identifier in one.context.found if identifier in chunks]
        return [shown.Found(chunk.title, chunk.locator, chunk.text) for chunk in near]

    def found_for_person(self, one: HandOff, who: Person) -> list[shown.Found]:
        """The same for one person alone."""
        return self.found_for(one, self._places.alone(who.team, who.user))

    def _context(self, question: StoredQuestion, answer: Answer | None, found: tuple[str, ...]) -> Context:
        turns = self._records.conversations.turns_before(question)
        before = [self._clean(turn.text) for turn in turns if turn.role is Role.USER][-_BEFORE:]
        opinions = [one for one in self._records.feedback.on(question.id) if not one.helpful]
        comments = [self._clean(one.comment) for one in opinions if one.comment]
        return Context(
            status=answer.status if answer else "",
            before=tuple(before),
            found=found,
            lacking=_lacking(answer),
            disliked=(*dict.fromkeys(reason for one in opinions for reason in one.reasons), *comments),
        )

    def _clean(self, text: str) -> str:
        return without(text, find_personal_data(text, self._guard.patterns))

    def _owners(self, found: Collection[str]) -> set[str]:
        """The owners of the documents near a question."""
        if not any(route.owner for route in self._rules.routes):
            return set()
        newest = self._library.history.newest({identifier.rpartition("@")[0] for identifier in found})
        return {version.metadata.owner for version in newest.values() if version.metadata.owner}

    # -- showing -------------------------------------------------------------------------------------------

    def carry_on(self, key: str) -> tuple[int, float]:
        """Bring asker and consultants up to date."""
        one = self._records.hand_offs.find(key)
        if one is None:
            return 0, NEVER
        question = self._records.questions.find(one.question_id)
        if one.state is HandOffState.WITHDRAWN or question is None:
            self._take_back(one)
        else:
            one = self._tell(one, question)
        one = self._show_card(one)
        return one.change, self._remind(one)

    def give_up(self, key: str) -> None:
        """Slack took neither card nor reply: say so wherever it can be said."""
        self._records.hand_offs.give_up(key)

    def _tell(self, one: HandOff, question: StoredQuestion) -> HandOff:
        """The asker reads how far it has come, and gets the reply."""
        if not one.reply or one.reply_ts is not None or one.state not in _REPLIED:
            return self._told(one, question)
        if not (may_stay := self._may_be_read_there(one, question)) and not self._may_be_read_alone(one):
            self._records.hand_offs.give_up(one.id)
            return self._told(self._found_again(one), question)
        return self._deliver(self._told(one, question, alone=not may_stay), question)

    def _told(self, one: HandOff, question: StoredQuestion, alone: bool = False) -> HandOff:
        """The message that says how far it has come: in the thread it was asked in, or else in direct messages."""
        is_elsewhere = one.asker_channel not in (None, question.channel)
        if alone or is_elsewhere or question.thread_ts is None:
            return self._told_alone(one)
        try:
            placed = replace(one, asker_channel=question.channel, asker_thread=question.thread_ts)
            return self._told_at(placed, heading=False)
        except SlackApiError as error:
            if is_passing(error) or question.channel.startswith(_DIRECT):
                raise
            return self._told_alone(one)

    def _told_alone(self, one: HandOff) -> HandOff:
        if one.asker_channel is None or not one.asker_channel.startswith(_DIRECT):
            direct = self._cards.open_direct(one.asker.user)
            one = replace(one, asker_channel=direct, asker_thread=None, told_ts=None)
        return self._told_at(one, heading=True)

    def _told_at(self, one: HandOff, heading: bool) -> HandOff:
        message = shown.state_for_asker(one, heading)
        thread = None if heading else one.asker_thread
        about, tried = f"{one.id}:told", one.attempts > 1
        ts = self._cards.show(str(one.asker_channel), thread, one.told_ts, message, about, tried)
        one = replace(one, told_ts=ts, asker_thread=thread or ts)
        placed = {"asker_channel": one.asker_channel, "asker_thread": one.asker_thread, "told_ts": ts}
        self.showing.note(one.id, **placed)
        return one

    def _deliver(self, one: HandOff, question: StoredQuestion) -> HandOff:
        message = shown.reply_for_asker(one)
        about, tried = f"{one.id}:reply", one.attempts > 1
        ts = self._cards.post_once(str(one.asker_channel), one.asker_thread, message, about, tried)
        self.showing.note(one.id, reply_ts=ts)
        seconds = round(time.time() - one.asked_at)
        details = {"hand_off": one.id, "question": question.id, "state": one.state, "seconds": seconds}
        self._records.audit.record(Event(What.HAND_OFF_DELIVERED, one.asker, one.asker_channel, details))
        return replace(one, reply_ts=ts)

    def _may_be_read_there(self, one: HandOff, question: StoredQuestion) -> bool:
        """Whether everybody where it was asked may still see what could be seen then."""
        return one.audiences <= self._places.access(question).audiences

    def _may_be_read_alone(self, one: HandOff) -> bool:
        return one.audiences <= self._places.alone(one.asker.team, one.asker.user).audiences

    def _take_back(self, one: HandOff) -> None:
        for ts in (one.reply_ts, one.told_ts):
            if ts is not None and one.asker_channel is not None:
                self._cards.delete(one.asker_channel, ts)
        self.showing.note(one.id, reply_ts=None, told_ts=None)

    def _show_card(self, one: HandOff) -> HandOff:
        if one.state is HandOffState.WITHDRAWN and one.card_ts is None and one.attempts < 2:
            return one
        readers = self._places.here(one.asker.team, one.asker.user, one.channel)
        may_read = one.audiences <= readers.audiences
        message = shown.card(one, self.found_for(one, readers) if may_read else [], may_read)
        ts = self._cards.show(one.channel, None, one.card_ts, message, f"{one.id}:card", one.attempts > 1)
        self.showing.note(one.id, card_ts=ts)
        return replace(one, card_ts=ts)

    def _remind(self, one: HandOff) -> float:
        """Say that it has waited for long; when to say so again."""
        if one.state not in OPEN or one.remind_at is None or one.card_ts is None:
            return NEVER
        now = time.time()
        if one.remind_at > now:
            return one.remind_at
        about = f"{one.id}:reminder:{one.reminders}"
        self._cards.post_once(one.channel, one.card_ts, shown.reminder(one, now), about, one.attempts > 1)
        is_last = one.reminders + 1 >= _MOST_REMINDERS
        then = None if is_last else now + self._rules.remind_after
        self.showing.note(one.id, reminders=one.reminders + 1, remind_at=then)
        return NEVER if then is None else then

    def _found_again(self, one: HandOff) -> HandOff:
        now = self._records.hand_offs.find(one.id)
        return one if now is None else replace(now, attempts=one.attempts)


def may_be_handed_on(question: StoredQuestion | None, who: Person) -> bool:
    """Whether a question is still kept, has an answer that was shown, and is this person's own."""
    if question is None or not question.text or question.state not in _SHOWN:
        return False
    return (question.team, question.user) == (who.team, who.user)


def _found(answer: Answer | None) -> tuple[str, ...]:
    """The ids of the passages cited and found, the cited first."""
    if answer is None:
        return ()
    ids: Iterable[str] = [
        *(citation.chunk_id for citation in answer.citations),
        *(found.chunk_id for found in answer.retrieved),
    ]
    return tuple(dict.fromkeys(ids))[:_FOUND]


def _lacking(answer: Answer | None) -> tuple[str, ...]:
    """What the answer itself says is missing: the first lines of one that does not cover it, or its notices."""
    if answer is None:
        return ()
    if not answer.claims:
        return tuple(line for line in answer.text.split("\n") if line and not line.startswith("•"))[1:2]
    return answer.notices
