"""Which providers of models there are, and what each needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from dotenv import dotenv_values

from knowledge.errors import InsightsError

Options = Callable[[str, float], dict[str, Any]]
"""A provider's own options for a model's name and the seconds it may be silent. Retries are ours, so theirs are off."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: its LangChain name, its package, the extra that installs that, the variables it cannot do without."""

    langchain_name: str
    package: str
    extra: str
    variables: tuple[str, ...]
    options: Options


def _client(name: str, silence: float) -> dict[str, Any]:
    return {"timeout": silence, "max_retries": 0}


def _openai(name: str, silence: float) -> dict[str, Any]:
    return {**_client(name, silence), "stream_usage": True}


def _azure(name: str, silence: float) -> dict[str, Any]:
    return {**_openai(name, silence), "azure_deployment": name}


def _ollama(name: str, silence: float) -> dict[str, Any]:
    return {"client_kwargs": {"timeout": silence}}


def _none(name: str, silence: float) -> dict[str, Any]:
    return {}


_AZURE = ("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", "OPENAI_API_VERSION")
PROVIDERS: Mapping[str, Provider] = {
    "anthropic": Provider("anthropic", "langchain_anthropic", "anthropic", ("ANTHROPIC_API_KEY",), _client),
    "openai": Provider("openai", "langchain_openai", "openai", ("OPENAI_API_KEY",), _openai),
    "azure_openai": Provider("azure_openai", "langchain_openai", "openai", _AZURE, _azure),
    "bedrock": Provider("bedrock_converse", "langchain_aws", "bedrock", ("AWS_DEFAULT_REGION",), _none),
    "mistralai": Provider("mistralai", "langchain_mistralai", "mistralai", ("MISTRAL_API_KEY",), _client),
    "ollama": Provider("ollama", "langchain_ollama", "ollama", (), _ollama),
}
_PREFIXES = ("ANTHROPIC_", "OPENAI_", "AZURE_OPENAI_", "AWS_", "MISTRAL_", "OLLAMA_")


def named_provider(model: str) -> tuple[str, Provider, str]:
    """The provider's name, what it needs, and the model's name, from `provider:name`.

    Raises InsightsError naming what is wrong, or the command or the variable that puts it right.
    """
    provider_name, _, name = model.partition(":")
    provider = PROVIDERS.get(provider_name)
    if provider is None or not name:
        raise InsightsError(f"MODEL={model}: expected provider:name, with one of {', '.join(PROVIDERS)}")
    if find_spec(provider.package) is None:
        raise InsightsError(f"MODEL={model} needs a package: pip install 'insights-bot[{provider.extra}]'")
    _take_over_from_file()
    missing = [variable for variable in provider.variables if not os.environ.get(variable)]
    if missing:
        raise InsightsError(f"MODEL={model} needs {' and '.join(missing)}: set {'it' if not missing[1:] else 'them'}")
    return provider_name, provider, name


def _take_over_from_file() -> None:
    """Providers' packages read the environment alone, so their variables in `.env` are put there."""
    for variable, value in dotenv_values(".env").items():
        if variable.startswith(_PREFIXES) and value:
            os.environ.setdefault(variable, value)
