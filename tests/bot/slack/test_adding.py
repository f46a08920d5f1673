"""A consultant adds a document in Slack: read, described, looked at, published; officers cannot."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.records.submissions import Submission
from bot.records.tables import SubmissionState
from bot.slack.client import web_client
from bot.slack.messages import submission as shown
from knowledge.indexing.add import add_files
from knowledge.indexing.remove import remove_document, retire_document
from knowledge.opening import Library
from knowledge.vocabulary import PUBLIC
from tests.bot.slack.office import ASKED, CONSULTANT, NARROW, OFFICER, PARTNER, SECOND, Office, office_in
from tests.conftest import Write, sync
from tests.fake_slack import FakeSlack
from tests.fake_slack.workspace import FakeMessage
from tests.knowledge.prevention_map.made_maps import write_map


def archive(*names: str) -> bytes:
    """A ZIP archive of reports."""
    written = BytesIO()
    with ZipFile(written, "w") as package:
        for name in names:
            package.writestr(name, REPORT)
    return written.getvalue()


REPORT = (
    b"# Telecare in Kent, followed up\n\n## What was found\n\nIn Kent telecare cut hospital admissions by a fifth.\n"
)
NAME = "kent follow-up.md"
DOCUMENT = "kent-follow-up"


@pytest.fixture
def office(
    library: Library, home: Path, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    write("reablement", "Reablement in Dorset had a trial in 2012.", title="Reablement in Dorset")
    sync(library, folder)
    with FakeSlack(retry_delays=(0.1, 0.2, 0.4, 0.8)) as slack, office_in(home, library, monkeypatch, slack) as office:
        yield office


def send(office: Office, user: str = CONSULTANT, name: str = NAME, content: bytes = REPORT, text: str = "") -> str:
    return office.slack.share(user, office.slack.dm(user), name, content, text)


def describe(office: Office, audience: str = "public", **fields: object) -> None:
    """Open the form from the message that asks for it, fill it in and send it."""
    message = office.wait_for(CONSULTANT, "Nobody sees it yet")
    office.press(CONSULTANT, message, shown.DESCRIBE)
    form = office.wait_for_view(CONSULTANT, "Describe the document")
    values = {name: {name: value} for name, value in {"audience": audience, **fields}.items()}
    assert office.slack.submit(CONSULTANT, form["id"], values) in (None, "", {})


def previewed(office: Office, audience: str = "public") -> FakeMessage:
    send(office)
    describe(office, audience)
    return office.wait_for(CONSULTANT, "Read: ")


def versions(office: Office, document_id: str = DOCUMENT) -> list[str]:
    return [version.state for version in office.library.history.versions(document_id)]


def test_a_file_is_read_described_previewed_published_and_cited(office: Office) -> None:
    assert "by a fifth" not in office.words(office.ask())
    ts = send(office)
    message = office.wait_for(CONSULTANT, "I have read kent follow-up.md. Nobody sees it yet.")
    assert message.thread_ts == ts
    office.press(CONSULTANT, message, shown.DESCRIBE)
    form = office.wait_for_view(CONSULTANT, "Describe the document")
    title = next(block for block in form["blocks"] if block["block_id"] == "title")
    assert title["element"]["initial_value"] == "Telecare in Kent, followed up"
    office.slack.submit(CONSULTANT, form["id"], {"audience": {"audience": "public"}, "year": {"year": "2024"}})

    preview = office.wait_for(CONSULTANT, "Read: ")
    words = office.words(preview)
    for part in ("What was found", "cut hospital admissions by a fifth", "Look at:", "not stated: publisher, licence"):
        assert part in words
    assert f"answers to the suites' questions:1 would quote this document, 0 others.{ASKED}" in words
    assert "Would change 1 of 1 answers" in words
    assert "now: out of scope" in words
    assert "then: answered" in words
    assert versions(office) == []
    assert "by a fifth" not in office.words(office.ask())

    office.press(CONSULTANT, preview, shown.PUBLISH)
    office.wait_for(CONSULTANT, "It can be cited from now on.")
    assert "cut hospital admissions by a fifth" in office.words(office.ask())
    assert versions(office) == ["published"]
    (history,) = office.library.history.of(DOCUMENT)
    assert history.who == "T0HOME/UCONNY"
    (version,) = office.library.history.versions(DOCUMENT)
    kept = office.library.originals.find(str(version.original))
    assert kept is not None
    assert kept.read_bytes() == REPORT
    (event,) = office.events("documents_changed")
    assert event["details"]["added"] == [DOCUMENT]
    assert len([m for m in office.slack.messages(office.slack.dm(CONSULTANT)) if m.bot]) == 1


def test_an_officer_s_file_is_refused_and_not_read(office: Office) -> None:
    send(office, OFFICER)
    office.wait_for(OFFICER, shown.ONLY_CONSULTANTS)
    assert office.events("submitted") == []
    assert not [call for call in office.slack.calls if call.method == "files.info"]


def test_an_officer_s_question_with_a_file_is_answered_as_a_question(office: Office) -> None:
    send(office, OFFICER, text="Did reablement have a trial in Dorset?")
    office.wait_for(OFFICER, "Reablement in Dorset had a trial in 2012.")
    assert office.events("submitted") == []


def test_an_officer_may_not_use_the_shortcut_either(office: Office) -> None:
    office.slack.add_channel("C1", [OFFICER, CONSULTANT])
    ts = office.slack.share(CONSULTANT, "C1", NAME, REPORT)
    office.slack.shortcut(OFFICER, "C1", ts, "add_to_library")
    office.wait_for_view(OFFICER, shown.ONLY_CONSULTANTS)
    assert office.events("submitted") == []


def test_a_file_in_a_channel_is_submitted_by_the_shortcut_and_talked_about_in_private(office: Office) -> None:
    office.slack.add_channel("C1", [OFFICER, CONSULTANT])
    ts = office.slack.share(OFFICER, "C1", NAME, REPORT)
    office.slack.shortcut(CONSULTANT, "C1", ts, "add_to_library")
    office.wait_for_view(CONSULTANT, shown.WILL_WRITE)
    office.wait_for(CONSULTANT, "Nobody sees it yet")
    assert [message.ts for message in office.slack.messages("C1")] == [ts]


def test_a_file_the_bot_may_not_see_is_refused_with_what_to_do(office: Office) -> None:
    office.slack.add_channel("C1", [CONSULTANT], with_bot=False)
    ts = office.slack.share(CONSULTANT, "C1", NAME, REPORT)
    office.slack.shortcut(CONSULTANT, "C1", ts, "add_to_library")
    office.wait_for(CONSULTANT, "send it to me in a direct message")


def test_a_file_kept_outside_slack_is_refused_and_the_token_goes_nowhere(office: Office) -> None:
    direct = office.slack.dm(CONSULTANT)
    office.slack.share(CONSULTANT, direct, NAME, b"", external_url="https://files.example.org/report.md")
    office.wait_for(CONSULTANT, "it is kept outside Slack")


def test_without_the_scope_slack_s_sign_in_page_is_not_taken_for_the_file(office: Office) -> None:
    office.slack.scopes -= {"files:read"}
    send(office)
    office.wait_for(CONSULTANT, "files:read")
    assert versions(office) == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("scan.pdf", b"%PDF-1.7 cut off", "I could not take in scan.pdf."),
        ("picture.png", b"png", "picture.png"),
        ("several.zip", archive("a.md", "b.md"), "all together by `insights library add several.zip`"),
    ],
)
def test_an_unreadable_file_is_refused_with_the_reason_and_not_kept(
    office: Office, name: str, content: bytes, reason: str
) -> None:
    send(office, name=name, content=content)
    office.wait_for(CONSULTANT, reason)
    (event,) = office.events("submitted")
    submission = office.records.submissions.find(event["details"]["submission"])
    assert submission is not None
    office.slack.wait_for(lambda: _state(office, submission.id) is SubmissionState.ENDED)
    assert office.records.submissions.content(submission.id) is None


def test_of_an_e_mail_only_the_message_is_taken_and_the_preview_says_so(office: Office) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "conny@example.org", "Telecare in Kent"
    mail.set_content("In Kent telecare cut hospital admissions by a fifth.")
    mail.add_attachment(REPORT, maintype="text", subtype="markdown", filename="report.md")
    send(office, name="letter.eml", content=mail.as_bytes())
    describe(office)
    preview = office.wait_for(CONSULTANT, "Read: ")
    assert "what is attached is not part of it, and is added by itself: report.md" in office.words(preview)


def test_a_workbook_is_read_as_the_map_that_its_description_says_it_is(office: Office, tmp_path: Path) -> None:
    path = write_map(tmp_path / "kent map.xlsx", [{"Id": "P01", "Intervention": "Falls classes", "Annual spend": 1000}])
    send(office, name=path.name, content=path.read_bytes())
    describe(office, kind="prevention_map")
    office.press(CONSULTANT, office.wait_for(CONSULTANT, "Read: "), shown.PUBLISH)
    office.wait_for(CONSULTANT, "It can be cited from now on.")
    ((_, record),) = office.library.catalogue.records("kent-map.xlsx", [PUBLIC])
    assert record["intervention"] == "Falls classes"


def test_a_field_that_is_made_empty_in_the_form_is_no_longer_said(office: Office) -> None:
    said = b"---\npublisher: Nobody in particular\nyear: 2020\nlicence: OGL\n---\n"
    send(office, content=said + REPORT)
    describe(office, publisher={"value": None}, year={"value": None})
    preview = office.wait_for(CONSULTANT, "Read: ")
    assert "not stated: publisher, year, owner" in office.words(preview)
    office.press(CONSULTANT, preview, shown.PUBLISH)
    office.wait_for(CONSULTANT, "It can be cited from now on.")
    (document,) = [found for found in office.library.catalogue.documents() if found.id == DOCUMENT]
    about = document.metadata
    assert (about.publisher, about.year, about.licence) == (None, None, "OGL")


def test_a_discarded_document_leaves_nothing(office: Office, home: Path) -> None:
    preview = previewed(office)
    office.press(CONSULTANT, preview, shown.DISCARD)
    office.wait_for(CONSULTANT, "Nothing of it was published")
    assert versions(office) == []
    assert office.library.originals.held() == {
        version.original for version in office.library.history.versions("reablement")
    }
    assert list((home / "rehearsals").iterdir()) == []
    assert office.events("discarded")


def test_a_preview_is_amended_and_then_published(office: Office) -> None:
    preview = previewed(office)
    office.press(CONSULTANT, preview, shown.DESCRIBE)
    form = office.wait_for_view(CONSULTANT, "Describe the document")
    office.slack.submit(CONSULTANT, form["id"], {"title": {"title": "Kent, ten years on"}})
    amended = office.wait_for(CONSULTANT, "Kent, ten years on")
    office.press(CONSULTANT, amended, shown.PUBLISH)
    office.wait_for(CONSULTANT, "Published: Kent, ten years on")
    (document,) = [found for found in office.library.catalogue.documents() if found.id == DOCUMENT]
    assert (document.metadata.title, document.version) == ("Kent, ten years on", 1)


def test_what_is_wrong_with_a_description_is_said_at_its_field(office: Office) -> None:
    send(office)
    message = office.wait_for(CONSULTANT, "Nobody sees it yet")
    office.press(CONSULTANT, message, shown.DESCRIBE)
    form = office.wait_for_view(CONSULTANT, "Describe the document")
    wrong = {"year": "last year", "source_url": "nowhere", "supersedes": "no-such-document"}
    for name, value in wrong.items():
        answer = office.slack.submit(CONSULTANT, form["id"], {"audience": {"audience": "public"}, name: {name: value}})
        assert isinstance(answer, dict)
        assert list(answer["errors"]) == [name]


def test_a_consultant_can_choose_only_audiences_they_hold(office: Office) -> None:
    send(office, NARROW)
    message = office.wait_for(NARROW, "Nobody sees it yet")
    office.press(NARROW, message, shown.DESCRIBE)
    form = office.wait_for_view(NARROW, "Describe the document")
    (audience,) = [block for block in form["blocks"] if block["block_id"] == "audience"]
    assert [option["value"] for option in audience["element"]["options"]] == ["public"]


# -- documents that somebody may not see ------------------------------------------------------------------------


def hold(office: Office, folder: Path, audience: str, name: str = NAME, **given: str) -> None:
    """Have somebody else put a document into the library under the name that a file is going to have."""
    path = folder / name
    path.write_text("# Borchester placements\n\nThe Borchester review found 11 placements avoidable.\n", "utf-8")
    said = {"audience": audience, "publisher": "Borchester", **given}
    report = add_files(office.library, [path], said, "tester", lambda done, total, at: None)
    assert not report.unreadable


def said_to(office: Office, user: str) -> str:
    messages = [m for m in office.slack.messages(office.slack.dm(user)) if m.bot]
    return "".join(map(office.words, messages)) + str(office.slack.views(user))


@pytest.mark.parametrize("retired", [False, True])
def test_a_file_named_like_a_document_its_sender_may_not_see_shows_and_replaces_nothing(
    office: Office, folder: Path, retired: bool
) -> None:
    hold(office, folder, "client:b")
    if retired:
        retire_document(office.library, DOCUMENT, "tester")
    before = versions(office)
    send(office)
    office.wait_for(CONSULTANT, shown.NAME_IN_USE)
    assert "Borchester" not in said_to(office, CONSULTANT)
    (event,) = office.events("submitted")
    office.slack.wait_for(lambda: _state(office, event["details"]["submission"]) is SubmissionState.ENDED)
    submission = office.records.submissions.find(event["details"]["submission"])
    assert submission is not None
    assert submission.fields == {}
    assert versions(office) == before


def test_a_file_named_like_what_a_document_for_others_replaced_tells_nothing_of_that(
    office: Office, folder: Path
) -> None:
    hold(office, folder, "public")
    hold(office, folder, "client:b", "borchester.md", supersedes=DOCUMENT)
    send(office)
    office.wait_for(CONSULTANT, shown.NAME_IN_USE)
    assert "borchester" not in said_to(office, CONSULTANT)


def test_a_document_for_others_that_took_the_name_since_the_preview_is_not_replaced(
    office: Office, folder: Path
) -> None:
    preview = previewed(office)
    hold(office, folder, "client:b")
    office.press(CONSULTANT, preview, shown.PUBLISH)
    office.wait_for(CONSULTANT, shown.NAME_IN_USE)
    assert versions(office) == ["published"]
    assert "Borchester" not in said_to(office, CONSULTANT)


def test_a_file_that_says_it_replaces_what_its_sender_may_not_see_replaces_nothing(
    office: Office, folder: Path
) -> None:
    hold(office, folder, "client:b", "borchester.md")
    send(office, content=b"---\nsupersedes: borchester\n---\n" + REPORT)
    describe(office)
    preview = office.wait_for(CONSULTANT, "Read: ")
    assert "Replaces" not in office.words(preview)
    office.press(CONSULTANT, preview, shown.PUBLISH)
    office.wait_for(CONSULTANT, "It can be cited from now on.")
    assert versions(office, "borchester") == ["published"]


def test_a_second_consultant_sees_nothing_of_a_replaced_document_that_is_not_for_them(
    office: Office, folder: Path
) -> None:
    hold(office, folder, "subscribers")
    preview = previewed(office, "client:a")
    office.press(CONSULTANT, preview, shown.NAME_SECOND, PARTNER)
    office.wait_for(CONSULTANT, f"<@{PARTNER}> may not see what this document would replace")
    assert "Borchester" not in said_to(office, PARTNER)
    assert versions(office) == ["published"]


# -- two consultants -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", ["client:a", "internal"])
def test_what_is_one_organisation_s_own_is_published_by_a_second_consultant(office: Office, audience: str) -> None:
    preview = previewed(office, audience)
    assert "Publish" not in office.words(preview)
    office.press(CONSULTANT, preview, shown.NAME_SECOND, SECOND)
    asked = office.wait_for(SECOND, "asks you to agree")
    assert "cut hospital admissions by a fifth" in office.words(asked)
    assert versions(office) == []
    office.press(SECOND, asked, shown.PUBLISH)
    office.wait_for(CONSULTANT, "It can be cited from now on.")
    office.wait_for(SECOND, "It can be cited from now on.")
    (entry,) = office.library.history.of(DOCUMENT)
    assert entry.who == "T0HOME/UCONNY and T0HOME/USECOND"
    assert office.events("agreed")


@pytest.mark.parametrize("second", [CONSULTANT, OFFICER, NARROW])
def test_the_second_must_be_another_consultant_who_holds_the_audience(office: Office, second: str) -> None:
    preview = previewed(office, "client:a")
    office.press(CONSULTANT, preview, shown.NAME_SECOND, second)
    office.slack.wait_for(
        lambda: [
            m for m in office.slack.ephemerals(office.slack.dm(CONSULTANT), CONSULTANT) if "somebody else" in str(m)
        ]
    )
    assert versions(office) == []
    assert all(not m.bot for m in office.slack.messages(office.slack.dm(second))) or second == CONSULTANT


def test_a_second_consultant_may_send_it_back(office: Office) -> None:
    preview = previewed(office, "client:a")
    office.press(CONSULTANT, preview, shown.NAME_SECOND, SECOND)
    asked = office.wait_for(SECOND, "asks you to agree")
    office.press(SECOND, asked, shown.SEND_BACK)
    office.wait_for(CONSULTANT, "The second consultant sent it back")
    office.wait_for(SECOND, "You sent kent follow-up.md back")
    assert versions(office) == []


# -- recent questions ----------------------------------------------------------------------------------------


def test_recent_questions_are_tried_as_far_as_the_consultant_may_see_them(office: Office) -> None:
    slack = office.slack
    slack.add_channel("C1", [OFFICER, CONSULTANT])
    slack.add_channel("C2", [OFFICER])
    for channel, question in (
        ("C1", "Did telecare cut admissions in Kent, asked where she reads?"),
        ("C2", "Did telecare cut admissions in Kent, asked elsewhere?"),
    ):
        ts = slack.say(OFFICER, channel, f"<@{slack.bot_user}> {question}")
        slack.wait_for(lambda channel=channel, ts=ts: len(slack.messages(channel, ts)) > 1, 30)  # type: ignore[misc]
    office.ask(OFFICER, "Did telecare cut admissions in Kent, asked in private?")
    words = office.words(previewed(office))
    assert "asked where she reads" in words
    assert "asked elsewhere" not in words
    assert "asked in private" not in words


# -- crashes -------------------------------------------------------------------------------------------------


def test_what_was_submitted_while_nothing_worked_is_taken_up_and_nothing_is_said_twice(
    library: Library, home: Path, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("reablement", "Reablement in Dorset had a trial in 2012.")
    sync(library, folder)
    with FakeSlack(retry_delays=(0.1, 0.2, 0.4)) as slack:
        with office_in(home, library, monkeypatch, slack, start=False) as office:
            slack.share(CONSULTANT, slack.dm(CONSULTANT), NAME, REPORT)
            slack.wait_for(lambda: office.events("submitted"))
            submission = office.records.submissions.claim("a dead worker")
            assert submission is not None
            # It died between posting its message and noting it.
            office.bot.adding._show(submission, shown.reading(NAME))
            office.records.submissions.note(submission, message_ts=None)
            office.records.submissions.release("a dead worker")
        with office_in(home, library, monkeypatch, slack) as office:
            office.wait_for(CONSULTANT, "Nobody sees it yet")
            assert len([m for m in slack.messages(slack.dm(CONSULTANT)) if m.bot]) == 1


def test_a_publication_that_was_cut_short_after_it_happened_is_not_repeated(office: Office) -> None:
    preview = previewed(office)
    submission = submitted(office)
    office.press(CONSULTANT, preview, shown.PUBLISH)
    office.wait_for(CONSULTANT, "It can be cited from now on.")
    office.slack.wait_for(lambda: _state(office, submission.id) is SubmissionState.ENDED)
    # As it stood before the last step: published, and not yet noted.
    office.records.submissions.note(submission, state=SubmissionState.AGREED, content=REPORT)
    office.bot.adding.ring()
    office.slack.wait_for(lambda: _state(office, submission.id) is SubmissionState.ENDED)
    assert versions(office) == ["published"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("at", ["bot.slack.messages.submission.published", "bot.slack.adding.Adding._tell_published"])
def test_after_a_crash_between_publishing_and_saying_so_the_preview_becomes_what_is_true(
    library: Library, home: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    died = threading.Event()

    def die(*_: object) -> None:
        died.set()
        raise SystemExit  # ends the thread as the end of its process does: it holds the submission still

    with FakeSlack(retry_delays=(0.1, 0.2, 0.4)) as slack:
        with monkeypatch.context() as patch, office_in(home, library, patch, slack) as office:
            preview = previewed(office)
            patch.setattr(at, die)
            office.press(CONSULTANT, preview, shown.PUBLISH)
            assert died.wait(20)
            assert versions(office) == ["published"]
            assert "It can be cited" not in said_to(office, CONSULTANT)
        with office_in(home, library, monkeypatch, slack) as office:
            message = office.wait_for(CONSULTANT, "It can be cited from now on.")
            assert message.ts == preview.ts
            assert "actions" not in [block["type"] for block in message.blocks]
            slack.wait_for(lambda: submitted(office).state is SubmissionState.ENDED)
            assert versions(office) == ["published"]


def test_a_message_that_slack_does_not_take_for_now_is_brought_up_to_date_later(office: Office) -> None:
    preview = previewed(office)
    office.slack.fail("chat.update", error="internal_error", times=2)
    office.press(CONSULTANT, preview, shown.PUBLISH)
    message = office.wait_for(CONSULTANT, "It can be cited from now on.")
    assert message.ts == preview.ts
    assert versions(office) == ["published"]
    assert len(office.events("documents_changed")) == 1


def test_a_second_consultant_s_deleted_message_holds_nothing_up(office: Office) -> None:
    preview = previewed(office, "client:a")
    office.press(CONSULTANT, preview, shown.NAME_SECOND, SECOND)
    asked = office.wait_for(SECOND, "asks you to agree")
    waiting = office.wait_for(CONSULTANT, "to agree.")
    web_client(office.slack.bot_token, office.slack.url).chat_delete(channel=asked.channel, ts=asked.ts)
    office.press(CONSULTANT, waiting, shown.DISCARD)
    office.slack.wait_for(lambda: submitted(office).state is SubmissionState.ENDED, 20)
    assert "Nothing of it was published" in office.words(office.last(CONSULTANT))
    assert [message for message in office.slack.messages(asked.channel) if message.bot] == []


def test_a_removed_document_s_rehearsals_and_submissions_are_gone_too(office: Office, home: Path) -> None:
    preview = previewed(office)
    office.press(CONSULTANT, preview, shown.PUBLISH)
    office.wait_for(CONSULTANT, "It can be cited from now on.")
    remove_document(office.library, DOCUMENT, "tester")
    kept = [path for path in home.rglob("*") if path.is_file() and b"by a fifth" in path.read_bytes()]
    assert [path.name for path in kept if not path.name.startswith("records.sqlite")] == []


def submitted(office: Office) -> Submission:
    """The only submission."""
    (event,) = office.events("submitted")
    found = office.records.submissions.find(event["details"]["submission"])
    assert found is not None
    return found


def _state(office: Office, submission_id: str) -> SubmissionState:
    found = office.records.submissions.find(submission_id)
    assert found is not None
    return found.state
