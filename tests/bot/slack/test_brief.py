"""A thread as a document: for whoever asked for it, with what they may see now."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document

from bot.briefing.note import LEFT_OUT
from bot.slack.messages.notice import BRIEFED, NO_FILES, NO_NOTE
from tests.bot.slack.conftest import FACT, QUESTION, Office
from tests.bot.slack.end_to_end.conftest import is_answer, read
from tests.fake_slack.workspace import FakeMessage

FOLLOW_UP = "What did the Kent telecare trial find on hospital admissions?"


def ask_in(
    office: Office, channel: str, user: str = "UANNE", text: str = QUESTION, thread: str | None = None
) -> FakeMessage:
    """The answer to a mention in a channel."""
    before = len([m for m in office.slack.messages(channel, thread) if is_answer(m)]) if thread else 0
    ts = office.slack.say(user, channel, f"<@{office.slack.bot_user}> {text}", thread_ts=thread)

    def answers() -> list[FakeMessage]:
        return [m for m in office.slack.messages(channel, thread or ts) if is_answer(m)]

    answer = office.slack.wait_for(lambda: answers()[before:], 20)[0]
    office.wait_until_noted()
    return answer


def sent(office: Office, user: str) -> tuple[str, dict[str, bytes]]:
    """What was said to somebody in their direct messages with files, and the files by name."""
    direct = office.slack.dm(user)
    roots = office.slack.wait_for(lambda: [m for m in office.slack.messages(direct) if BRIEFED in read(m)], 20)
    thread = roots[-1].ts
    (message,) = office.slack.wait_for(lambda: [m for m in office.slack.messages(direct, thread) if m.files], 20)
    return read(roots[-1]), {file["name"]: office.slack.content(file["id"]) for file in message.files}


def test_the_button_sends_the_thread_to_whoever_presses_it_alone(office: Office) -> None:
    office.slack.add_channel("C1", ["UANNE", "UBEN"])
    first = ask_in(office, "C1")
    second = ask_in(office, "C1", text=FOLLOW_UP, thread=first.thread_ts)
    office.slack.press("UBEN", "C1", second.ts, "make_brief")
    _, files = sent(office, "UBEN")
    word, markdown = sorted(files)
    assert (word.rpartition(".")[2], markdown.rpartition(".")[2]) == ("docx", "md")
    for told in (files[markdown].decode().replace("\\", ""), _read_word(files[word])):
        assert QUESTION in told
        assert FOLLOW_UP in told
        assert f"{FACT} [1]" in told
        assert told.rpartition("References")[2].count("Telecare in Kent") == 1
        assert LEFT_OUT not in told
    assert office.slack.messages("C1", first.thread_ts)[-1].ts == second.ts
    assert not [m for m in office.slack.messages(office.slack.dm("UANNE")) if m.files]


def test_the_shortcut_on_a_message_of_the_thread_does_the_same(office: Office) -> None:
    office.slack.add_channel("C1", ["UANNE", "UBEN"])
    answer = ask_in(office, "C1")
    office.slack.shortcut("UBEN", "C1", answer.ts, "make_briefing_note")
    _, files = sent(office, "UBEN")
    assert any(FACT.encode() in content.replace(b"\\", b"") for content in files.values())


def test_a_private_answer_becomes_a_note_too(office: Office) -> None:
    office.slack.add_channel("C1", ["UANNE"])
    office.slack.command("UANNE", "C1", "/insights", QUESTION)
    private = office.slack.wait_for(lambda: [m for m in office.slack.ephemerals("C1", "UANNE") if m.blocks], 20)[-1]
    office.slack.press("UANNE", "C1", private.ts, "make_brief")
    assert len(sent(office, "UANNE")[1]) == 2


def test_a_document_withdrawn_since_is_left_out_and_said(office: Office) -> None:
    office.slack.add_channel("C1", ["UANNE"])
    answer = ask_in(office, "C1")
    office.library.catalogue.withdraw(["telecare"], "tester")
    office.slack.press("UANNE", "C1", answer.ts, "make_brief")
    (told,) = [content.decode() for name, content in sent(office, "UANNE")[1].items() if name.endswith(".md")]
    assert LEFT_OUT in told
    assert "hospital admissions" not in told.partition("## Did")[2].partition("\n")[2]


def test_it_is_recorded_before_it_is_sent(office: Office) -> None:
    answer = office.ask()
    office.slack.press("UANNE", office.slack.dm("UANNE"), answer.ts, "make_brief")
    sent(office, "UANNE")
    (recorded,) = office.events("files_sent")
    details: dict[str, Any] = recorded["details"]
    assert (details["what"], details["access"]["audiences"]) == ("briefing note", ["public"])
    assert [chunk.startswith("telecare@1#") for chunk in details["shown"]] == [True]


def test_a_thread_without_answers_is_said_in_a_sentence(office: Office) -> None:
    office.slack.add_channel("C1", ["UANNE"])
    ts = office.slack.say("UANNE", "C1", "Lunch?")
    office.slack.shortcut("UANNE", "C1", ts, "make_briefing_note")
    direct = office.slack.dm("UANNE")
    assert office.slack.wait_for(lambda: [m for m in office.slack.messages(direct) if NO_NOTE in read(m)])


def test_without_the_scope_for_files_that_is_said(office: Office) -> None:
    answer = office.ask()
    office.slack.scopes.discard("files:write")
    direct = office.slack.dm("UANNE")
    office.slack.press("UANNE", direct, answer.ts, "make_brief")

    def sorry() -> list[FakeMessage]:
        return [
            m
            for root in office.slack.messages(direct)
            for m in office.slack.messages(direct, root.ts)
            if NO_FILES in read(m)
        ]

    assert office.slack.wait_for(sorry)


def _read_word(content: bytes) -> str:
    return " ".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)
