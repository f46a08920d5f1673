"""The reader of YAML that makes nothing but plain values: the one in C where there is one, ten times as fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from yaml import SafeLoader as PlainLoader
else:
    PlainLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

__all__ = ["PlainLoader"]
