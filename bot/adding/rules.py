"""Who may add a document to the library, and when one person is not enough."""

from __future__ import annotations

from bot.access.decision import Access
from bot.access.policy import AccessRole
from knowledge.catalogue.history import History
from knowledge.catalogue.tables import VersionState
from knowledge.vocabulary import INTERNAL, Audience

_MAY_ADD = frozenset({AccessRole.CONSULTANT, AccessRole.ADMINISTRATOR})


def may_add(access: Access) -> bool:
    """Whether somebody may add documents at all: officers may not."""
    return access.role in _MAY_ADD


def may_add_for(access: Access, audience: Audience) -> bool:
    """Whether somebody may add, or agree to, a document for ``audience``: only what they hold themselves."""
    return may_add(access) and audience in access.audiences


def may_replace(access: Access, history: History, document_id: str, supersedes: str | None = None) -> bool:
    """Whether somebody holds the audience of all that a document stands for under its id, or takes the place of.

    Asked before anything of it is shown or inherited: an id is a file's name, which anybody may give to a file.
    """
    names = {document_id, supersedes, history.replaced_by(document_id)} - {None}
    newest = history.newest([str(name) for name in names])
    return all(found.metadata.audience in access.audiences for found in newest.values())


def may_name_as_replaced(access: Access, history: History, document_id: str) -> bool:
    """Whether somebody holds the audience of a document that can be replaced: a published one, or replaced before."""
    newest = history.newest([document_id]).get(document_id)
    if newest is None or newest.state not in (VersionState.PUBLISHED, VersionState.SUPERSEDED):
        return False
    return newest.metadata.audience in access.audiences


def needs_second(audience: Audience) -> bool:
    """Whether a second consultant must agree: what is one organisation's own is read by two before it is published."""
    return audience == INTERNAL or audience.startswith("client:")
