"""Answering is switched off and on where an administrator says, and for a reason."""

from __future__ import annotations

import pytest

from bot.records.database import Records
from bot.records.person import Person
from bot.records.switches import Scope
from knowledge.errors import InsightsError

ADMINISTRATOR = Person("machine", "root")


@pytest.mark.parametrize(
    ("scope", "covered", "not_covered"),
    [
        (Scope(), [("T1", "C1"), ("T2", "D9")], []),
        (Scope(team="T1"), [("T1", "C1"), ("T1", "D9")], [("T2", "C1")]),
        (Scope(channel="C1"), [("T1", "C1"), ("T2", "C1")], [("T1", "C2")]),
        (Scope("T1", "C1"), [("T1", "C1")], [("T1", "C2"), ("T2", "C1")]),
    ],
)
def test_a_scope_covers_what_it_says(
    records: Records, scope: Scope, covered: list[tuple[str, str]], not_covered: list[tuple[str, str]]
) -> None:
    records.switches.off(scope, "test", ADMINISTRATOR)
    assert all(records.switches.is_off(*place) for place in covered)
    assert not any(records.switches.is_off(*place) for place in not_covered)
    records.switches.on(scope, "done", ADMINISTRATOR)
    assert not any(records.switches.is_off(*place) for place in covered)


def test_a_channel_stays_off_when_everything_is_on_again(records: Records) -> None:
    records.switches.off(Scope(channel="C1"), "dispute", ADMINISTRATOR)
    records.switches.off(Scope(), "incident", ADMINISTRATOR)
    records.switches.on(Scope(), "over", ADMINISTRATOR)
    assert records.switches.is_off("T1", "C1")
    assert not records.switches.is_off("T1", "C2")


def test_the_later_reason_replaces_the_earlier(records: Records) -> None:
    records.switches.off(Scope(), "first", ADMINISTRATOR)
    records.switches.off(Scope(), "second", ADMINISTRATOR)
    assert [found.reason for found in records.switches.all_off()] == ["second"]


def test_what_is_not_off_cannot_be_switched_on(records: Records) -> None:
    records.switches.off(Scope(), "all", ADMINISTRATOR)
    before = records.audit.head()
    with pytest.raises(InsightsError, match="not switched off for channel C1"):
        records.switches.on(Scope(channel="C1"), "?", ADMINISTRATOR)
    assert records.audit.head() == before
