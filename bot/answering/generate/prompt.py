"""Prompts: files with a version, whose variables are checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import InsightsError
from knowledge.text_files import read_text

PROMPTS = Path(__file__).parents[3] / "prompts"
ANSWER = "answer-2"
MAP_QUERY = "map-query-1"


class FrontMatter(BaseModel):
    """What a prompt's file says about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: int
    purpose: str
    variables: frozenset[str]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One version of one prompt."""

    id: str
    system: Template
    user: Template

    def messages(self, **values: str) -> list[tuple[str, str]]:
        """The system's and the user's message with the values in place. Raises KeyError for one that is missing."""
        return [("system", self.system.substitute(values)), ("user", self.user.substitute(values))]


def load_prompt(identifier: str = ANSWER, folder: Path = PROMPTS) -> Prompt:
    """The prompt of that name and version. Raises InsightsError saying what is wrong with its file."""
    path = folder / f"{identifier}.md"
    if not path.is_file():
        raise InsightsError(f"there is no prompt {path}")
    front, body = _split(path)
    if identifier != f"{front.name}-{front.version}":
        raise InsightsError(f"{path}: its front matter is of {front.name}-{front.version}")
    head, _, user = body.partition("\n# User\n")
    empty, _, system = head.partition("# System\n")
    if empty.strip() or not system.strip() or not user.strip():
        raise InsightsError(f"{path}: expected the sections '# System' and '# User'")
    prompt = Prompt(identifier, Template(system.strip()), Template(user.strip()))
    _check_variables(path, front, {*prompt.system.get_identifiers(), *prompt.user.get_identifiers()})
    return prompt


def _split(path: Path) -> tuple[FrontMatter, str]:
    parts = read_text(path).split("---\n", 2)
    if len(parts) != 3 or parts[0]:
        raise InsightsError(f"{path}: no front matter")
    try:
        return FrontMatter.model_validate(yaml.safe_load(parts[1])), parts[2]
    except (yaml.YAMLError, ValidationError) as error:
        raise InsightsError(f"{path}: front matter: {' '.join(str(error).split())}") from error


def _check_variables(path: Path, front: FrontMatter, used: set[str]) -> None:
    if missing := sorted(used - front.variables):
        raise InsightsError(f"{path}: uses {', '.join(missing)}, which 'variables' does not list")
    if idle := sorted(front.variables - used):
        raise InsightsError(f"{path}: lists {', '.join(idle)}, which it does not use")
