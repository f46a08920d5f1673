"""What somebody wrote in Slack, as a plain question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.question_text import mentions, mentions_somebody_else, question_text


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("<@U0BOT> does telecare save money?", "does telecare save money?"),
        ("<@U0BOT|insights>  what about  R&amp;D &lt;2019?", "what about R&D <2019?"),
        ("see <https://example.org/a|the report> please", "see the report please"),
        ("see <https://example.org/a>", "see https://example.org/a"),
        ("what do we say in <#C1|early-help>?", "what do we say in early-help ?"),
        ("<!here> who knows?", "who knows?"),
        ("<!subteam^S1|@finance> who knows?", "@finance who knows?"),
        ("line one\nline two", "line one\nline two"),
        ("", ""),
    ],
)
def test_slack_marks_become_words(written: str, plain: str) -> None:
    assert question_text(written) == plain


@given(st.text())
def test_any_text_gives_text(written: str) -> None:
    assert question_text(written) == question_text(written).strip()


@given(st.text(alphabet=st.characters(exclude_characters="<>&", exclude_categories=("Z", "C"))))
def test_text_without_marks_stays(written: str) -> None:
    assert question_text(written) == written


def test_who_is_mentioned() -> None:
    assert mentions("hello <@U0BOT>", "U0BOT")
    assert mentions("hello <@U0BOT|insights>", "U0BOT")
    assert not mentions("hello <@U0BOTX>", "U0BOT")
    assert mentions_somebody_else("<@U2> what do you think?", "U0BOT")
    assert mentions_somebody_else("<!here> what do you think?", "U0BOT")
    assert not mentions_somebody_else("<@U0BOT> what do you think?", "U0BOT")
