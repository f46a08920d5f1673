"""Holds drafts back until a consultant has read them, and says where they are."""

from __future__ import annotations

import time

from bot.access.decision import Access
from bot.access.policy import Audiences
from bot.hand_off.rules import HandOffRules, may_handle
from bot.records.database import Records
from bot.records.person import Person
from bot.records.questions import StoredQuestion
from bot.records.reviews import DECIDED, Review
from bot.records.showing import NEVER
from bot.records.tables import QuestionState, ReviewState
from bot.slack.cards import Cards
from bot.slack.messages import review as shown
from bot.slack.places import Places
from bot.vocabulary import Answer, AnswerStatus
from knowledge.catalogue.catalogue import Catalogue

_MOST_REMINDERS = 3
_DIRECT = "D"
_BUSY = (QuestionState.WAITING, QuestionState.WORKING)
_MOMENT = 1.0
"""Seconds until a question that is worked on is looked at again."""


class Reviews:
    """Decides which answers are held, and keeps both sides' messages in step."""

    def __init__(
        self, cards: Cards, records: Records, catalogue: Catalogue, places: Places, rules: HandOffRules
    ) -> None:
        self._cards = cards
        self._records = records
        self._catalogue = catalogue
        self._places = places
        self._rules = rules
        self.showing = records.reviews.showing

    # -- for the path of a question ------------------------------------------------------------------------

    def might_hold(self, question: StoredQuestion, access: Access) -> bool:
        """Whether an answer here would be held: then no sentence of it may be shown early."""
        likely = Answer(question.id, question.text, AnswerStatus.ANSWERED, "")
        return self.holds(question, access, likely)

    def holds(self, question: StoredQuestion, access: Access, answer: Answer) -> bool:
        """Whether a consultant reads this answer first."""
        is_alone = question.thread_ts is None or question.channel.startswith(_DIRECT)
        return self._rules.wants_review({question.asked_in, question.channel}, access, is_alone, answer)

    def hold(self, question: StoredQuestion, audiences: Audiences) -> bool:
        """Have a kept draft read; False when the question is no longer held under this claim."""
        remind_at = time.time() + self._rules.remind_after
        return self._records.reviews.hold(question, audiences, self._rules.consultants, remind_at)

    def decided(self, question: StoredQuestion, audiences: Audiences) -> Answer | None:
        """What is sent of a draft that was decided on; None where there is none, or its sources may not be seen now."""
        review = self._records.reviews.find(question.id)
        if review is None or review.revision != question.revision or review.state not in DECIDED:
            return None
        if review.state is ReviewState.REJECTED:
            return Answer(question.id, question.text, AnswerStatus.NOT_COVERED, shown.rejection(review))
        draft = self._records.answers.find(question.id)
        if draft is None:
            return None
        answer = shown.as_sent(review, draft)
        return answer if self._still_stands(answer, audiences) else None

    def _still_stands(self, answer: Answer, audiences: Audiences) -> bool:
        """Every passage cited is still there, still for everybody who will read it, and still says what is quoted."""
        chunks = self._catalogue.visible_chunks({citation.chunk_id for citation in answer.citations}, audiences)
        return all(
            citation.chunk_id in chunks and citation.quote in chunks[citation.chunk_id].text
            for citation in answer.citations
        )

    # -- for consultants -----------------------------------------------------------------------------------

    def may_handle(self, who: Person, review: Review) -> bool:
        """Whether somebody may read and decide on this draft; nobody approves an answer to their own question."""
        question = self._records.questions.find(review.question_id)
        is_own = question is not None and (question.team, question.user) == (who.team, who.user)
        return not is_own and may_handle(self._places.alone(who.team, who.user), review.audiences)

    # -- showing -------------------------------------------------------------------------------------------

    def carry_on(self, key: str) -> tuple[int, float]:
        """Bring asker and consultants up to date."""
        review, question = self._records.reviews.find(key), self._records.questions.find(key)
        if review is None or question is None:
            return 0, NEVER
        if review.state is ReviewState.WAITING and question.state not in (QuestionState.IN_REVIEW, *_BUSY):
            self._records.reviews.end(key)
            return review.change, NEVER
        self._tell(review, question)
        self._show_card(review, question)
        if question.state in _BUSY or (review.state in DECIDED and question.state is QuestionState.IN_REVIEW):
            return review.change, time.time() + _MOMENT
        return review.change, self._remind(review)

    def give_up(self, key: str) -> None:
        """The consultants cannot be shown a draft: its asker keeps reading that it waits, and the log says why."""

    def _tell(self, review: Review, question: StoredQuestion) -> None:
        """A message says that the draft waits, until the answer is there."""
        if question.thread_ts is None:
            return
        tried = review.attempts > 1
        if question.state is QuestionState.IN_REVIEW and review.state is ReviewState.WAITING:
            about = f"{review.question_id}:{review.revision}:waiting"
            message = shown.waiting(review)
            ts = self._cards.show(question.channel, question.thread_ts, review.told_ts, message, about, tried)
            self.showing.note(review.question_id, told_ts=ts)
        elif review.told_ts is not None and question.state not in _BUSY:
            self._cards.delete(question.channel, review.told_ts)
            self.showing.note(review.question_id, told_ts=None)

    def _show_card(self, review: Review, question: StoredQuestion) -> None:
        if review.state is ReviewState.ENDED and review.card_ts is None:
            return
        readers = self._places.here(question.team, question.user, review.channel)
        may_read = review.audiences <= readers.audiences
        message = shown.card(review, question.text, self._records.answers.find(question.id), may_read)
        about, tried = f"{review.question_id}:draft", review.attempts > 1
        ts = self._cards.show(review.channel, None, review.card_ts, message, about, tried)
        self.showing.note(review.question_id, card_ts=ts)

    def _remind(self, review: Review) -> float:
        if review.state is not ReviewState.WAITING or review.remind_at is None:
            return NEVER
        now = time.time()
        if review.remind_at > now:
            return review.remind_at
        now_shown = self._records.reviews.find(review.question_id)
        thread = now_shown.card_ts if now_shown else None
        about = f"{review.question_id}:{review.revision}:reminder:{review.reminders}"
        self._cards.post_once(review.channel, thread, shown.reminder(review, now), about, review.attempts > 1)
        is_last = review.reminders + 1 >= _MOST_REMINDERS
        then = None if is_last else now + self._rules.remind_after
        self.showing.note(review.question_id, reminders=review.reminders + 1, remind_at=then)
        return NEVER if then is None else then
