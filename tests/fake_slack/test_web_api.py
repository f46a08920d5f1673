"""The Web API, called by the real slack_sdk."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from tests.fake_slack import FakeSlack

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "words"}}


def refused(call: Callable[[], Any]) -> Any:
    """The answer of a call that Slack refuses."""
    with pytest.raises(SlackApiError) as caught:
        call()
    return caught.value.response.data


def test_auth_test_names_the_bot_and_its_scopes(slack: FakeSlack, client: WebClient) -> None:
    answer = client.auth_test()
    assert answer["user_id"] == slack.bot_user
    assert set(answer.headers["x-oauth-scopes"].split(",")) == slack.scopes


@pytest.mark.parametrize(("token", "error"), [("xoxb-wrong", "invalid_auth"), (None, "not_authed")])
def test_a_call_without_the_right_token_is_refused(slack: FakeSlack, token: str | None, error: str) -> None:
    assert refused(lambda: WebClient(token, base_url=slack.url).auth_test())["error"] == error


def test_a_missing_scope_is_named(slack: FakeSlack, client: WebClient) -> None:
    slack.scopes.discard("users:read")
    answer = refused(lambda: client.users_info(user="U1"))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")


def test_unknown_methods_and_arguments(slack: FakeSlack, client: WebClient) -> None:
    assert refused(lambda: client.api_call("chat.shout"))["error"] == "unknown_method"
    slack.unknown("chat.startStream")
    assert refused(lambda: client.chat_startStream(channel="C1", thread_ts="1"))["error"] == "unknown_method"
    client.chat_postMessage(channel="C1", text="hello", colour="red")
    assert slack.violations == ["chat.postMessage: unknown argument colour"]


def test_a_message_is_posted_changed_and_deleted(slack: FakeSlack, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C1", text="one", blocks=[SECTION])["ts"]
    client.chat_update(channel="C1", ts=ts, text="two")
    (message,) = slack.messages("C1")
    assert (message.text, message.blocks, message.user) == ("two", [], slack.bot_user)
    assert message.edited is not None
    client.chat_delete(channel="C1", ts=ts)
    assert slack.messages("C1") == []


def test_the_bot_touches_only_its_own_messages(slack: FakeSlack, client: WebClient) -> None:
    ts = slack.say("U1", "C1", "mine")
    assert refused(lambda: client.chat_update(channel="C1", ts=ts, text="ours"))["error"] == "cant_update_message"
    assert refused(lambda: client.chat_delete(channel="C1", ts=ts))["error"] == "cant_delete_message"
    assert refused(lambda: client.chat_delete(channel="C1", ts="1.2"))["error"] == "message_not_found"


def test_a_deleted_root_with_replies_becomes_a_tombstone(slack: FakeSlack, client: WebClient) -> None:
    root = slack.say("U1", "C1", "question")
    client.chat_postMessage(channel="C1", thread_ts=root, text="answer")
    slack.delete("U1", "C1", root)
    tombstone, reply = slack.messages("C1", root)
    assert (tombstone.subtype, reply.text) == ("tombstone", "answer")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": [SECTION] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"markdown_text": "x", "text": "y"}, "markdown_text_conflict"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"text": "x", "metadata": {"event_type": "only"}}, "invalid_metadata_format"),
    ],
)
def test_bad_messages_are_refused(client: WebClient, arguments: dict[str, Any], error: str) -> None:
    assert refused(lambda: client.chat_postMessage(channel="C1", **arguments))["error"] == error


def test_refused_blocks_are_named(client: WebClient) -> None:
    bad = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    answer = refused(lambda: client.chat_postMessage(channel="C1", text="x", blocks=[SECTION, bad]))
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    ]


def test_channels_the_bot_is_not_in(slack: FakeSlack, client: WebClient) -> None:
    slack.add_channel("C2", members=["U1"], with_bot=False)
    slack.add_channel("C3", members=["U1"], with_bot=False, private=True)
    assert refused(lambda: client.chat_postMessage(channel="C2", text="x"))["error"] == "not_in_channel"
    assert refused(lambda: client.chat_postMessage(channel="C3", text="x"))["error"] == "channel_not_found"
    assert client.conversations_info(channel="C2")["channel"]["is_member"] is False


def test_ephemerals_are_seen_by_one_person(slack: FakeSlack, client: WebClient) -> None:
    client.chat_postEphemeral(channel="C1", user="U1", text="only you")
    assert [m.text for m in slack.ephemerals("C1", "U1")] == ["only you"]
    assert slack.ephemerals("C1", "U2") == []
    slack.add_user("U9")
    assert refused(lambda: client.chat_postEphemeral(channel="C1", user="U9", text="x"))["error"] == (
        "user_not_in_channel"
    )


def test_history_and_replies_are_paged(slack: FakeSlack, client: WebClient) -> None:
    root = slack.say("U1", "C1", "root")
    replies = [slack.say("U2", "C1", f"reply {number}", root) for number in range(5)]
    client.chat_postMessage(channel="C1", text="with", metadata={"event_type": "answer", "event_payload": {"id": "1"}})
    found, cursor = [], None
    while cursor != "":
        answer = client.conversations_replies(channel="C1", ts=root, limit=2, cursor=cursor)
        found += [message["ts"] for message in answer["messages"]]
        cursor = answer["response_metadata"]["next_cursor"]
    assert found == [root, *replies]
    newest, oldest = client.conversations_history(channel="C1")["messages"]
    assert ("metadata" in newest, oldest["reply_count"]) == (False, 5)
    (newest, _) = client.conversations_history(channel="C1", include_all_metadata=True)["messages"]
    assert newest["metadata"]["event_payload"] == {"id": "1"}


def test_people_channels_and_groups(slack: FakeSlack, client: WebClient) -> None:
    slack.add_user_group("S1", ["U1", "U2"], handle="consultants")
    assert client.conversations_info(channel="C1")["channel"]["is_ext_shared"] is True
    assert client.conversations_members(channel="C1", limit=2)["response_metadata"]["next_cursor"]
    assert client.conversations_open(users="U1")["channel"]["id"] == slack.dm("U1")
    assert client.users_info(user="UX")["user"]["team_id"] == "T0OTHER"
    assert client.usergroups_list(include_users=True)["usergroups"][0]["users"] == ["U1", "U2"]
    assert client.usergroups_users_list(usergroup="S1")["users"] == ["U1", "U2"]
    assert refused(lambda: client.users_info(user="U404"))["error"] == "user_not_found"


def test_reactions_are_added_once(slack: FakeSlack, client: WebClient) -> None:
    ts = slack.say("U1", "C1", "hello")
    client.reactions_add(channel="C1", timestamp=ts, name="eyes")
    again = refused(lambda: client.reactions_add(channel="C1", timestamp=ts, name="eyes"))
    assert again["error"] == "already_reacted"
    client.reactions_remove(channel="C1", timestamp=ts, name="eyes")
    assert slack.messages("C1")[0].reactions == {"eyes": []}


def test_files_go_up_and_come_down(slack: FakeSlack, client: WebClient) -> None:
    file = client.files_upload_v2(channel="C1", filename="brief.txt", content="words")["file"]
    address = client.files_info(file=file["id"])["file"]["url_private"]
    request = Request(address, headers={"Authorization": f"Bearer {slack.bot_token}"})
    assert urlopen(request).read() == b"words"
    assert b"Sign in" in urlopen(address).read()
    assert slack.messages("C1")[0].files[0]["name"] == "brief.txt"


def test_a_file_is_of_the_length_announced_and_completed_once(slack: FakeSlack, client: WebClient) -> None:
    upload = client.files_getUploadURLExternal(filename="brief.txt", length=5)
    with pytest.raises(HTTPError):
        urlopen(Request(upload["upload_url"], data=b"too long", method="POST"))
    urlopen(Request(upload["upload_url"], data=b"words", method="POST"))
    files = [{"id": upload["file_id"]}]
    client.files_completeUploadExternal(files=files, channel_id="C1")
    again = refused(lambda: client.files_completeUploadExternal(files=files, channel_id="C1"))
    assert again["error"] == "file_not_found"
    assert slack.content(upload["file_id"]) == b"words"


def test_a_file_goes_to_a_channel_and_its_description_is_short(slack: FakeSlack, client: WebClient) -> None:
    long = refused(lambda: client.files_upload_v2(channel="C1", filename="a.png", content="x", alt_txt="x" * 1001))
    assert long["error"] == "alt_txt_too_large"
    person = refused(lambda: client.files_upload_v2(channel="U1", filename="a.png", content="x"))
    assert person["error"] == "channel_not_found"
    client.files_upload_v2(channel="C1", filename="a.png", content="x", alt_txt="A picture")
    assert slack.messages("C1")[0].files[0]["alt_txt"] == "A picture"


def test_ordered_faults_come_and_go(slack: FakeSlack, client: WebClient) -> None:
    slack.fail("chat.postMessage", error="internal_error")
    assert refused(lambda: client.chat_postMessage(channel="C1", text="x"))["error"] == "internal_error"
    slack.fail("chat.postMessage", status=500)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C1", text="x")
    assert caught.value.response.status_code == 500
    assert slack.messages("C1") == []
    client.chat_postMessage(channel="C1", text="x")
    assert len(slack.messages("C1")) == 1


def test_a_lost_reply_was_done_all_the_same(slack: FakeSlack, client: WebClient) -> None:
    slack.lose_reply("chat.postMessage")
    with pytest.raises((ConnectionError, OSError)):
        client.chat_postMessage(channel="C1", text="x")
    assert len(slack.messages("C1")) == 1


def test_rate_limits_say_when_to_come_again(slack: FakeSlack) -> None:
    slack.rate_limit("chat.postMessage", retry_after=1)
    patient = WebClient(slack.bot_token, base_url=slack.url)
    patient.retry_handlers.append(RateLimitErrorRetryHandler())
    started = time.monotonic()
    patient.chat_postMessage(channel="C1", text="x")
    assert time.monotonic() - started >= 1
    assert [(call.answer or {}).get("error") for call in slack.calls] == ["ratelimited", None]


def test_one_post_a_second_in_a_channel_when_rates_are_kept(slack: FakeSlack, client: WebClient) -> None:
    slack.enforce_rates = True
    client.chat_postMessage(channel="C1", text="x")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C1", text="y")
    assert caught.value.response.status_code == 429
    client.chat_postMessage(channel=slack.dm("U1"), text="elsewhere")


def test_blocks_validate_answers_as_posting_would(client: WebClient) -> None:
    client.blocks_validate(blocks=[SECTION])
    assert refused(lambda: client.blocks_validate(blocks=[{"type": "section"}]))["error"] == "invalid_blocks"


def test_times_strictly_increase(slack: FakeSlack) -> None:
    stamps = [slack.say("U1", "C1", "x") for _ in range(20)]
    assert stamps == sorted(set(stamps))


def test_an_unknown_path_is_not_there(slack: FakeSlack) -> None:
    with pytest.raises(HTTPError):
        urlopen(slack.url.replace("/api/", "/nothing"))
