"""Documents that are added are looked through, passage by passage."""

from __future__ import annotations

from pathlib import Path

from bot.guard.configuration import load_guard
from bot.guard.documents import scan_chunks
from knowledge.opening import Library
from tests.conftest import Write, sync


def test_passages_with_personal_data_are_named_by_place_and_kind(library: Library, write: Write, folder: Path) -> None:
    write("clean", "Telecare was tried in 2014.")
    write("letter", "# Letter\n\nWrite to nan@example.org or pat@example.org, or ring 07700 900123.\n\nTelecare helps.")
    sync(library, folder)
    found = {
        name: scan_chunks(library.catalogue.chunks_of(name), load_guard(None).patterns) for name in ("clean", "letter")
    }
    assert found["clean"] == {}
    ((place, kinds),) = found["letter"].items()
    assert "paragraph" in place
    assert kinds == ["email_address", "phone_number"]
