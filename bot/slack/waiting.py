"""What waits for consultants, as far as one of them may read it."""

from __future__ import annotations

from bot.access.decision import Access
from bot.hand_off.rules import may_handle
from bot.records.database import Records
from bot.records.hand_offs import OPEN
from bot.records.tables import ApprovalState, ReviewState
from bot.slack.messages.queue import Draft, Waiting


def waiting_for(records: Records, access: Access) -> Waiting:
    """Open questions, drafts to read and answers to renew."""
    hand_offs = records.hand_offs.listed(OPEN)
    reviews = records.reviews.listed([ReviewState.WAITING])
    approved = records.approved_answers.listed([ApprovalState.IN_REVIEW])
    may_read = [one for one in hand_offs if may_handle(access, one.audiences)]
    may_decide = [one for one in reviews if may_handle(access, one.audiences)]
    may_renew = [one for one in approved if may_handle(access, frozenset({one.proposal.audience}))]
    drafts = []
    for review in may_decide:
        question = records.questions.find(review.question_id)
        drafts.append(Draft(review.question_id, question.text if question else "", review.asked_at))
    shown = len(may_read) + len(may_decide) + len(may_renew)
    return Waiting(may_read, drafts, may_renew, len(hand_offs) + len(reviews) + len(approved) - shown)
