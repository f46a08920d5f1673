"""Threads are told, once, when what an answer cites has left the library."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.records.corrections import Version
from bot.slack import corrections as shipped
from bot.slack.messages.correction import LEAD, Became
from knowledge.indexing.add import add_files
from knowledge.indexing.remove import remove_document, retire_document
from knowledge.opening import Library
from tests.bot.slack.office import ASKED, CONSULTANT, LOOK, OFFICER, Office, office_in
from tests.conftest import Write, sync
from tests.fake_slack import FakeSlack
from tests.fake_slack.workspace import FakeMessage

FACT = "The Kent telecare trial did not cut hospital admissions."
AS_SHIPPED = shipped._LOOK
OTHER = "Reablement in Dorset had a trial in 2012."


@pytest.fixture
def stocked(library: Library, write: Write, folder: Path) -> Library:
    add(library, write("telecare", FACT, title="Telecare in Kent"))
    write("reablement", OTHER, title="Reablement in Dorset")
    (folder / "telecare.md").rename(folder.parent / "telecare.md")
    sync(library, folder)
    return library


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack(retry_delays=(0.1, 0.2, 0.4, 0.8)) as slack:
        yield slack


@pytest.fixture
def office(stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> Iterator[Office]:
    with office_in(home, stocked, monkeypatch, slack) as office:
        yield office


def add(library: Library, path: Path) -> None:
    add_files(library, [path], {}, "tester", lambda done, total, name: None)


def corrections(office: Office, answer: FakeMessage) -> list[str]:
    thread = office.slack.messages(answer.channel, answer.thread_ts)
    return [words for message in thread if LEAD in (words := office.words(message))]


def wait_for_correction(office: Office, answer: FakeMessage, seconds: float = 10) -> str:
    """Within the ten seconds that are promised."""
    (words,) = office.slack.wait_for(lambda: corrections(office, answer), seconds)
    return words


def test_a_thread_is_told_once_when_a_cited_document_is_retired(office: Office) -> None:
    answer, other = office.ask(), office.ask(question="Did reablement have a trial in Dorset?")
    assert FACT in office.words(answer)
    retire_document(office.library, "telecare", "tester")
    words = wait_for_correction(office, answer)
    assert f"[1] “Telecare in Kent” {Became.RETIRED}" in words
    retire_document(office.library, "reablement", "tester")
    wait_for_correction(office, other)
    time.sleep(5 * LOOK)
    assert len(corrections(office, answer)) == 1
    (first, _) = office.events("corrected")
    assert first["details"]["documents"] == ["telecare version 1"]


def test_a_retirement_from_the_command_line_reaches_the_running_bot_within_ten_seconds(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    program = (
        "from tests.conftest import WordEmbedder\n"
        "from knowledge.opening import open_library\n"
        "from knowledge.indexing.remove import retire_document\n"
        "import pathlib, sys\n"
        "library = open_library(pathlib.Path(sys.argv[1]), WordEmbedder())\n"
        "retire_document(library, 'telecare', 'somebody')\n"
    )
    with office_in(home, stocked, monkeypatch, slack, look=AS_SHIPPED) as office:
        answer = office.ask()
        subprocess.run([sys.executable, "-c", program, str(home)], check=True)
        wait_for_correction(office, answer)


def test_what_replaces_a_document_is_named_only_where_everybody_who_reads_the_thread_now_may_see_it(
    office: Office, write: Write
) -> None:
    slack = office.slack
    add(office.library, write("ponies", "Borchester keeps nine grey ponies.", audience="client:a", title="Ponies"))
    answers = []
    for channel in ("C1", "C2"):
        slack.add_channel(channel, [CONSULTANT])
        ts = slack.say(CONSULTANT, channel, f"<@{slack.bot_user}> How many grey ponies does Borchester keep?")
        answers.append(slack.wait_for(lambda c=channel, t=ts: slack.messages(c, t)[1:], 20)[0])  # type: ignore[misc]
    slack.wait_for(lambda: len(office.events("answered")) == 2)
    slack.join("C2", OFFICER)
    slack.wait_for(lambda: all(delivery.acked_at for delivery in slack.deliveries))
    replacing = write("horses", "Borchester sold them.", audience="client:a", title="Horses", supersedes="ponies")
    add(office.library, replacing)
    told = [wait_for_correction(office, answer) for answer in answers]
    assert [Became.SUPERSEDED in words for words in told] == [True, True]
    assert ["Horses" in words for words in told] == [True, False]


def test_a_removed_document_is_called_removed(office: Office) -> None:
    answer = office.ask()
    remove_document(office.library, "telecare", "tester")
    assert Became.GONE in wait_for_correction(office, answer)


@pytest.mark.parametrize(
    ("revised", "became"),
    [
        (FACT + " It was repeated in 2019.", Became.REVISED_AND_SAME),
        ("The Kent telecare trial did cut hospital admissions.", Became.REVISED_AND_CHANGED),
    ],
)
def test_a_new_version_is_told_with_whether_it_still_says_what_was_quoted(
    office: Office, write: Write, revised: str, became: Became
) -> None:
    answer = office.ask()
    add(office.library, write("telecare", revised, title="Telecare in Kent"))
    assert became in wait_for_correction(office, answer)


def test_a_document_replaced_by_another_is_told_with_what_replaces_it(office: Office, write: Write) -> None:
    answer = office.ask()
    add(office.library, write("telecare-2", "A new study of telecare.", title="Telecare again", supersedes="telecare"))
    assert f"{Became.SUPERSEDED}, “Telecare again”" in wait_for_correction(office, answer)


def test_what_replaces_it_is_not_named_to_people_who_may_not_see_it(office: Office, write: Write) -> None:
    answer = office.ask()
    secret = write("secret", "A secret study.", title="The secret", audience="client:a", supersedes="telecare")
    add(office.library, secret)
    words = wait_for_correction(office, answer)
    assert Became.SUPERSEDED in words
    assert "secret" not in words


def test_a_document_only_read_anew_needs_no_correction(
    office: Office, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    answer = office.ask(question="Did reablement have a trial in Dorset?")
    monkeypatch.setattr("knowledge.indexing.publish.SPLITTER", "split another way")
    assert sync(office.library, folder).changed == ["reablement"]
    time.sleep(5 * LOOK)
    assert corrections(office, answer) == []


def test_what_was_retired_while_the_bot_was_away_is_told_when_it_is_back_and_not_again(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    with office_in(home, stocked, monkeypatch, slack) as office:
        answer = office.ask()
    retire_document(stocked, "telecare", "tester")
    for _ in range(2):
        with office_in(home, stocked, monkeypatch, slack) as office:
            wait_for_correction(office, answer)
            time.sleep(5 * LOOK)
            assert len(corrections(office, answer)) == 1


def test_a_correction_that_was_posted_and_not_noted_is_not_posted_again(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    with office_in(home, stocked, monkeypatch, slack) as office:
        answer = office.ask()
        retire_document(stocked, "telecare", "tester")
        wait_for_correction(office, answer)
    with office.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cited SET corrected_at = NULL, sending_since = 1.0")
    with office_in(home, stocked, monkeypatch, slack) as office:
        slack.wait_for(lambda: len(office.events("corrected")) == 2)
        assert len(corrections(office, answer)) == 1


def test_what_was_never_posted_is_not_looked_for_again_and_again(office: Office) -> None:
    answer = office.ask()
    assert office.records.corrections.cited() == {("telecare", 1)}
    with office.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE questions SET state = 'stopped'")
    assert office.records.corrections.cited() == set()
    assert corrections(office, answer) == []


def test_an_answer_on_its_way_is_looked_for_less_and_less_often_and_corrected_within_a_minute(
    stocked: Library, home: Path, monkeypatch: pytest.MonkeyPatch, slack: FakeSlack
) -> None:
    with office_in(home, stocked, monkeypatch, slack) as office:
        answer = office.ask()
    now = 1000.0
    looks: list[float] = []
    monkeypatch.setattr("bot.slack.corrections.time", SimpleNamespace(monotonic=lambda: now))
    with office_in(home, stocked, monkeypatch, slack, start=False) as office:
        cited = office.records.corrections.cited

        def counted() -> set[Version]:
            looks.append(now)
            return cited()

        monkeypatch.setattr(office.records.corrections, "cited", counted)
        _set_state(office, "in_review")
        retire_document(stocked, "telecare", "tester")
        for _ in range(200):
            office.bot.corrections.look()
            now += 3
        assert len(set(looks)) < 20
        _set_state(office, "done")
        for _ in range(20):
            office.bot.corrections.look()
            now += 3
        assert len(corrections(office, answer)) == 1
        seen = len(looks)
        now += 1000
        office.bot.corrections.look()
        assert len(looks) == seen


def _set_state(office: Office, state: str) -> None:
    with office.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE questions SET state = '{state}'")


def test_a_private_answer_is_not_corrected_for_it_cannot_be_found_again(office: Office) -> None:
    slack = office.slack
    slack.add_channel("C1", [OFFICER])
    reply = slack.command(OFFICER, "C1", "/insights", ASKED)
    slack.wait_for(lambda: reply.responses)
    retire_document(office.library, "telecare", "tester")
    time.sleep(5 * LOOK)
    assert slack.messages("C1") == []
    assert office.events("corrected") == []


def test_the_original_file_is_sent_to_whoever_may_see_it_and_to_nobody_else(office: Office) -> None:
    answer = office.ask()
    slack, direct = office.slack, office.slack.dm(OFFICER)
    slack.press(OFFICER, direct, answer.ts, "show_sources")
    modal = office.wait_for_view(OFFICER, "Send me the file")
    slack.press_in_view(OFFICER, modal["id"], "send_original")
    sent = slack.wait_for(lambda: [m for m in slack.messages(direct) if m.files])[-1]
    assert sent.files[0]["name"] == "telecare.md"
    assert office.events("file_sent")
    retire_document(office.library, "telecare", "tester")
    slack.press_in_view(OFFICER, modal["id"], "send_original")
    office.wait_for(OFFICER, "I cannot send this file")
    assert len([m for m in slack.messages(direct) if m.files]) == 1
