"""Who may add a document to the library, and when one person is not enough."""

from __future__ import annotations

from bot.access.decision import Access
from bot.access.policy import AccessRole
from knowledge.vocabulary import INTERNAL, Audience

_MAY_ADD = frozenset({AccessRole.CONSULTANT, AccessRole.ADMINISTRATOR})


def may_add(access: Access) -> bool:
    """Whether somebody may add documents at all: officers may not."""
    return access.role in _MAY_ADD


def may_add_for(access: Access, audience: Audience) -> bool:
    """Whether somebody may add, or agree to, a document for ``audience``: only what they hold themselves."""
    return may_add(access) and audience in access.audiences


def needs_second(audience: Audience) -> bool:
    """Whether a second consultant must agree: what is one organisation's own is read by two before it is published."""
    return audience == INTERNAL or audience.startswith("client:")
