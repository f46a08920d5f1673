"""What is missing for a model is said in one line with what puts it right."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.answering.generate.prices import Price, known_price
from bot.answering.generate.provider import PROVIDERS, named_provider
from bot.assembly import model_from
from bot.settings import Settings
from knowledge.errors import InsightsError


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for provider in PROVIDERS.values():
        for variable in provider.variables:
            monkeypatch.delenv(variable, raising=False)


@pytest.mark.parametrize("model", ["gpt-4", "openai", "openai:", "nobody:best", ":x"])
def test_a_name_in_another_form_lists_the_providers(model: str) -> None:
    with pytest.raises(InsightsError, match="expected provider:name, with one of anthropic, openai"):
        named_provider(model)


@pytest.mark.parametrize("name", list(PROVIDERS))
def test_a_missing_package_is_named_by_the_command_that_installs_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.answering.generate.provider.find_spec", lambda package: None)
    with pytest.raises(InsightsError) as fault:
        named_provider(f"{name}:some-model")
    assert f"pip install 'insights-bot[{PROVIDERS[name].extra}]'" in str(fault.value)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize("name", [name for name, provider in PROVIDERS.items() if provider.variables])
def test_a_missing_key_is_named_by_its_variable(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.answering.generate.provider.find_spec", lambda package: sys)
    with pytest.raises(InsightsError) as fault:
        named_provider(f"{name}:some-model")
    assert all(variable in str(fault.value) for variable in PROVIDERS[name].variables)


def test_keys_may_stand_in_the_settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "")
    monkeypatch.delenv("OPENAI_API_KEY")
    (tmp_path / ".env").write_text("OPENAI_API_KEY=from-the-file\nSECRET_OF_OTHERS=1\n", encoding="utf-8")
    assert named_provider("openai:some-model")[2] == "some-model"
    monkeypatch.delenv("OPENAI_API_KEY")


def test_a_cap_without_a_price_cannot_be_held_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "of-a-test")
    with pytest.raises(InsightsError, match="the price of openai:unheard-of is not known"):
        model_from(Settings(model="openai:unheard-of", model_daily_usd=5))
    told = model_from(Settings(model="openai:unheard-of", model_daily_usd=5, model_input_price=1, model_output_price=2))
    assert told.price == Price(1, 2, "the settings")
    with pytest.raises(InsightsError, match="both"):
        model_from(Settings(model="openai:unheard-of", model_input_price=1))


def test_a_dated_edition_costs_what_its_model_costs() -> None:
    plain = known_price("anthropic", "claude-sonnet-5-5")
    assert plain is not None
    assert known_price("anthropic", "claude-sonnet-5-5-20260928") == plain
    assert plain.of(1_000_000, 100_000) == pytest.approx(plain.input + plain.output / 10)


def test_an_unknown_price_is_unknown() -> None:
    assert known_price("anthropic", "claude-sonnet-5-5-mini") is None
    assert known_price("mistralai", "claude-sonnet-5-5") is None


def test_a_model_of_ones_own_costs_nothing_for_tokens() -> None:
    price = known_price("ollama", "anything")
    assert price is not None
    assert price.of(10**6, 10**6) == 0
