"""E-mails: the message as a document, and what is attached as further ones."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

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
