"""Pages of messages and views."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.fake_slack.render import html
from tests.fake_slack.test_bolt import BUTTONS, FEEDBACK, MODAL
from tests.fake_slack.test_validation import GOOD
from tests.fake_slack.workspace import FakeMessage


def test_a_message_shows_its_markdown_and_its_buttons() -> None:
    page = html(FakeMessage("1.0", "C1", "U0BOT", markdown="**Yes**", blocks=[BUTTONS, FEEDBACK], bot=True))
    assert all(part in page for part in ("<strong>Yes</strong>", "Sources", "Good", "Bad"))


def test_every_known_block_is_drawn() -> None:
    assert "<i>" not in html({"text": "x", "blocks": GOOD})


def test_a_modal_shows_its_title_inputs_and_buttons() -> None:
    page = html(MODAL)
    assert all(part in page for part in ("Report", "Why", "Send", "Cancel"))


@given(st.text())
def test_no_text_becomes_markup(text: str) -> None:
    hostile = f"<script>{text}</script>"
    block = {"type": "section", "text": {"type": "mrkdwn", "text": hostile}}
    assert "<script" not in html({"markdown_text": hostile}) + html({"text": hostile, "blocks": [block]})
