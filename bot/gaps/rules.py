"""Who sees gaps and figures."""

from __future__ import annotations

from bot.access.decision import Access
from bot.access.policy import AccessRole


def sees_gaps(access: Access) -> bool:
    """Consultants and administrators; what they may read of the questions, `overview.may_read` says."""
    return access.role in (AccessRole.CONSULTANT, AccessRole.ADMINISTRATOR)


def sees_figures(access: Access) -> bool:
    """Administrators: figures are about everybody."""
    return access.role is AccessRole.ADMINISTRATOR
