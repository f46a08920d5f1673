"""What Slack can do to a bot: the asker gets one answer all the same, or hears why not."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk.signature import SignatureVerifier

from tests.bot.slack.end_to_end.bot_process import BotProcess
from tests.bot.slack.end_to_end.conftest import QUESTION, Workspace, read
from tests.fake_slack import FakeSlack

pytestmark = pytest.mark.real_model


def answered_once(workspace: Workspace, seconds: float = 20) -> str:
    """Ask in a direct message; what the one answer says."""
    user = workspace.person()
    direct = workspace.slack.dm(user)
    ts = workspace.slack.say(user, direct, QUESTION)
    workspace.wait_for_answers(direct, ts, seconds=seconds)
    time.sleep(0.5)
    (answer,) = workspace.answers(direct, ts)
    assert not any(message.streaming for message in workspace.slack.messages(direct, ts))
    assert workspace.slack.faults_left == []
    return read(answer) or answer.text


@pytest.mark.parametrize("method", ["chat.startStream", "chat.appendStream", "chat.stopStream"])
def test_a_passing_fault_is_overcome(workspace: Workspace, method: str) -> None:
    workspace.slack.fail(method, error="internal_error")
    assert "[1]" in answered_once(workspace)


@pytest.mark.parametrize("method", ["chat.startStream", "chat.appendStream", "chat.stopStream"])
def test_a_lost_reply_does_not_double_the_answer(workspace: Workspace, method: str) -> None:
    workspace.slack.lose_reply(method)
    assert "[1]" in answered_once(workspace)


def test_a_closed_stream_is_finished_by_an_update(workspace: Workspace) -> None:
    workspace.slack.fail("chat.stopStream", error="message_not_in_streaming_state")
    assert "[1]" in answered_once(workspace)


def test_blocks_that_slack_refuses_do_not_cost_the_answer(workspace: Workspace) -> None:
    workspace.slack.fail("chat.stopStream", error="invalid_blocks")
    workspace.slack.fail("chat.update", error="invalid_blocks")
    assert "[1]" in answered_once(workspace)


def test_the_bot_waits_when_slack_says_so(workspace: Workspace) -> None:
    workspace.slack.rate_limit("chat.startStream", retry_after=1)
    assert "[1]" in answered_once(workspace)


def test_a_status_that_fails_does_not_cost_the_answer(workspace: Workspace) -> None:
    workspace.slack.fail("agents.sessions.setStatus", error="internal_error")
    workspace.slack.fail("assistant.threads.setStatus", error="internal_error")
    assert "[1]" in answered_once(workspace)


def test_a_lost_connection_comes_back(workspace: Workspace) -> None:
    if workspace.bot.port is not None:
        pytest.skip("only Socket Mode has a connection")
    opened = sum(call.method == "apps.connections.open" for call in workspace.slack.calls)
    workspace.slack.disconnect()
    workspace.slack.wait_for(
        lambda: sum(call.method == "apps.connections.open" for call in workspace.slack.calls) > opened, 20
    )
    assert "[1]" in answered_once(workspace, 30)


def test_health_says_how_many_wait(workspace: Workspace) -> None:
    if workspace.bot.port is None:
        pytest.skip("only HTTP has a health page")
    with urllib.request.urlopen(f"http://127.0.0.1:{workspace.bot.port}/health") as response:
        assert json.load(response) == {"status": "ok", "waiting": 0}


def post(workspace: Workspace, body: bytes, signed_at: float | None = None) -> int:
    """Send the bot a request as Slack would; its status."""
    if workspace.bot.port is None:
        pytest.skip("only HTTP has requests")
    headers = {"Content-Type": "application/json"}
    if signed_at is not None:
        time_sent = str(int(signed_at))
        signature = SignatureVerifier(workspace.slack.signing_secret).generate_signature(timestamp=time_sent, body=body)
        headers |= {"X-Slack-Request-Timestamp": time_sent, "X-Slack-Signature": str(signature)}
    request = urllib.request.Request(f"http://127.0.0.1:{workspace.bot.port}/slack/events", body, headers)
    try:
        with urllib.request.urlopen(request) as response:
            return int(response.status)
    except urllib.error.HTTPError as refused:
        return refused.code


CHECK = json.dumps({"type": "url_verification", "token": "t", "challenge": "c"}).encode()
"""What Slack sends to see whether the address is ours."""


def test_an_unsigned_request_is_refused(workspace: Workspace) -> None:
    body = json.dumps({"type": "event_callback", "event_id": "Ev-forged", "event": {"type": "app_mention"}}).encode()
    assert post(workspace, body) == 401


def test_a_request_signed_long_ago_is_refused(workspace: Workspace) -> None:
    assert post(workspace, CHECK, time.time()) == 200
    assert post(workspace, CHECK, time.time() - 301) == 401


def test_a_request_that_is_too_large_is_refused(workspace: Workspace) -> None:
    if workspace.bot.port is None:
        pytest.skip("only HTTP has requests")
    connection = http.client.HTTPConnection("127.0.0.1", workspace.bot.port, timeout=5)
    connection.putrequest("POST", "/slack/events")
    connection.putheader("Content-Length", "1100000")
    connection.endheaders()
    # It is refused by its announced size, before a byte of it is read.
    assert connection.getresponse().status == 413


@pytest.fixture
def old_slack(own_home: Path) -> Iterator[Workspace]:
    """A Slack that knows neither streaming nor agents."""
    with FakeSlack(retry_delays=(0.2, 1.0, 20.0)) as slack:
        slack.unknown(
            "chat.startStream",
            "chat.appendStream",
            "chat.stopStream",
            "agents.sessions.setStatus",
            "assistant.threads.setStatus",
            "assistant.threads.setSuggestedPrompts",
        )
        bot = BotProcess(own_home, slack).start()
        yield Workspace(slack, bot, own_home)
        bot.kill()
        assert slack.violations == []


def reactions(slack: FakeSlack) -> list[str]:
    """What the bot did with reactions, in order."""
    return [call.method for call in slack.calls if call.method.startswith("reactions.")]


def test_a_slack_without_streaming_and_agents_gets_one_message(old_slack: Workspace) -> None:
    slack, user = old_slack.slack, old_slack.person()
    channel = old_slack.channel(user)
    ts = slack.say(user, channel, f"<@{slack.bot_user}> {QUESTION}")
    (answer,) = old_slack.wait_for_answers(channel, ts)
    assert "[1]" in read(answer)
    assert "sources" in answer.text or "source)" in answer.text
    slack.wait_for(lambda: reactions(slack) == ["reactions.add", "reactions.remove"])
    slack.edit(user, channel, ts, f"<@{slack.bot_user}> Does telecare save money?")
    slack.wait_for(lambda: "telecare" in read(old_slack.answers(channel, ts)[0]).lower(), 20)
    slack.open_home(user, tab="messages")
    slack.delete(user, channel, ts)
    slack.wait_for(lambda: not old_slack.answers(channel, ts))
    assert old_slack.bot.stop() == 0


def test_a_question_asked_while_the_bot_was_down_is_answered(own_home: Path) -> None:
    with FakeSlack(retry_delays=(0.2, 1.0, 40.0)) as slack, BotProcess(own_home, slack) as bot:
        workspace = Workspace(slack, bot, own_home)
        user = workspace.person()
        direct = slack.dm(user)
        slack.slow("chat.startStream", 3)
        before = slack.say(user, direct, QUESTION)
        slack.wait_for(lambda: slack.statuses(direct, before))
        workspace.bot.kill()
        during = slack.say(user, direct, "Does telecare save money?")
        workspace.bot.start()
        for ts in (before, during):
            assert len(workspace.wait_for_answers(direct, ts, seconds=30)) == 1


def said_to(slack: FakeSlack, channel: str, thread: str) -> list[str]:
    """The status lines of a thread."""
    return [status.text for status in slack.statuses(channel, thread) if status.kind == "assistant"]


def test_a_queue_a_failure_and_a_graceful_stop(own_home: Path) -> None:
    with (
        FakeSlack(retry_delays=(0.2, 1.0, 40.0)) as slack,
        BotProcess(own_home, slack, ANSWERS_AT_ONCE="1") as bot,
    ):
        workspace = Workspace(slack, bot, own_home)
        direct = [slack.dm(workspace.person()) for _ in range(3)]
        people = [channel.removeprefix("D") for channel in direct]
        slack.slow("chat.startStream", 2)
        threads = []
        for person, channel in zip(people, direct, strict=True):
            threads.append((channel, slack.say(person, channel, QUESTION)))
            slack.wait_for(lambda place=threads[-1]: said_to(slack, *place))  # type: ignore[misc]
        said = [said_to(slack, *place) for place in threads]
        assert any("you are next" in words for words in said[1]), said
        assert any("2 questions are ahead of yours" in words for words in said[2]), said
        workspace.wait_for_answers(*threads[2])

        slack.slow("chat.appendStream", 2)
        last = slack.say(people[0], direct[0], QUESTION)
        slack.wait_for(lambda: any(message.streaming for message in slack.messages(direct[0], last)))
        assert workspace.bot.stop() == 0
        assert len(workspace.answers(direct[0], last)) == 1

        workspace.bot.start()
        for path in own_home.glob("catalogue.sqlite*"):
            path.write_bytes(b"not a database, however long it is read" * 4096)
        failed = slack.say(people[1], direct[1], QUESTION)
        (answer,) = workspace.wait_for_answers(direct[1], failed)
        assert "Something went wrong at my end" in read(answer)
        reference = read(answer).partition("this reference: ")[2][:6]
        assert f"reference {reference}: " in workspace.bot.log()
        assert "Traceback" not in read(answer)
        assert slack.violations == []


def test_the_procfile_runs_under_honcho(own_home: Path, tmp_path: Path) -> None:
    honcho = str(Path(sys.executable).with_name("honcho"))
    procfile = Path(__file__).parents[4] / "Procfile"
    with FakeSlack() as slack:
        bot = BotProcess(own_home, slack, "http")
        environment = {**bot.environment(), "PORT": str(bot.port), "PATH": str(Path(sys.executable).parent)}
        with (tmp_path / "honcho.log").open("wb") as log:
            process = subprocess.Popen(
                [honcho, "-f", str(procfile), "-d", str(tmp_path), "start", "web"],
                env=environment,
                stdout=log,
                stderr=log,
            )
        try:
            user = Workspace(slack, bot, own_home).person()
            slack.wait_for(lambda: _is_healthy(bot.port), 40)
            assert slack.verify_url()
            reply = slack.command(user, slack.dm(user), "/insights", "help")
            assert reply.acked
        finally:
            process.terminate()
            process.wait(40)


def _is_healthy(port: int | None) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as response:
            return bool(response.status == 200)
    except OSError:
        return False
