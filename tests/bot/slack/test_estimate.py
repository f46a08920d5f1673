"""The opportunity estimate in Slack: its form says what is wrong, its result is for one person."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.slack.messages.estimate import INTRODUCTION, WORKING, estimate_message, estimate_modal
from knowledge.prevention_map.assumptions import load_assumptions
from knowledge.prevention_map.chosen import chosen_ranges
from knowledge.prevention_map.estimate import INPUT_FIELDS, Inputs, make_estimate
from knowledge.prevention_map.estimate_words import NOT_ADDED_UP, NOT_SOURCED
from tests.bot.slack.conftest import Office
from tests.bot.slack.end_to_end.conftest import read
from tests.fake_slack.validation.payloads import message_problems, view_problems
from tests.fake_slack.workspace import FakeMessage

CHILDREN = {"children_entering": "120", "child_cost": "£62k"}


def entered(**fields: str) -> dict[str, Any]:
    """Values by block and action id, as Slack sends them."""
    return {name: {name: {"type": "plain_text_input", "value": value}} for name, value in fields.items()}


def opened(office: Office, user: str = "UANNE") -> dict[str, Any]:
    """The form, opened with the command."""
    office.slack.add_channel("C1", ["UANNE", "UBEN"])
    office.slack.command(user, "C1", "/insights", "map estimate")
    return office.slack.wait_for(lambda: office.slack.views(user))[-1]


def with_files(office: Office, user: str) -> tuple[FakeMessage, FakeMessage]:
    """The result in somebody's direct messages, and the message with its files."""
    direct = office.slack.dm(user)

    def found() -> list[tuple[FakeMessage, FakeMessage]]:
        roots = office.slack.messages(direct)
        return [(root, reply) for root in roots for reply in office.slack.messages(direct, root.ts) if reply.files]

    return office.slack.wait_for(found, 30)[0]


def test_the_result_comes_with_its_files_for_the_asker_alone(office: Office) -> None:
    form = opened(office)
    office.slack.submit("UANNE", form["id"], entered(**CHILDREN, **{"children.cashable_share": "10%"}))
    assert WORKING in str(office.slack.views("UANNE")[-1])
    result, files = with_files(office, "UANNE")
    told = read(result)
    assert "£9.10m" in told or "£9.1m" in told
    assert NOT_ADDED_UP in told
    assert "randomised trial" in told
    names = [file["name"] for file in files.files]
    assert names == ["opportunity-estimate.xlsx", "what-matters-most.png"]
    assert files.files[1]["alt_txt"].startswith("What matters most")
    workbook = load_workbook(BytesIO(office.slack.content(files.files[0]["id"])))
    assert workbook["Inputs"]["B3"].value == 62_000
    assert office.slack.content(files.files[1]["id"]).startswith(b"\x89PNG")
    assert office.slack.messages("C1") == []
    assert office.slack.messages(office.slack.dm("UBEN")) == []
    (recorded,) = office.events("files_sent")
    assert recorded["details"] == {"what": "estimate"}


def test_the_shortcut_opens_the_same_form(office: Office) -> None:
    office.slack.global_shortcut("UBEN", "open_estimate")
    form = office.slack.wait_for(lambda: office.slack.views("UBEN"))[-1]
    assert INTRODUCTION in str(form)


@pytest.mark.parametrize(
    ("fields", "block", "said"),
    [
        ({}, "children_entering", "nothing to estimate from"),
        ({"children_entering": "120"}, "child_cost", "“Children entering care a year” is given without"),
        ({"adult_cost": "10"}, "adults_entering", "is given without"),
        ({**CHILDREN, "nfa_hours": "ten"}, "nfa_hours", "is not a number"),
        ({**CHILDREN, "years": "2.5"}, "years", "whole number from 1 to 20"),
        ({**CHILDREN, "children.avoidable_share": "300%"}, "children.avoidable_share", "is a share"),
        ({**CHILDREN, "ramp_up_years": "1/2/3"}, "ramp_up_years", "must be the larger"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(office: Office, fields: dict[str, str], block: str, said: str) -> None:
    answer = office.slack.submit("UANNE", opened(office)["id"], entered(**fields))
    assert isinstance(answer, dict)
    assert list(answer["errors"]) == [block]
    assert said in answer["errors"][block]
    assert office.events("files_sent") == []


def test_the_form_shows_every_input_and_every_assumption_with_its_source() -> None:
    view = estimate_modal()
    assert view_problems(view) == []
    blocks = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    assert list(blocks) == [*INPUT_FIELDS, *load_assumptions()]
    for name, assumption in load_assumptions().items():
        shown = blocks[name]["element"]["placeholder"]["text"] + blocks[name]["hint"]["text"]
        assert (NOT_SOURCED in shown) == (not assumption.sources)


def test_the_longest_result_fits_a_message() -> None:
    everything = Inputs(120, 62_000, 90, 900, 21_000, 300, 1_850, 10, 41, 20)
    own = [f"{name}=1" for name in load_assumptions() if name.endswith(("share", "persistence"))]
    for chosen in ([], own):
        message = estimate_message(
            make_estimate(everything, chosen_ranges([one.replace("=1", "=90%") for one in chosen]))
        )
        assert message_problems({"text": message.text, "blocks": message.blocks}) == []
