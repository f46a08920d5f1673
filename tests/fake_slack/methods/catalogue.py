"""All methods by name."""

from __future__ import annotations

from tests.fake_slack.methods import agents, application, chat, conversations, files, people, reactions, streams, views
from tests.fake_slack.methods.method import Method

_FAMILIES = (agents, application, chat, conversations, files, people, reactions, streams, views)
METHODS: dict[str, Method] = {method.name: method for family in _FAMILIES for method in family.METHODS}
