"""What is known about a document besides its text: the fields of front matter, sidecars and imports."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Collection, Mapping, Sequence
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
Year = Annotated[int, Field(ge=1800, le=2200)]


class SectionMetadata(BaseModel):
    """What holds for one section instead of the whole document: a report on a trial also quotes estimates.

    ``disagreement`` marks a section that says where sources disagree.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    evidence: Evidence | None = None
    year: Year | None = None
    place: Text | None = None
    publisher: Text | None = None
    disagreement: bool = False


class DocumentMetadata(BaseModel):
    """The metadata of one document version.

    ``year`` is the latest year its main figures describe; ``published`` and ``review_by`` are dates; ``sections`` says
    by heading what is otherwise there; ``approved`` is the day a consultant approved it as an answer, set by the bot.
    A document whose audience nobody stated is `internal`: unclassified text must not reach a council.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    title: Text = Field(min_length=1)
    kind: Kind = Kind.NOTE
    audience: Annotated[Audience, BeforeValidator(_audience)] = INTERNAL
    publisher: Text | None = None
    place: Text | None = None
    year: Year | None = None
    cohort: Cohort | None = None
    evidence: Evidence = Evidence.NOT_STATED
    published: dt.date | None = None
    source_url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    licence: Text | None = None
    owner: Text | None = None
    review_by: dt.date | None = None
    supersedes: Text | None = None
    approved: dt.date | None = None
    sections: dict[Text, SectionMetadata] = {}

    def for_section(self, headings: Sequence[str]) -> DocumentMetadata:
        """The metadata that holds under these headings, outermost first."""
        fields = section_fields(self.model_dump(include={"sections"}), headings)
        return self.model_copy(update={name: value for name, value in fields.items() if name != "disagreement"})


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


def merged(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of all layers, the last winning; one that the last says is None is no longer said."""
    fields = {key: value for layer in layers for key, value in layer.items()}
    return {key: value for key, value in fields.items() if value is not None}


def section_fields(details: Mapping[str, Any], headings: Sequence[str]) -> dict[str, Any]:
    """What metadata as plain data says of the section under ``headings``, the innermost winning."""
    sections = details.get("sections") or {}
    return {
        name: value for heading in headings for name, value in sections.get(heading, {}).items() if value is not None
    }


def check_sections(metadata: DocumentMetadata, headings: Collection[str]) -> None:
    """Raises UnreadableDocument when metadata speaks of a section that the document does not have."""
    for heading in metadata.sections:
        if heading not in headings:
            nearest = difflib.get_close_matches(heading, headings, n=1, cutoff=0.0)
            hint = f"; the nearest is {nearest[0]!r}" if nearest else ""
            raise UnreadableDocument(f"metadata field 'sections': no heading {heading!r} in the document{hint}")


def _unknown_key(key: str) -> str:
    known = list(DocumentMetadata.model_fields)
    nearest = difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.5)
    hint = f"did you mean {nearest[0]!r}?" if nearest else f"known keys: {', '.join(known)}"
    return f"unknown metadata key {key!r}: {hint}"
