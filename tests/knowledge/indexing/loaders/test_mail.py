"""E-mails: the message as a document, and what is attached as further ones."""

from __future__ import annotations

from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import UnreadableDocument
from knowledge.indexing.loaders.mail import load_mail, mail_attachments
from tests.knowledge.indexing.source_files import write_mail


def test_a_message_says_who_wrote_it_when_and_about_what(tmp_path: Path) -> None:
    loaded = load_mail(write_mail(tmp_path / "a.eml", "Hubs cost £5.\n\nHomes cost more.", subject="Costs"))
    assert loaded.title == "Costs"
    assert [(block.locator, block.text, block.headings) for block in loaded.blocks] == [
        (
            "message header",
            'From: "A. Writer" <writer@example.org>; Date: Mon, 03 Mar 2025 09:30:00 +0000; Subject: Costs',
            ("Costs",),
        ),
        ("paragraph 1", "Hubs cost £5.", ("Costs",)),
        ("paragraph 2", "Homes cost more.", ("Costs",)),
    ]


def test_a_message_in_html_alone_is_read_as_a_page(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Costs"
    message.set_content(
        "<html><body><p>Family hubs cost £1,200 a week in Leeds.</p><p style='display:none'>Unseen.</p></body></html>",
        subtype="html",
    )
    (tmp_path / "a.eml").write_bytes(bytes(message))
    loaded = load_mail(tmp_path / "a.eml")
    assert [block.text for block in loaded.blocks[1:]] == ["Family hubs cost £1,200 a week in Leeds."]
    assert loaded.warnings == ("1 hidden pieces of the message left out",)


def test_attached_files_and_forwarded_messages_are_given_by_name(tmp_path: Path) -> None:
    inner = EmailMessage()
    inner["Subject"] = "Inner"
    inner.set_content("Inner text.")
    outer = EmailMessage()
    outer["Subject"] = "Outer"
    outer.set_content("See below.")
    outer.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="report.pdf")
    outer.add_attachment(inner)
    (tmp_path / "a.eml").write_bytes(bytes(outer))
    attached = dict(mail_attachments(tmp_path / "a.eml"))
    assert list(attached) == ["report.pdf", "message 2.eml"]
    assert attached["report.pdf"] == b"%PDF"
    assert b"Inner text." in attached["message 2.eml"]


@pytest.mark.parametrize("sender", ["A. Writer <writer@", "A. Writer <", "B <"])
def test_a_header_that_cannot_be_parsed_is_shown_as_it_is_written(tmp_path: Path, sender: str) -> None:
    (tmp_path / "a.eml").write_bytes(f"From: {sender}\nSubject: Costs\n\nHubs cost £5.\n".encode())
    loaded = load_mail(tmp_path / "a.eml")
    assert [block.text for block in loaded.blocks] == [f"From: {sender}; Subject: Costs", "Hubs cost £5."]


@pytest.mark.parametrize("charset", [None, "us-ascii", "utf-8", "no-such-code"])
@pytest.mark.parametrize(
    ("encoding", "warnings"),
    [("utf-8", ()), ("cp1252", ("not UTF-8: read as Windows-1252, check £ signs and accents",))],
)
def test_pounds_survive_an_encoding_that_is_missing_or_wrong(
    tmp_path: Path, charset: str | None, encoding: str, warnings: tuple[str, ...]
) -> None:
    kind = f"Content-Type: text/plain; charset={charset}\n" if charset else ""
    (tmp_path / "a.eml").write_bytes(f"Subject: Costs\n{kind}\nHubs cost £5.\n".encode(encoding))
    loaded = load_mail(tmp_path / "a.eml")
    assert (loaded.blocks[-1].text, loaded.warnings) == ("Hubs cost £5.", warnings)


PIECES = (
    *(
        "From: ",
        "Subject: ",
        "Content-Type: ",
        "Content-Disposition: attachment; ",
        "Content-Transfer-Encoding: base64",
    ),
    *(
        "multipart/mixed; ",
        "message/rfc822",
        "text/plain; ",
        "boundary=",
        "charset=",
        "filename*=",
        "filename=",
        "name*0*=",
    ),
    *("utf-8''%E2", "=?utf-8?q?=E2?=", "=?utf-8?b?/?=", "\n", "\n\n", "--b", "--b--", "b", "uu"),
    *('"', ";", "<", "@", ":", "(", "\\", "\xff", " ", ",", "["),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_headers_are_read_or_refused(tmp_path: Path, pieces: list[str]) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes("".join(["From: a\n", *pieces, "\n\nText."]).encode("latin-1"))
    for read in (load_mail, mail_attachments):
        with suppress(UnreadableDocument):
            read(path)
