"""What is known about a document besides its text: the fields of front matter, sidecars and imports."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from knowledge.errors import InsightsError, UnreadableDocument
from knowledge.vocabulary import INTERNAL, Audience, Cohort, Evidence, Kind, parse_audience


def _audience(value: object) -> Audience:
    try:
        return parse_audience(str(value))
    except InsightsError as error:
        raise ValueError(str(error)) from error


def _text(value: object) -> object:
    """YAML reads an unquoted number or date as such; a title of '2014' is still a title."""
    return str(value) if isinstance(value, int | float | dt.date) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_text)]


class DocumentMetadata(BaseModel):
    """The metadata of one document version.

    ``year`` is the latest year its main figures describe; ``published`` and ``review_by`` are dates.
    A document whose audience nobody stated is `internal`: unclassified text must not reach a council.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    title: Text = Field(min_length=1)
    kind: Kind = Kind.NOTE
    audience: Annotated[Audience, BeforeValidator(_audience)] = INTERNAL
    publisher: Text | None = None
    place: Text | None = None
    year: int | None = Field(default=None, ge=1800, le=2200)
    cohort: Cohort | None = None
    evidence: Evidence = Evidence.NOT_STATED
    published: dt.date | None = None
    source_url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    licence: Text | None = None
    owner: Text | None = None
    review_by: dt.date | None = None
    supersedes: Text | None = None


def parse_metadata(fields: Mapping[str, Any]) -> DocumentMetadata:
    """Check the fields somebody wrote. Raises UnreadableDocument naming the field, and the nearest known key."""
    unknown = [key for key in fields if key not in DocumentMetadata.model_fields]
    if unknown:
        raise UnreadableDocument(_unknown_key(str(unknown[0])))
    try:
        return DocumentMetadata.model_validate(dict(fields))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        raise UnreadableDocument(f"metadata field {field!r}: {reason} (found {first['input']!r})") from error


def _unknown_key(key: str) -> str:
    known = list(DocumentMetadata.model_fields)
    nearest = difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.5)
    hint = f"did you mean {nearest[0]!r}?" if nearest else f"known keys: {', '.join(known)}"
    return f"unknown metadata key {key!r}: {hint}"
