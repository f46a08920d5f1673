"""The catalogue: versions become visible, are superseded, withdrawn and removed, each in one transaction."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.database import connect
from knowledge.catalogue.entries import Embedded
from knowledge.errors import InsightsError
from knowledge.opening import database_url
from knowledge.vocabulary import INTERNAL, PUBLIC, SUBSCRIBERS, Audience, Passage, chunk_id
from tests.knowledge.catalogue.drafts import draft, fingerprint_of, made_of, published, unsearched, vector_of

COUNCIL = Audience("client:a-council")


def texts(catalogue: Catalogue, document_id: str) -> list[str]:
    return [chunk.text for chunk in catalogue.chunks_of(document_id)]


def title(catalogue: Catalogue, document_id: str, version: int) -> str | None:
    metadata = catalogue.metadata(document_id, version)
    return metadata.title if metadata else None


def refuse_publications(engine: Engine) -> None:
    """From now on the last statement of every publication fails, as on a full disk."""
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER refuse BEFORE UPDATE ON publication BEGIN SELECT RAISE(ABORT, 'full'); END"
        )


def accept_publications(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER refuse")


# -- staging ---------------------------------------------------------------------------------------------------


def test_a_staged_version_is_seen_by_nobody(catalogue: Catalogue) -> None:
    catalogue.stage([draft("report", ["Hidden."])])

    assert catalogue.documents() == []
    assert catalogue.audiences() == []
    assert catalogue.chunks_of("report") == []
    assert catalogue.searchable_ids(PUBLIC) == set()
    assert catalogue.visible_chunks([chunk_id("report", 1, 1)], [PUBLIC]) == {}


def test_staging_a_new_version_leaves_the_published_one_as_it_is(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Old."]))
    before = (catalogue.documents(), catalogue.publication())

    catalogue.stage([draft("report", ["New."], audience=INTERNAL, title="New title")])

    assert texts(catalogue, "report") == ["Old."]
    assert (catalogue.documents(), catalogue.publication()) == before


def test_the_indexes_can_be_given_what_is_staged_before_anybody_sees_it(catalogue: Catalogue) -> None:
    passage = Passage("Families kept together.", ("Results", "Cost"), "page 4")
    keys = catalogue.stage([draft("report", [passage, unsearched("A list of sources.")], COUNCIL, "A trial")])

    [entry] = catalogue.staged_entries(keys)

    assert (entry.id, entry.audience, entry.title) == (chunk_id("report", 1, 1), COUNCIL, "A trial")
    assert (entry.text, entry.headings) == ("Families kept together.", ("Results", "Cost"))
    assert np.array_equal(entry.vector, vector_of("Families kept together."))


def test_discarding_deletes_what_is_staged_and_nothing_else(catalogue: Catalogue) -> None:
    published(catalogue, draft("kept", ["Kept."]))
    keys = catalogue.stage([draft("kept", ["Never published."]), draft("new", ["Never published either."])])

    assert catalogue.discard_staged() == 2

    assert catalogue.staged_entries(keys) == []
    assert texts(catalogue, "kept") == ["Kept."]
    assert catalogue.origins(["kept", "new"]) == {"kept": "/library"}
    assert catalogue.discard_staged() == 0


def test_a_discarded_document_can_be_added_again(catalogue: Catalogue) -> None:
    catalogue.stage([draft("report", ["One.", "Two.", "Three."])])
    catalogue.discard_staged()

    published(catalogue, draft("report", ["Four."]))

    assert texts(catalogue, "report") == ["Four."]


# -- publishing ------------------------------------------------------------------------------------------------


def test_a_published_version_is_seen_with_all_that_a_citation_needs(catalogue: Catalogue) -> None:
    table = Passage("Year: 2014; Cost: £3m", ("Costs", "By year"), "page 7", quoted_whole=True)
    published(catalogue, draft("reports/trial", ["First.", table], COUNCIL, "A trial"))

    first, second = catalogue.chunks_of("reports/trial")

    assert (first.text, first.locator, first.ordinal, first.quoted_whole) == ("First.", "paragraph 1", 1, False)
    assert (second.text, second.locator, second.quoted_whole) == ("Year: 2014; Cost: £3m", "page 7", True)
    assert second.headings == ("Costs", "By year")
    assert (second.title, second.audience, second.version) == ("A trial", COUNCIL, 1)
    assert second.id == chunk_id("reports/trial", 1, 2)
    assert catalogue.visible_chunks([second.id], [COUNCIL]) == {second.id: second}


def test_a_new_version_takes_the_place_of_the_old_one(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Old one.", "Old two."], title="Old title"))
    old = catalogue.searchable_ids(PUBLIC)

    left = published(catalogue, draft("report", ["New."], title="New title"))

    assert {audience: set(ids) for audience, ids in left.items()} == {PUBLIC: old}
    assert texts(catalogue, "report") == ["New."]
    assert catalogue.searchable_ids(PUBLIC) == {chunk_id("report", 2, 1)}
    assert catalogue.visible_chunks(old, [PUBLIC]) == {}
    assert [(held.id, held.version, held.metadata.title) for held in catalogue.documents()] == [
        ("report", 2, "New title")
    ]


def test_the_metadata_of_a_superseded_version_can_still_be_read(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Old."], title="Old title"))
    published(catalogue, draft("report", ["New."], title="New title"))

    assert [title(catalogue, "report", version) for version in (1, 2)] == ["Old title", "New title"]


def test_a_reclassified_document_leaves_the_partition_it_was_in(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Same text."], audience=PUBLIC))

    left = published(catalogue, draft("report", ["Same text."], audience=INTERNAL))

    assert left == {PUBLIC: [chunk_id("report", 1, 1)]}
    assert catalogue.searchable_ids(PUBLIC) == set()
    assert catalogue.searchable_ids(INTERNAL) == {chunk_id("report", 2, 1)}
    assert catalogue.audiences() == [INTERNAL]
    assert catalogue.chunks_of("report", [PUBLIC]) == []


def test_a_passage_that_is_not_searched_is_shown_and_never_indexed(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Found.", unsearched("A list of sources.")]))

    assert texts(catalogue, "report") == ["Found.", "A list of sources."]
    assert catalogue.searchable_ids(PUBLIC) == {chunk_id("report", 1, 1)}
    assert [entry.text for some in catalogue.entries([chunk_id("report", 1, n) for n in (1, 2)]) for entry in some] == [
        "Found."
    ]
    assert published(catalogue, draft("report", ["New."])) == {PUBLIC: [chunk_id("report", 1, 1)]}


def test_a_publication_that_fails_at_its_last_statement_leaves_the_old_versions(
    catalogue: Catalogue, engine: Engine
) -> None:
    published(catalogue, draft("one", ["Old one."]), draft("two", ["Old two."]))
    before = (catalogue.documents(), catalogue.publication(), catalogue.searchable_ids(PUBLIC))
    keys = catalogue.stage([draft("one", ["New one."]), draft("two", ["New two."]), draft("three", ["Three."])])
    refuse_publications(engine)

    with pytest.raises(DatabaseError):
        catalogue.publish(keys)

    assert [texts(catalogue, name) for name in ("one", "two", "three")] == [["Old one."], ["Old two."], []]
    assert (catalogue.documents(), catalogue.publication(), catalogue.searchable_ids(PUBLIC)) == before
    accept_publications(engine)
    catalogue.publish(keys)
    assert [texts(catalogue, name) for name in ("one", "two", "three")] == [["New one."], ["New two."], ["Three."]]


def test_a_reader_never_sees_one_publication_in_part(catalogue: Catalogue, tmp_path: Path) -> None:
    names = [f"document-{number}" for number in range(25)]
    published(catalogue, *(draft(name, ["Version 1."]) for name in names))
    reader = Catalogue(connect(database_url(tmp_path, None)))
    seen: set[tuple[int, ...]] = set()
    finished = threading.Event()

    def read() -> None:
        while not finished.is_set():
            seen.add(tuple(document.version for document in reader.documents()))

    thread = threading.Thread(target=read)
    thread.start()
    for version in range(2, 12):
        published(catalogue, *(draft(name, [f"Version {version}."]) for name in names))
    finished.set()
    thread.join()

    assert len(seen) > 1, "the reader read nothing while versions were published"
    assert all(versions == (versions[0],) * len(names) for versions in seen)


def test_every_change_of_what_is_visible_is_counted(catalogue: Catalogue) -> None:
    numbers = [catalogue.publication()]
    keys = catalogue.stage([draft("one", ["One."]), draft("two", ["Two."])])
    assert catalogue.publication() == numbers[0], "staging shows nothing new"

    catalogue.publish(keys)
    numbers.append(catalogue.publication())
    catalogue.withdraw(["one"], "tester")
    numbers.append(catalogue.publication())
    catalogue.remove("two", "tester")
    numbers.append(catalogue.publication())
    catalogue.replace_vectors({}, {})
    numbers.append(catalogue.publication())

    assert numbers == sorted(set(numbers))


def test_hundreds_of_documents_are_published_read_and_withdrawn_at_once(catalogue: Catalogue) -> None:
    names = [f"document-{number:04}" for number in range(1200)]
    published(catalogue, *(draft(name, [f"Text of {name}."]) for name in names))
    ids = [chunk_id(name, 1, 1) for name in names]

    assert set(catalogue.visible_chunks(ids, [PUBLIC])) == set(ids)
    assert set(catalogue.origins(names)) == set(names)
    assert len(catalogue.embedded([fingerprint_of(f"Text of {name}.") for name in names])) == len(names)
    assert {entry.id for some in catalogue.entries(ids) for entry in some} == set(ids)
    left = catalogue.withdraw(names, "tester")
    assert set(left[PUBLIC]) == set(ids)
    assert catalogue.documents() == []


# -- audiences -------------------------------------------------------------------------------------------------


def test_a_chunk_is_visible_only_to_its_own_audience(catalogue: Catalogue) -> None:
    audiences = [PUBLIC, SUBSCRIBERS, INTERNAL, COUNCIL, Audience("client:b-council")]
    for number, audience in enumerate(audiences):
        published(catalogue, draft(f"for-{number}", ["Text."], audience=audience))
    every = [chunk_id(f"for-{number}", 1, 1) for number in range(len(audiences))]

    for number, audience in enumerate(audiences):
        assert set(catalogue.visible_chunks(every, [audience])) == {every[number]}
        assert catalogue.searchable_ids(audience) == {every[number]}
        assert [document.id for document in catalogue.documents([audience])] == [f"for-{number}"]
        assert len(catalogue.chunks_of(f"for-{number}", [audience])) == 1
        assert catalogue.chunks_of(f"for-{number}", [other for other in audiences if other != audience]) == []


def test_nobody_holding_no_audience_sees_anything(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Text."]))

    assert catalogue.visible_chunks([chunk_id("report", 1, 1)], []) == {}
    assert catalogue.documents([]) == []
    assert catalogue.chunks_of("report", []) == []


def test_documents_tell_where_they_came_from(catalogue: Catalogue) -> None:
    published(catalogue, draft("b", ["Text.", "More."]), draft("a", ["Text."], pipeline="split 1, other"))

    first, second = catalogue.documents()

    assert (first.id, second.id) == ("a", "b")
    assert (second.origin, second.source_path, second.added_by) == ("/library", "/library/b.md", "tester")
    assert (second.chunks, second.pipeline, first.pipeline) == (2, "split 1, words", "split 1, other")
    assert second.sha256 == draft("b", ["Text.", "More."]).sha256


# -- withdrawing -----------------------------------------------------------------------------------------------


def test_a_withdrawn_document_is_not_found(catalogue: Catalogue) -> None:
    published(catalogue, draft("gone", ["Gone."], audience=COUNCIL), draft("stays", ["Stays."]))

    left = catalogue.withdraw(["gone"], "tester")

    assert left == {COUNCIL: [chunk_id("gone", 1, 1)]}
    assert [document.id for document in catalogue.documents()] == ["stays"]
    assert texts(catalogue, "gone") == []
    assert catalogue.searchable_ids(COUNCIL) == set()
    assert catalogue.visible_chunks([chunk_id("gone", 1, 1)], [COUNCIL]) == {}
    assert texts(catalogue, "stays") == ["Stays."]


def test_a_withdrawn_document_is_still_known(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Text."], title="A title"))
    catalogue.withdraw(["report"], "tester")

    assert catalogue.origins(["report"]) == {"report": "/library"}
    assert title(catalogue, "report", 1) == "A title"


def test_a_withdrawn_document_comes_back_as_a_new_version(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Text."]))
    catalogue.withdraw(["report"], "tester")

    left = published(catalogue, draft("report", ["Text."]))

    assert left == {}
    assert [document.version for document in catalogue.documents()] == [2]
    assert texts(catalogue, "report") == ["Text."]


def test_withdrawing_what_is_not_published_takes_nothing_out(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Text."]))
    catalogue.withdraw(["report"], "tester")

    assert catalogue.withdraw(["report", "never-heard-of"], "tester") == {}


def test_a_withdrawal_that_fails_leaves_the_document_published(catalogue: Catalogue, engine: Engine) -> None:
    published(catalogue, draft("report", ["Text."]))
    refuse_publications(engine)

    with pytest.raises(DatabaseError):
        catalogue.withdraw(["report"], "tester")

    assert texts(catalogue, "report") == ["Text."]
    assert catalogue.searchable_ids(PUBLIC) == {chunk_id("report", 1, 1)}


# -- removing --------------------------------------------------------------------------------------------------


def test_a_removed_document_is_gone_with_all_its_versions(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Old."]), draft("other", ["Other."]))
    published(catalogue, draft("report", ["New."]))
    catalogue.stage([draft("report", ["Staged."])])

    catalogue.remove("report", "tester")

    assert catalogue.origins(["report"]) == {}
    assert catalogue.searchable_ids(PUBLIC) == {chunk_id("other", 1, 1)}
    assert catalogue.visible_chunks([chunk_id("report", number, 1) for number in (1, 2, 3)], [PUBLIC]) == {}
    assert texts(catalogue, "report") == []
    assert catalogue.discard_staged() == 0
    assert texts(catalogue, "other") == ["Other."]


def test_a_removed_document_is_gone_for_every_audience_that_ever_held_it(catalogue: Catalogue) -> None:
    for audience in (PUBLIC, INTERNAL, COUNCIL):
        published(catalogue, draft("report", ["Text."], audience=audience))

    catalogue.remove("report", "tester")

    assert catalogue.audiences() == []
    assert catalogue.documents() == []


def test_a_withdrawn_document_can_be_removed(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Text."], audience=INTERNAL))
    catalogue.withdraw(["report"], "tester")

    catalogue.remove("report", "tester")

    assert catalogue.origins(["report"]) == {}


def test_a_removed_document_can_be_added_again(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Old."]))
    catalogue.remove("report", "tester")

    assert published(catalogue, draft("report", ["New."])) == {}

    assert texts(catalogue, "report") == ["New."]


def test_removing_an_unknown_document_says_where_the_ids_are(catalogue: Catalogue) -> None:
    before = catalogue.publication()

    with pytest.raises(InsightsError, match=r"no document 'reprot'.*insights library list"):
        catalogue.remove("reprot", "tester")

    assert catalogue.publication() == before


def test_a_removal_that_fails_leaves_the_document_whole(catalogue: Catalogue, engine: Engine) -> None:
    published(catalogue, draft("report", ["One.", "Two."]))
    refuse_publications(engine)

    with pytest.raises(DatabaseError):
        catalogue.remove("report", "tester")

    assert texts(catalogue, "report") == ["One.", "Two."]
    assert len(catalogue.searchable_ids(PUBLIC)) == 2


# -- vectors ---------------------------------------------------------------------------------------------------


def test_the_vector_of_a_published_text_is_known_again(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Known text."]))

    known = catalogue.embedded([fingerprint_of("Known text."), fingerprint_of("Another text.")])

    assert list(known) == [fingerprint_of("Known text.")]
    (made,) = known.values()
    assert np.array_equal(made.vector, vector_of("Known text."))
    assert made.vector.dtype == np.float32
    assert made.sentences == made_of("Known text.").sentences


def test_the_vectors_of_a_withdrawn_document_are_forgotten(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Old."]), draft("other", ["Shared.", "Own."]))
    published(catalogue, draft("third", ["Shared."]))

    published(catalogue, draft("report", ["New."]))
    catalogue.withdraw(["other"], "tester")

    asked = ["Old.", "New.", "Own.", "Shared."]
    known = catalogue.embedded([fingerprint_of(text) for text in asked])
    assert set(known) == {fingerprint_of("New."), fingerprint_of("Shared.")}


def test_what_was_made_of_a_withdrawn_document_is_forgotten(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["Old."]), draft("other", ["Own."]))
    published(catalogue, draft("report", ["New."]))
    catalogue.withdraw(["other"], "tester")

    old, new, other = chunk_id("report", 1, 1), chunk_id("report", 2, 1), chunk_id("other", 1, 1)
    assert set(catalogue.sentences([old, new, other])) == {new}
    vectors = catalogue.vectors([old, new, other])
    assert set(vectors) == {new}
    assert np.array_equal(vectors[new], vector_of("New."))


def test_a_passage_that_is_not_searched_has_no_vector_to_reuse(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", [unsearched("A list of sources.")]))

    assert catalogue.embedded([fingerprint_of("A list of sources.")]) == {}


def test_replaced_vectors_are_the_ones_the_indexes_get(catalogue: Catalogue) -> None:
    published(catalogue, draft("report", ["One.", "Two."]))
    first, second = chunk_id("report", 1, 1), chunk_id("report", 1, 2)
    other = np.array([0.5, 0.25], dtype=np.float64)

    catalogue.replace_vectors(
        {first: ("new-fingerprint", Embedded(other, b"new"))}, {"split 1, words": "split 1, better"}
    )

    entries = {entry.id: entry for some in catalogue.entries([first, second]) for entry in some}
    assert np.array_equal(entries[first].vector, other.astype(np.float32))
    assert np.array_equal(entries[second].vector, vector_of("Two."))
    assert catalogue.sentences([first, second]) == {first: b"new", second: made_of("Two.").sentences}
    assert list(catalogue.embedded(["new-fingerprint", fingerprint_of("One.")])) == ["new-fingerprint"]
    assert [document.pipeline for document in catalogue.documents()] == ["split 1, better"]
    assert texts(catalogue, "report") == ["One.", "Two."]


def test_versions_of_another_pipeline_keep_its_name(catalogue: Catalogue) -> None:
    published(catalogue, draft("one", ["One."], pipeline="split 1, words"))
    published(catalogue, draft("two", ["Two."], pipeline="split 2, words"))

    catalogue.replace_vectors({}, {"split 1, words": "split 1, better"})

    assert [document.pipeline for document in catalogue.documents()] == ["split 1, better", "split 2, words"]


def test_replacing_vectors_is_done_for_all_chunks_or_for_none(catalogue: Catalogue, engine: Engine) -> None:
    published(catalogue, draft("report", ["One.", "Two."]))
    refuse_publications(engine)

    with pytest.raises(DatabaseError):
        catalogue.replace_vectors(
            {chunk_id("report", 1, n): (f"new-{n}", Embedded(np.ones(2, np.float32), b"new")) for n in (1, 2)},
            {"split 1, words": "split 1, better"},
        )

    assert catalogue.embedded(["new-1", "new-2"]) == {}
    assert len(catalogue.embedded([fingerprint_of("One."), fingerprint_of("Two.")])) == 2
    assert [document.pipeline for document in catalogue.documents()] == ["split 1, words"]
