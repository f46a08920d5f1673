"""Whatever is done to a row of the audit, it shows."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.records.chain import Break, Head, Link, add_link, find_break, link_hash

EVENTS = st.lists(st.fixed_dictionaries({"what": st.text(max_size=5), "n": st.integers()}), min_size=1, max_size=8)


def chain(events: list[dict[str, object]]) -> tuple[list[Link], Head]:
    """The links of these events and the end of their chain."""
    links: list[Link] = []
    end = Head()
    for event in events:
        links.append(add_link(end, event))
        end = Head(links[-1].number, links[-1].hash)
    return links, end


@given(EVENTS)
def test_an_untouched_chain_is_whole(events: list[dict[str, object]]) -> None:
    assert find_break(*chain(events)) is None


def test_an_empty_chain_is_whole() -> None:
    assert find_break([], Head()) is None


@given(EVENTS, st.data())
def test_a_changed_field_of_any_row_is_found_at_that_row(events: list[dict[str, object]], data: st.DataObject) -> None:
    links, end = chain(events)
    at = data.draw(st.integers(0, len(links) - 1))
    name = data.draw(st.sampled_from(["content", "previous", "hash"]))
    value = data.draw(st.text(max_size=20))
    changed = replace(links[at], **{name: value})  # type: ignore[arg-type]
    assume(changed != links[at])
    links[at] = changed
    found = find_break(links, end)
    assert found is not None
    assert found.number == at + 1


@given(EVENTS, st.data())
def test_a_row_rewritten_with_its_own_hash_is_found(events: list[dict[str, object]], data: st.DataObject) -> None:
    links, end = chain(events)
    at = data.draw(st.integers(0, len(links) - 1))
    content = data.draw(st.text(max_size=20))
    assume(content != links[at].content)
    links[at] = replace(links[at], content=content, hash=link_hash(links[at].previous, content))
    found = find_break(links, end)
    assert found is not None
    assert found.number == at + 1


@given(EVENTS, st.data())
def test_a_removed_row_is_found_also_when_the_rest_is_renumbered(
    events: list[dict[str, object]], data: st.DataObject
) -> None:
    links, end = chain(events)
    at = data.draw(st.integers(0, len(links) - 1))
    renumber = data.draw(st.booleans())
    rest = links[:at] + [replace(link, number=link.number - renumber) for link in links[at + 1 :]]
    found = find_break(rest, end)
    assert found is not None
    # Renumbered, the row after the gap claims to follow another than the one it stands after.
    assert found.number in ({max(at, 1), at + 1} if renumber else {at + 1})


@given(EVENTS, st.data())
def test_an_inserted_row_is_found_also_when_the_rest_is_renumbered(
    events: list[dict[str, object]], data: st.DataObject
) -> None:
    links, end = chain(events)
    at = data.draw(st.integers(0, len(links)))
    before = links[:at]
    last = Head(before[-1].number, before[-1].hash) if before else Head()
    forged = add_link(last, {"what": "forged", "n": 0})
    after = [replace(link, number=link.number + 1) for link in links[at:]]
    found = find_break([*before, forged, *after], end)
    assert found is not None
    assert found.number == at + 1


def test_rows_cut_off_at_the_end_are_found() -> None:
    links, end = chain([{"what": "a"}, {"what": "b"}, {"what": "c"}])
    assert find_break(links[:1], end) == Break(2, "is missing")


def test_a_moved_end_is_found() -> None:
    links, end = chain([{"what": "a"}, {"what": "b"}])
    assert find_break(links, Head(2, "0" * 64)) is not None
    assert find_break(links, Head(1, links[0].hash)) is not None
    assert find_break(links, replace(end, number=3)) is not None
