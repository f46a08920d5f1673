"""The files documents were read from, as they came, each under the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Collection
from pathlib import Path

_PIECE = 1 << 20
_NEW = ".new"


class Originals:
    """Files by content: what two versions share is kept once. They are only ever added or deleted, never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, source: Path) -> str:
        """Copy a file in and return its SHA-256. After a crash it is there whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f"{uuid.uuid4().hex}{_NEW}"
        digest = hashlib.sha256()
        with source.open("rb") as file, fresh.open("wb") as copy:
            while piece := file.read(_PIECE):
                digest.update(piece)
                copy.write(piece)
            copy.flush()
            os.fsync(copy.fileno())
        sha256 = digest.hexdigest()
        target = self._path(sha256)
        target.parent.mkdir(exist_ok=True)
        fresh.replace(target)
        return sha256

    def find(self, sha256: str) -> Path | None:
        """Where the file with these bytes is; None when it is not kept here."""
        path = self._path(sha256)
        return path if path.is_file() else None

    def held(self) -> set[str]:
        """The SHA-256 of every file kept."""
        return {path.name for path in self._folder.glob("??/*")}

    def keep_only(self, wanted: Collection[str]) -> int:
        """Delete all other files, and what an interrupted copy left; returns how many files went."""
        for unfinished in self._folder.glob(f"*{_NEW}"):
            unfinished.unlink(missing_ok=True)
        surplus = self.held().difference(wanted)
        for sha256 in surplus:
            self._path(sha256).unlink(missing_ok=True)
        return len(surplus)

    def copy(self, sha256: str, into: Path) -> None:
        """Copy a kept file out. Raises FileNotFoundError when it is not kept here."""
        shutil.copyfile(self._path(sha256), into)

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256
