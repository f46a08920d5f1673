"""Publishes answers that consultants approved, and takes them out again when they lapse or their sources change."""

from __future__ import annotations

import datetime as dt
import logging
import time

from bot.access.decision import Access
from bot.access.policy import AccessRole, Audiences
from bot.adding.rules import may_add_for, needs_second
from bot.hand_off.note import approved_note, changed_sources, has_lapsed, titles_of
from bot.hand_off.rules import may_rest_on
from bot.records.approved_answers import ApprovedAnswer, Proposal, RestsOn
from bot.records.audit import Event, What
from bot.records.database import Records
from bot.records.person import MACHINE, Person
from bot.records.showing import NEVER
from bot.records.tables import ApprovalState
from bot.slack.cards import Cards
from bot.slack.messages import approved_answer as shown
from bot.slack.places import Places
from knowledge.indexing.add import is_held, publish_all
from knowledge.indexing.sync import SyncReport
from knowledge.opening import Library
from knowledge.vocabulary import Audience

_log = logging.getLogger(__name__)

_BOT = "insights"
_WAIT = 5.0
_MOMENT = 2.0
LAPSED = "Its last day, {day}, is over."
CHANGED = "What it rests on has changed: {titles}."
TAKEN_OUT = "Somebody took its document out of the library."
NOT_ALLOWED = "{who} may no longer approve answers for {audience}."


class ApprovedAnswers:
    """Keeps library and consultants' channel in step with every approved answer."""

    def __init__(self, cards: Cards, records: Records, library: Library, places: Places) -> None:
        self._cards = cards
        self._records = records
        self._approved = records.approved_answers
        self._library = library
        self._places = places
        self._seen: tuple[int, dt.date] | None = None
        self.showing = records.approved_answers.showing

    # -- for the forms -------------------------------------------------------------------------------------

    def may_handle(self, who: Person, audience: Audience) -> bool:
        """Whether somebody may approve, renew or end answers for an audience."""
        return may_add_for(self._places.alone(who.team, who.user), audience)

    def resting(self, chunk_ids: list[str], documents: tuple[str, ...], held: Audiences) -> list[RestsOn] | str:
        """What an answer rests on, as it is published now, or what is wrong with it."""
        chunks = self._library.catalogue.visible_chunks(chunk_ids, held)
        rests = [RestsOn(chunks[one].document_id, chunks[one].version, one) for one in chunk_ids if one in chunks]
        newest = self._library.history.newest(documents)
        for name in documents:
            found = newest.get(name)
            if found is None or not found.is_published or found.metadata.audience not in held:
                return f"there is no published document {name!r} that you may see"
            rests.append(RestsOn(name, found.number))
        return rests

    def narrower(self, rests_on: list[RestsOn], audience: Audience) -> list[str]:
        """The titles of documents that not everybody who may see the answer may open."""
        newest = self._library.history.newest({one.document_id for one in rests_on})
        found = {version.metadata.title: version.metadata.audience for version in newest.values()}
        return [title for title, theirs in found.items() if not may_rest_on(audience, theirs)]

    def sources(self, approved: ApprovedAnswer, access: Access) -> list[str]:
        """The titles it rests on that may be seen."""
        newest = self._library.history.newest({one.document_id for one in approved.proposal.rests_on})
        visible = [
            one
            for one in approved.proposal.rests_on
            if one.document_id in newest and newest[one.document_id].metadata.audience in access.audiences
        ]
        return titles_of(self._library, visible)

    # -- watching ------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Send back to review what lapsed, and what rests on something that changed since the last look."""
        now = self._library.catalogue.publication(), dt.date.today()
        if now == self._seen:
            return
        for approved in self._approved.listed([ApprovalState.PUBLISHED]):
            reason = self._wrong_with(approved, now[1])
            if reason is not None and self._approved.send_to_review(approved, reason):
                _log.info("approved answer %s: to review", approved.id)
        self._seen = now

    def _wrong_with(self, approved: ApprovedAnswer, today: dt.date) -> str | None:
        if has_lapsed(approved.proposal.review_by, today):
            return LAPSED.format(day=f"{dt.date.fromisoformat(approved.proposal.review_by):%-d %B %Y}")
        if changed := changed_sources(self._library, approved.proposal.rests_on):
            newest, audience = self._library.history.newest(changed), approved.proposal.audience
            known = [newest[one].metadata for one in changed if one in newest]
            titles = [found.title for found in known if may_rest_on(audience, found.audience)]
            return CHANGED.format(titles="; ".join(titles) or "a document that was removed or reclassified")
        return None if self._is_published(approved) else TAKEN_OUT

    def _is_published(self, approved: ApprovedAnswer) -> bool:
        newest = self._library.history.newest([approved.document_id]).get(approved.document_id)
        return newest is not None and newest.is_published

    # -- showing -------------------------------------------------------------------------------------------

    def carry_on(self, key: str) -> tuple[int, float]:
        """Bring library and consultants up to date."""
        approved = self._approved.find(key)
        if approved is None:
            return 0, NEVER
        match approved.state:
            case ApprovalState.AGREED:
                return self._publish(approved)
            case ApprovalState.IN_REVIEW | ApprovalState.ENDED:
                self._take_out(approved)
        self._show(approved)
        return approved.change, NEVER

    def give_up(self, key: str) -> None:
        """The consultants' channel takes nothing: what is in the library stays right, and the log says why."""

    def _publish(self, approved: ApprovedAnswer) -> tuple[int, float]:
        """Rights may have gone, and sources changed, since it was approved."""
        reason = self._hindrance(approved)
        if reason is not None:
            self._approved.end(approved.id, Person(MACHINE, _BOT), reason)
            return approved.change, time.time()
        document = approved_note(self._library, approved)
        report = SyncReport()
        with self._library.indexes.writing(wait=_WAIT):
            if not is_held(self._library, document):
                publish_all(self._library, [document], self._who(approved), report)
        changed = {"added": report.added, "changed": report.changed, "approved": approved.id}
        if report.added or report.changed:
            self._records.audit.record(Event(What.DOCUMENTS_CHANGED, approved.proposal.author, details=changed))
        self._approved.published(approved)
        return approved.change, time.time()

    def _hindrance(self, approved: ApprovedAnswer) -> str | None:
        audience = approved.proposal.audience
        if needs_second(audience) and approved.second is None:
            return "No second consultant agreed."
        for person in (approved.proposal.author, approved.second):
            if person is not None and not self.may_handle(person, audience):
                return NOT_ALLOWED.format(who="A consultant who approved it", audience=audience)
        return None

    def _take_out(self, approved: ApprovedAnswer) -> None:
        if self._is_published(approved):
            with self._library.indexes.writing(wait=_WAIT):
                left = self._library.catalogue.retire(approved.document_id, _BOT, approved.reason)
                self._library.indexes.delete(left)

    def _show(self, approved: ApprovedAnswer) -> None:
        """What must be looked at again is said in a new message, which people notice."""
        readers = self._readers(approved)
        may_read = approved.proposal.audience in readers.audiences
        message = shown.card(approved, self.sources(approved, readers), may_read)
        is_news = approved.state is ApprovalState.IN_REVIEW
        about = f"{approved.id}:{approved.change if is_news else 'card'}"
        before = None if is_news else approved.card_ts
        ts = self._cards.show(approved.proposal.channel, None, before, message, about, approved.attempts > 1)
        if is_news and approved.card_ts not in (None, ts):
            self._cards.delete(approved.proposal.channel, str(approved.card_ts))
        self.showing.note(approved.id, card_ts=ts)

    def _readers(self, approved: ApprovedAnswer) -> Access:
        """What everybody in the consultants' channel may see, its author among them."""
        author = approved.proposal.author
        if not author.user:
            return Access(frozenset(), AccessRole.OFFICER)
        return self._places.here(author.team, author.user, approved.proposal.channel)

    def _who(self, approved: ApprovedAnswer) -> str:
        people = [approved.proposal.author, *([approved.second] if approved.second else [])]
        return " and ".join(f"{person.team}/{person.user}" for person in people)


def proposed(
    entered: shown.Entered, who: Person, hand_off_id: str | None, channel: str, rests_on: list[RestsOn]
) -> Proposal:
    """The answer to keep, from a checked form."""
    return Proposal(
        hand_off_id=hand_off_id,
        question=entered.question,
        answer=entered.answer,
        audience=Audience(entered.audience),
        author=who,
        responsible=entered.responsible,
        review_by=entered.review_by,
        rests_on=tuple(dict.fromkeys(rests_on)),
        channel=channel,
    )
