"""Names of partitions: one for each audience, in Chroma and in tantivy."""

from knowledge.errors import InsightsError
from knowledge.vocabulary import Audience, parse_audience

_SUFFIX = ".chunks"


def partition_name(audience: Audience) -> str:
    """A name both stores accept. Injective: '.' cannot occur in an audience, and the suffix ends in a letter."""
    return audience.replace(":", ".") + _SUFFIX


def partition_audience(name: str) -> Audience:
    """The audience whose partition is called ``name``. Raises InsightsError when none is."""
    audience = parse_audience(name.removesuffix(_SUFFIX).replace(".", ":"))
    if partition_name(audience) != name:
        raise InsightsError(f"{name!r} is no partition")
    return audience
