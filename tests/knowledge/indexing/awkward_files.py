"""Files that nobody means to send and somebody will: broken, mislabelled, enormous when unpacked, hostile.

Every file is made from a fixed seed, so that a failure can be repeated by its name.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tests.knowledge.indexing.source_files import (
    write_csv,
    write_mail,
    write_page,
    write_pdf,
    write_slides,
    write_word,
    write_workbook,
    write_zip,
)

SENTENCES = ["Family hubs cost £1,200 a week.", "Audits halved the saving.", "Nothing else was measured."]
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY x0 "ha">' + "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
)
MANY_ROWS = 200_000
MANY_PAGES = 3_000


def write_awkward_files(folder: Path) -> None:
    """Write all of them into ``folder``."""
    good = _good_files(folder / "made")
    for makers in (
        _cut(good),
        _altered(good),
        _mislabelled(good),
        _plain_nonsense(good),
        _encodings(),
        _nested(good),
        _bombs(good),
        _archives(good),
        _large(),
        _protected(folder / "made"),
    ):
        for name, content in makers:
            (folder / name).write_bytes(content)
    for path in (folder / "made").iterdir():
        path.unlink()
    (folder / "made").rmdir()


def _good_files(folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    (folder / "a.md").write_text("---\ntitle: A\n---\n# A\n\n" + "\n\n".join(SENTENCES))
    (folder / "a.txt").write_text("\n\n".join(SENTENCES))
    write_pdf(folder / "a.pdf", [SENTENCES, SENTENCES])
    write_word(folder / "a.docx", SENTENCES)
    write_slides(folder / "a.pptx", [("Findings", SENTENCES)])
    write_workbook(folder / "a.xlsx", Findings=[("Name", "Finding"), *enumerate(SENTENCES)])
    write_csv(folder / "a.csv", [("Name", "Finding"), *enumerate(SENTENCES)])
    write_page(folder / "a.html", SENTENCES)
    write_mail(folder / "a.eml", "\n\n".join(SENTENCES), {"a.pdf": (folder / "a.pdf").read_bytes()})
    write_zip(folder / "a.zip", {"inner/a.pdf": (folder / "a.pdf").read_bytes(), "b.md": b"Text."})
    return {path.suffix: path.read_bytes() for path in sorted(folder.iterdir())}


def _cut(good: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for suffix, content in good.items():
        for share in (2, 20, 50, 80, 99):
            yield f"cut-{share}{suffix}", content[: len(content) * share // 100]


def _altered(good: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for suffix, content in good.items():
        for seed in range(6):
            chance = random.Random(f"{suffix}{seed}")
            altered = bytearray(content)
            for _ in range(1 + seed * 8):
                altered[chance.randrange(len(altered))] = chance.randrange(256)
            if seed > 3:  # a piece is missing, a piece stands twice
                start = chance.randrange(len(altered))
                altered[start : start + 40] = altered[start : start + 20] * seed
            yield f"altered-{seed}{suffix}", bytes(altered)


def _mislabelled(good: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for suffix in good:
        for held in (".pdf", ".docx", ".xlsx", ".html", ".zip"):
            if held != suffix:
                yield f"is-{held[1:]}{suffix}", good[held]


def _plain_nonsense(good: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    noise = random.Random(1).randbytes(5_000)
    for suffix in good:
        yield f"empty{suffix}", b""
        yield f"noise{suffix}", noise
        yield f"zeros{suffix}", bytes(5_000)


def _encodings() -> Iterator[tuple[str, bytes]]:
    text = "Café costs £5 – “often”, 85% said.\n\nName,Finding\nÉlan,£5\n"
    for suffix in (".md", ".txt", ".csv", ".html", ".eml"):
        for encoding in ("utf-16", "utf-32", "cp1252", "utf-16-le", "utf-7"):
            yield f"in-{encoding}{suffix}", text.encode(encoding)
        yield f"half-a-character{suffix}", text.encode()[:-1] + b"\xe2\x80"
        yield f"surrogate{suffix}", text.encode() + b"\xed\xa0\x80"
    yield "wrong-charset.html", b'<meta charset="utf-8"><p>Caf\xe9 costs \xa35.</p>'
    yield "unknown-charset.html", b'<meta charset="klingon"><p>Caf\xe9.</p>'
    yield "unknown-charset.eml", b"Subject: =?klingon?Q?a?=\nContent-Type: text/plain; charset=klingon\n\nText.\n"


def _nested(good: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    yield "deep.html", b"<div>" * 20_000 + b"<p>Text.</p>" + b"</div>" * 20_000
    yield "deep-table.html", b"<table><tr><td>" * 5_000 + b"Text."
    yield "deep-quote.md", b">" * 20_000 + b" Text.\n"
    yield "deep-list.md", b"".join(b"  " * depth + b"- item\n" for depth in range(1_500))
    yield "brackets.md", b"[" * 50_000
    yield "stars.md", b"*a " * 20_000
    yield "deep-yaml.md", b"---\ntitle: " + b"[" * 10_000 + b"\n---\nText.\n"
    yield (
        "aliases.md",
        (
            b"---\na: &a [x,x]\n"
            + b"".join(
                b"a%d: &a%d [*a%s,*a%s]\n"
                % (n, n, b"" if n == 1 else b"%d" % (n - 1), b"" if n == 1 else b"%d" % (n - 1))
                for n in range(1, 40)
            )
            + b"---\nText.\n"
        ),
    )
    message = EmailMessage()
    message.set_content("The innermost.")
    for _ in range(30):
        outer = EmailMessage()
        outer["Subject"] = "Forwarded"
        outer.set_content("See below.")
        outer.add_attachment(message)
        message = outer
    yield "deep.eml", bytes(message)
    archive = good[".zip"]
    for _ in range(6):
        archive = _zip({"inner.zip": archive})
    yield "deep.zip", archive


def _bombs(good: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    parts = {".docx": "word/document.xml", ".pptx": "ppt/slides/slide1.xml", ".xlsx": "xl/worksheets/sheet1.xml"}
    for suffix, part in parts.items():
        whole = _members(good[suffix])
        yield f"laughs{suffix}", _zip(whole | {part: _with_laughs(whole[part])})
        yield f"deep{suffix}", _zip(whole | {part: b"<a>" * 100_000})
        yield f"zeros-inside{suffix}", _zip(whole | {"extra.bin": bytes(60 << 20)})
        yield f"large-part{suffix}", _zip(whole | {part: whole[part].replace(b"Audits", b"A" * (30 << 20))})
    yield (
        "styles-laughs.xlsx",
        _zip(_members(good[".xlsx"]) | {"xl/sharedStrings.xml": (LAUGHS + "<sst>&x9;</sst>").encode()}),
    )
    yield "laughs.html", (LAUGHS + "<p>&x9;</p>").encode()
    yield "zeros.zip", _zip({f"{number}.txt": bytes(6 << 20) for number in range(10)})
    yield "many.zip", _zip({f"{number}.txt": b"" for number in range(10_001)})
    yield "lies.zip", _lying_zip()
    yield "huge-page.pdf", _page(1_000_000, 1_000_000)
    yield "loop.pdf", good[".pdf"].replace(b"/Type /Pages", b"/Type /Pages /Parent 1 0 R", 1)
    yield "million-columns.csv", b"a," * 1_000_000 + b"\n" + b"1," * 1_000_000
    yield "one-long-line.md", b"word " * 1_000_000
    yield "one-long-word.txt", b"x" * 5_000_000
    yield "quotes.csv", b'Name,Finding\n"' + b"never closed\n" * 100_000


def _archives(good: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for number, name in enumerate(
        ("../../escaped.md", "/etc/escaped.md", "..\\..\\escaped.md", "C:\\escaped.md", "a/../../escaped.md", "\x07.md")
    ):
        yield f"leads-out-{number}.zip", _zip({name: b"Text.", "good.md": b"Good text."})
    yield "long-name.zip", _zip({"x" * 1_000 + ".md": b"Text."})
    yield "same-names.zip", _zip({"a.md": b"One.", "A/a.md": b"Two.", "./a.md": b"Three."})
    yield "same-ids.zip", _zip({"a b.md": b"One.", "a-b.md": b"Two."})
    yield "file-and-folder.zip", _zip({"a.md": b"One.", "a.md/b.md": b"Two."})
    link = zipfile.ZipInfo("link.md")
    link.external_attr = 0o120777 << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.md", "Good text.")
    yield "link.zip", stream.getvalue()
    encrypted = bytearray(_zip({"secret.md": b"Text."}))
    encrypted[6] |= 1
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    yield "encrypted.zip", bytes(encrypted)
    mail = {"../../escaped.md": b"Text.", "report.exe": b"MZ", "broken.pdf": good[".pdf"][:200], "": b"x"}
    message = EmailMessage()
    message["Subject"] = "Files"
    message.set_content("See the files.")
    for name, content in mail.items():
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    yield "attachments.eml", bytes(message)


def _large() -> Iterator[tuple[str, bytes]]:
    yield "many-pages.pdf", _pages(MANY_PAGES)
    sheet = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, MANY_ROWS + 1))
    yield "many-rows.xlsx", _sheet(f"<sheetData>{sheet}</sheetData>")
    yield "far-cell.xlsx", _sheet('<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    yield "many-rows.csv", b"Name,Finding\n" + b"a,b\n" * MANY_ROWS
    yield "too-large.txt", b"words and words\n" * (2 << 20)


def _protected(folder: Path) -> Iterator[tuple[str, bytes]]:
    yield "password.pdf", write_pdf(folder / "p.pdf", [SENTENCES], password="secret", owner_password="o").read_bytes()
    # An encrypted Office document is an old Office container with a part of this name.
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000) + "EncryptedPackage".encode("utf-16-le")
    for suffix in (".docx", ".pptx", ".xlsx"):
        yield f"password{suffix}", old
        yield f"old-format{suffix}", old[:1_000]


def _zip(members: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with_laughs(part: bytes) -> bytes:
    head, _, rest = part.partition(b"?>") if part.startswith(b"<?xml") else (b"", b"", part)
    return head + b"?>" * bool(head) + LAUGHS.encode() + rest.replace(b"Audits", b"&x9;")


def _lying_zip() -> bytes:
    """An archive whose list says that 50 MB of zeros are ten bytes."""
    content = bytearray(_zip({"lies.txt": bytes(50 << 20)}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        content[content.index(mark) + offset : content.index(mark) + offset + 4] = struct.pack("<I", 10)
    return bytes(content)


def _sheet(data: str) -> bytes:
    folder = io.BytesIO()
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.save(folder)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    part = f'<worksheet xmlns="{space}">{data}</worksheet>'.encode()
    return _zip(_members(folder.getvalue()) | {"xl/worksheets/sheet1.xml": part})


def _pages(count: int) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for number in range(count):
        canvas.drawString(72, 700, f"Page {number}.")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _page(width: float, height: float) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(width, height), invariant=1)
    canvas.drawString(72, 700, "Text on a page of 350 metres.")
    canvas.save()
    return stream.getvalue()
