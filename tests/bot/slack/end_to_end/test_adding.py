"""With the real bot and model: a Word file is added and cited, and corrected when it is retired elsewhere."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.messages import submission as shown
from bot.slack.messages.correction import LEAD
from tests.bot.slack.end_to_end.bot_process import BotProcess, insights
from tests.bot.slack.end_to_end.conftest import Workspace, read
from tests.fake_slack import FakeSlack
from tests.fake_slack.workspace import FakeMessage

pytestmark = pytest.mark.real_model

POLICY = """
teams: {T0HOME: {audiences: [public]}}
users: {UCONNY: {team: T0HOME, audiences: [public], role: consultant}}
"""
FINDING = "The Borchester night-sitting service cut unplanned respite stays by 14 per cent in 2021."
ASKED = "What did the Borchester night-sitting service do to unplanned respite stays?"


@pytest.fixture(scope="module")
def office(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """One consultant and one officer, with the starter library."""
    home = tmp_path_factory.mktemp("adding") / "home"
    shutil.copytree(prepared_home, home)
    policy = home / "access.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    with FakeSlack() as slack:
        slack.add_user("UCONNY")
        slack.add_user("UOFFICE")
        with BotProcess(home, slack, INSIGHTS_ACCESS=str(policy), PREVIEW_QUESTIONS="5") as bot:
            yield Workspace(slack, bot, home)
        assert slack.violations == []


def word_file() -> bytes:
    """A report as a consultant has it."""
    import docx

    document = docx.Document()
    document.add_heading("Night sitting in Borchester", level=1)
    document.add_heading("What changed", level=2)
    document.add_paragraph(FINDING)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def wait_for(office: Workspace, user: str, words: str) -> FakeMessage:
    direct = office.slack.dm(user)
    return office.slack.wait_for(lambda: [m for m in office.slack.messages(direct) if words in read(m)], 180)[-1]


def test_a_word_file_is_added_cited_and_corrected_when_it_is_retired_elsewhere(office: Workspace) -> None:
    slack, consultant = office.slack, office.slack.dm("UCONNY")
    slack.share("UCONNY", consultant, "night sitting.docx", word_file())
    message = wait_for(office, "UCONNY", "Nobody sees it yet")
    slack.press("UCONNY", consultant, message.ts, shown.DESCRIBE)
    form = slack.wait_for(lambda: slack.views("UCONNY"))[-1]
    slack.submit("UCONNY", form["id"], {"audience": {"audience": "public"}, "year": {"year": "2021"}})
    preview = wait_for(office, "UCONNY", FINDING)
    slack.press("UCONNY", consultant, preview.ts, shown.PUBLISH)
    wait_for(office, "UCONNY", "It can be cited from now on.")

    direct = slack.dm("UOFFICE")
    asked = slack.say("UOFFICE", direct, ASKED)
    (answer,) = office.wait_for_answers(direct, asked)
    assert FINDING in read(answer)
    assert "Night sitting in Borchester" in read(answer)

    insights(office.home, "library", "retire", "night-sitting.docx", "--reason", "withdrawn by its author")
    done = time.monotonic()
    slack.wait_for(lambda: [m for m in slack.messages(direct, asked) if LEAD in read(m)], 10)
    assert time.monotonic() - done < 10


def test_an_officer_cannot_add(office: Workspace) -> None:
    direct = office.slack.dm("UOFFICE")
    office.slack.share("UOFFICE", direct, "own report.docx", word_file())
    wait_for(office, "UOFFICE", shown.ONLY_CONSULTANTS)
    assert "own-report" not in insights(office.home, "library", "list")
