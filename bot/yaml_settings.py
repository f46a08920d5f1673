"""Settings that are too long for the environment: YAML files, checked, with every fault in one line."""

from __future__ import annotations

import difflib
from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from knowledge.errors import InsightsError
from knowledge.text_files import read_text
from knowledge.yaml_loader import PlainLoader


class Strict(BaseModel):
    """A part of a settings file: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


Model = TypeVar("Model", bound=BaseModel)


def read_settings(path: Path, model: type[Model]) -> Model:
    """The file as ``model``. Raises InsightsError naming the key that is wrong, or for an unknown key the nearest."""
    try:
        told = yaml.load(read_text(path), Loader=_NoDuplicates)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise InsightsError(f"{path}{line}: not valid YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise InsightsError(f"{path}: not valid YAML: {error}".splitlines()[0]) from error
    try:
        return model.model_validate({} if told is None else told)
    except ValidationError as error:
        raise InsightsError(f"{path}: {_fault(error.errors()[0], model)}") from error


class _NoDuplicates(PlainLoader):
    """Refuses a key given twice: the second would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable) and key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} is there twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def _fault(error: ErrorDetails, model: type[BaseModel]) -> str:
    where = ".".join(str(part) for part in error["loc"] if part != "[key]")
    if error["type"] == "extra_forbidden":
        known = sorted(_keys(model.model_json_schema()))
        nearest = difflib.get_close_matches(str(error["loc"][-1]).lower(), known, n=1, cutoff=0.5)
        return f"unknown key {where!r}: " + (f"did you mean {nearest[0]!r}?" if nearest else "remove it")
    return f"{where or 'the file'}: {error['msg'].removeprefix('Value error, ')} (found {error['input']!r})"


def _keys(schema: dict[str, Any]) -> set[str]:
    """The names of all fields, of the parts too."""
    parts = [schema, *schema.get("$defs", {}).values()]
    return {name for part in parts for name in part.get("properties", {})}
