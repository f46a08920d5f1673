"""Streaming, statuses, titles and prompts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import ContextActionsBlock, FeedbackButtonsElement
from slack_sdk.models.blocks.basic_components import FeedbackButtonObject
from slack_sdk.models.messages.chunk import TaskUpdateChunk

from tests.fake_slack import FakeSlack

FEEDBACK = ContextActionsBlock(
    elements=[
        FeedbackButtonsElement(
            action_id="feedback",
            positive_button=FeedbackButtonObject(text="Helpful", value="up"),
            negative_button=FeedbackButtonObject(text="Not helpful", value="down"),
        )
    ]
)


def error_of(call: Callable[[], Any]) -> str:
    """The error of a refused call."""
    with pytest.raises(SlackApiError) as caught:
        call()
    return str(caught.value.response["error"])


def test_a_stream_grows_by_text_and_chunks_and_ends_with_blocks(slack: FakeSlack, client: WebClient) -> None:
    root = slack.say("UX", "C1", "question")
    stream = client.chat_stream(
        buffer_size=1, channel="C1", thread_ts=root, recipient_team_id="T0OTHER", recipient_user_id="UX"
    )
    stream.append(markdown_text="one ")
    ts = stream.ts
    assert ts is not None
    client.chat_appendStream(channel="C1", ts=ts, markdown_text="two ")
    stream.append(chunks=[TaskUpdateChunk(id="t1", title="Search", status="complete")])
    assert slack.messages("C1", root)[1].streaming
    stream.stop(markdown_text="three", blocks=[FEEDBACK], metadata={"event_type": "answer", "event_payload": {}})
    answer = slack.messages("C1", root)[1]
    assert (answer.markdown, answer.streaming) == ("one two three", False)
    assert answer.tasks["t1"]["title"] == "Search"
    assert [block["type"] for block in answer.blocks] == ["context_actions"]
    assert slack.violations == []


def test_a_channel_stream_needs_its_recipient(slack: FakeSlack, client: WebClient) -> None:
    root = slack.say("U1", "C1", "question")
    start = client.chat_startStream
    assert error_of(lambda: start(channel="C1", thread_ts=root)) == "missing_recipient_user_id"
    missing_team = error_of(lambda: start(channel="C1", thread_ts=root, recipient_user_id="U1"))
    assert missing_team == "missing_recipient_team_id"


@pytest.mark.parametrize(("user", "team"), [("U2", "T0HOME"), ("U1", "T0OTHER"), ("U0BOT", "T0HOME")])
def test_a_wrong_recipient_is_a_violation(slack: FakeSlack, client: WebClient, user: str, team: str) -> None:
    root = slack.say("U1", "C1", "question")
    client.chat_startStream(channel="C1", thread_ts=root, recipient_user_id=user, recipient_team_id=team)
    assert len(slack.violations) == 1


def test_closed_and_stopped_streams_take_no_more(slack: FakeSlack, client: WebClient) -> None:
    channel = slack.dm("U1")
    root = slack.say("U1", channel, "question")
    for end in (slack.close_streams, lambda: slack.stop("U1", channel, root)):
        ts = client.chat_startStream(channel=channel, thread_ts=root)["ts"]
        assert error_of(lambda ts=ts: client.chat_update(channel=channel, ts=ts, text="x")) == (  # type: ignore[misc]
            "streaming_state_conflict"
        )
        end()
        append = error_of(lambda ts=ts: client.chat_appendStream(channel=channel, ts=ts, markdown_text="x"))  # type: ignore[misc]
        assert append == "message_not_in_streaming_state"
        client.chat_update(channel=channel, ts=ts, markdown_text="the whole answer")
        assert slack.messages(channel)[-1].markdown == "the whole answer"
    (stopped,) = [d for d in slack.deliveries if d.body["event"]["type"] == "agent_session_stopped"]
    assert stopped.body["event"]["streaming_message_ts"] == [ts]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({}, "no_text"),
        ({"chunks": [{"type": "mystery"}]}, "invalid_chunks"),
        ({"chunks": [{"type": "task_update", "id": "1", "title": "x", "status": "done"}]}, "invalid_chunks"),
        ({"chunks": [{"type": "blocks", "blocks": [{"type": "divider"}] * 51}]}, "invalid_blocks"),
    ],
)
def test_bad_stream_content(slack: FakeSlack, client: WebClient, content: dict[str, Any], error: str) -> None:
    channel = slack.dm("U1")
    ts = client.chat_startStream(channel=channel, thread_ts=slack.say("U1", channel, "question"))["ts"]
    assert error_of(lambda: client.chat_appendStream(channel=channel, ts=ts, **content)) == error


def test_a_stream_has_a_ceiling(slack: FakeSlack, client: WebClient) -> None:
    channel = slack.dm("U1")
    ts = client.chat_startStream(channel=channel, thread_ts=slack.say("U1", channel, "question"))["ts"]
    client.chat_appendStream(channel=channel, ts=ts, markdown_text="x" * 12_000)
    again = error_of(lambda: client.chat_appendStream(channel=channel, ts=ts, markdown_text="x" * 2_000))
    assert again == "msg_too_long"
    assert len(slack.messages(channel)[-1].markdown) == 12_000


def test_a_post_clears_the_status(slack: FakeSlack, client: WebClient) -> None:
    root = slack.say("U1", "C1", "question")
    client.assistant_threads_setStatus(channel_id="C1", thread_ts=root, status="is searching…")
    client.agents_sessions_setStatus(channel_id="C1", thread_ts=root, status="processing", title="Telecare")
    client.chat_postMessage(channel="C1", thread_ts=root, text="answer")
    assert [(s.kind, s.text) for s in slack.statuses("C1", root)] == [
        ("assistant", "is searching…"),
        ("session", "processing"),
        ("assistant", ""),
    ]
    assert slack.titles["C1", root] == "Telecare"


def test_suggested_prompts_are_shown_only_without_a_thread(slack: FakeSlack, client: WebClient) -> None:
    channel = slack.dm("U1")
    prompts = [{"title": "Telecare", "message": "Does telecare save money?"}]
    client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts)
    assert (slack.prompts(channel) or {})["prompts"] == prompts
    root = slack.say("U1", channel, "question")
    client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts * 2, thread_ts=root)
    assert (slack.prompts(channel) or {})["prompts"] == prompts
    assert len(slack.violations) == 1
    too_many = lambda: client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts * 5)  # noqa: E731
    assert error_of(too_many) == "invalid_arguments"
