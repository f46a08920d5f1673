"""One partition for every audience: no two share a name, and both stores accept every name."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.errors import InsightsError
from knowledge.indexes.partitions import partition_audience, partition_name
from knowledge.indexes.vector_store import VectorStore, embedded
from knowledge.vocabulary import INTERNAL, PUBLIC, SUBSCRIBERS, Audience

slugs = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=40)
audiences = st.one_of(
    st.sampled_from([PUBLIC, SUBSCRIBERS, INTERNAL]), slugs.map(lambda slug: Audience(f"client:{slug}"))
)
AWKWARD = [
    PUBLIC,
    SUBSCRIBERS,
    INTERNAL,
    *(
        Audience(f"client:{slug}")
        for slug in ("public", "chunks", "a", "-", "--", "-a", "a-", "a--b", "0", "client", "a" * 40, "-" * 40)
    ),
]

CHROMA_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{1,510}[a-zA-Z0-9]")
"""What Chroma's documentation allows."""


@given(audiences, audiences)
@example(PUBLIC, Audience("client:public"))
@example(Audience("client:a"), Audience("client:a-"))
def test_two_audiences_never_share_a_partition(one: Audience, other: Audience) -> None:
    assert (partition_name(one) == partition_name(other)) == (one == other)


@given(audiences)
def test_a_partition_names_its_audience(audience: Audience) -> None:
    assert partition_audience(partition_name(audience)) == audience


@given(audiences)
def test_every_name_is_one_that_chroma_allows_and_any_file_system_keeps_apart(audience: Audience) -> None:
    name = partition_name(audience)

    assert CHROMA_NAME.fullmatch(name)
    assert ".." not in name
    assert name == name.lower(), "a file system that ignores case would put two audiences into one folder"


def test_awkward_audiences_are_kept_apart_by_chroma_itself(tmp_path: Path) -> None:
    store = VectorStore(embedded(tmp_path))
    for number, audience in enumerate(AWKWARD):
        store.add(audience, [f"chunk-{number}"], [np.ones(2, np.float32)])

    assert store.audiences() == sorted(AWKWARD)
    for number, audience in enumerate(AWKWARD):
        assert store.ids(audience) == {f"chunk-{number}"}
    store.close()


def test_the_awkward_audiences_have_as_many_names() -> None:
    assert all(partition_name(one) != partition_name(other) for one, other in combinations(AWKWARD, 2))


@given(st.one_of(st.text(), st.from_regex(r"(public|client[.:][a-z-]{1,3})(\.chunks)?", fullmatch=True)))
@example("public")
@example("client:a.chunks")
@example("lost+found")
def test_a_name_that_is_no_partition_belongs_to_nobody(name: str) -> None:
    try:
        audience = partition_audience(name)
    except InsightsError:
        return
    assert partition_name(audience) == name


@pytest.mark.parametrize("name", ["", "Public.chunks", "client..chunks", "client.A.chunks", "chunks"])
def test_names_of_nobody_are_refused(name: str) -> None:
    with pytest.raises(InsightsError):
        partition_audience(name)
