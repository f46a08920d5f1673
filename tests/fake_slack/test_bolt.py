"""Events, interactions and commands, received by the real slack_bolt over Socket Mode and HTTP."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from bot.slack.serve import disconnect_within, leave_socket_mode
from tests.fake_slack import FakeSlack

BUTTONS = {
    "type": "actions",
    "block_id": "buttons",
    "elements": [
        {"type": "button", "action_id": "sources", "value": "42", "text": {"type": "plain_text", "text": "Sources"}}
    ],
}
FEEDBACK = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "feedback",
            "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "up"},
            "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "down"},
        }
    ],
}
MODAL = {
    "type": "modal",
    "callback_id": "report",
    "title": {"type": "plain_text", "text": "Report"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Why"},
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 10},
        }
    ],
}


@pytest.fixture
def app(slack: FakeSlack) -> App:
    """A Bolt app without listeners."""
    return App(
        client=WebClient(slack.bot_token, base_url=slack.url),
        signing_secret=slack.signing_secret,
        ignoring_self_events_enabled=False,
    )


@contextmanager
def connected(slack: FakeSlack, app: App) -> Iterator[SocketModeHandler]:
    """The app, connected by Socket Mode."""
    handler = SocketModeHandler(
        app, slack.app_token, web_client=WebClient(slack.app_token, base_url=slack.url), concurrency=2
    )
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        slack.wait_for(lambda: slack.connections)
        yield handler
    finally:
        disconnect_within(10, lambda: leave_socket_mode(handler))


@contextmanager
def served(slack: FakeSlack, app: Any) -> Iterator[None]:
    """A Bolt app, or any WSGI application, served over HTTP."""
    application = SlackRequestHandler(app) if isinstance(app, App) else app
    server = make_server("127.0.0.1", 0, application, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    slack.transport("http", f"http://127.0.0.1:{server.server_port}/slack/events")
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture(params=[connected, served], ids=["socket", "http"])
def running(request: pytest.FixtureRequest, slack: FakeSlack, app: App) -> Callable[[], Any]:
    """Starts the app by either transport, once its listeners are there."""
    return lambda: request.param(slack, app)


def heard(app: App, *kinds: str) -> list[dict[str, Any]]:
    """The bodies of the events of these kinds, as they come in."""
    bodies: list[dict[str, Any]] = []

    def listen(body: dict[str, Any]) -> None:
        bodies.append(body)

    for kind in kinds:
        app.event(kind)(listen)
    return bodies


def test_a_mention_is_a_message_and_an_app_mention(slack: FakeSlack, app: App, running: Callable[[], Any]) -> None:
    bodies = heard(app, "message", "app_mention")
    with running():
        root = slack.say("UX", "C1", f"<@{slack.bot_user}> question")
        slack.wait_for(lambda: len(bodies) == 2)
        slack.wait_for(lambda: all(delivery.acked_at for delivery in slack.deliveries))
    events = {body["event"]["type"]: body for body in bodies}
    assert events.keys() == {"message", "app_mention"}
    event = events["message"]["event"]
    assert (event["ts"], event["user_team"], event["channel_type"]) == (root, "T0OTHER", "channel")
    assert event["blocks"][0]["elements"][0]["elements"][0] == {"type": "user", "user_id": slack.bot_user}
    assert events["message"]["is_ext_shared_channel"] is True
    assert events["message"]["event_id"] != events["app_mention"]["event_id"]


def test_no_app_mention_in_direct_messages_or_where_the_bot_is_not(slack: FakeSlack) -> None:
    slack.add_channel("C2", members=["U1"], with_bot=False)
    slack.say("U1", slack.dm("U1"), f"<@{slack.bot_user}> hello")
    slack.say("U1", "C2", f"<@{slack.bot_user}> hello")
    kinds = [(d.body["event"]["type"], d.body["event"].get("channel_type")) for d in slack.deliveries]
    assert kinds == [("message", "im")]


def test_an_event_without_its_scope_is_not_sent(slack: FakeSlack) -> None:
    slack.scopes.discard("channels:history")
    slack.say("U1", "C1", f"<@{slack.bot_user}> hello")
    assert [d.body["event"]["type"] for d in slack.deliveries] == ["app_mention"]


def test_edits_deletions_and_the_bots_own_messages_come_as_events(slack: FakeSlack, client: WebClient) -> None:
    ts = slack.say("U1", "C1", "one")
    slack.edit("U1", "C1", ts, "two")
    slack.delete("U1", "C1", ts)
    client.chat_postMessage(channel="C1", text="mine")
    said, changed, deleted, own = [delivery.body["event"] for delivery in slack.deliveries]
    assert "subtype" not in said
    assert (changed["subtype"], changed["message"]["text"], changed["previous_message"]["text"]) == (
        "message_changed",
        "two",
        "one",
    )
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)
    assert own["bot_id"]


def test_an_event_nobody_acknowledges_is_retried_with_its_number(
    slack: FakeSlack, app: App, running: Callable[[], Any]
) -> None:
    retries: list[tuple[Any, Any]] = []
    late = threading.Event()

    @app.middleware
    def slow_once(req: Any, next: Callable[[], Any]) -> Any:
        number = req.headers.get("x-slack-retry-num", ["0"])[0]
        retries.append((number, req.headers.get("x-slack-retry-reason", [None])[0]))
        if number == "0":
            late.wait(1)
        return next()

    heard(app, "message")
    with running():
        slack.say("U1", "C1", "hello")
        slack.wait_for(lambda: slack.deliveries[0].acked_at)
        late.set()
    assert slack.deliveries[0].attempts == 2
    assert [number for number, _ in retries[:2]] == ["0", "1"]
    assert "timeout" in str(retries[1][1])


def test_an_event_sent_while_nobody_is_connected_waits(slack: FakeSlack, app: App) -> None:
    bodies = heard(app, "message")
    slack.say("U1", "C1", "hello")
    time.sleep(0.5)
    with connected(slack, app):
        slack.wait_for(lambda: bodies, seconds=2)


def test_a_disconnected_app_comes_again(slack: FakeSlack, app: App) -> None:
    bodies = heard(app, "message")
    with connected(slack, app):
        slack.disconnect()
        slack.wait_for(lambda: slack.connections == 1)
        slack.say("U1", "C1", "hello")
        slack.wait_for(lambda: bodies)
    opened = [call for call in slack.calls if call.method == "apps.connections.open"]
    assert len(opened) >= 2


def test_no_retry_is_honoured(slack: FakeSlack) -> None:
    def refuse(environ: Any, start_response: Any) -> list[bytes]:
        environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start_response("503 Busy", [("X-Slack-No-Retry", "1"), ("Content-Length", "0")])
        return []

    with served(slack, refuse):
        slack.say("U1", "C1", "hello")
        time.sleep(0.8)
    assert (slack.deliveries[0].attempts, slack.deliveries[0].acked_at) == (1, None)


def test_url_verification_and_signatures(slack: FakeSlack, app: App) -> None:
    with served(slack, app):
        assert slack.verify_url()
        slack.signing_secret = "another"
        slack.transport("http", slack._platform.deliveries.transport._url)  # type: ignore[union-attr]
        assert not slack.verify_url()


def test_a_command_is_acknowledged_and_answered_later(slack: FakeSlack, app: App, running: Callable[[], Any]) -> None:
    @app.command("/insights")
    def command(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        ack("Looking…")
        respond(text=f"about {body['text']}", response_type="in_channel")

    with running():
        reply = slack.command("U1", "C1", "/insights", "telecare")
        slack.wait_for(lambda: reply.responses)
    assert reply.acked
    assert [message.text for message in slack.ephemerals("C1", "U1")] == ["Looking…"]
    assert [message.text for message in slack.messages("C1")] == ["about telecare"]


def test_a_response_url_wears_out_after_five_uses(slack: FakeSlack, app: App) -> None:
    codes: list[int] = []

    @app.command("/insights")
    def command(ack: Any, respond: Any) -> None:
        ack()
        codes.extend(respond(text="again").status_code for _ in range(6))

    with connected(slack, app):
        slack.command("U1", "C1", "/insights")
        slack.wait_for(lambda: len(codes) == 6)
    assert codes == [200] * 5 + [404]


def test_buttons_really_there_can_be_pressed(slack: FakeSlack, app: App, running: Callable[[], Any]) -> None:
    actions: list[dict[str, Any]] = []

    @app.action("sources")
    @app.action("feedback")
    def pressed(ack: Any, action: dict[str, Any], respond: Any) -> None:
        ack()
        actions.append(action)
        respond(text="replaced", replace_original=True)

    with running():
        ts = app.client.chat_postMessage(channel="C1", text="answer", blocks=[BUTTONS, FEEDBACK])["ts"]
        with pytest.raises(AssertionError, match="no elsewhere to press"):
            slack.press("U1", "C1", ts, "elsewhere")
        with pytest.raises(AssertionError, match="no button of value"):
            slack.press("U1", "C1", ts, "feedback", "sideways")
        assert slack.press("U1", "C1", ts, "feedback", "down").acked
        slack.wait_for(lambda: slack.messages("C1")[0].text == "replaced")
        ephemeral = app.client.chat_postEphemeral(channel="C1", user="U1", text="x", blocks=[BUTTONS])["message_ts"]
        assert slack.press("U1", "C1", ephemeral, "sources").acked
        with pytest.raises(AssertionError, match="does not see"):
            slack.press("U2", "C1", ephemeral, "sources")
    assert [action["value"] for action in actions] == ["down", "42"]


def test_a_modal_is_opened_by_a_shortcut_and_submitted(slack: FakeSlack, app: App, running: Callable[[], Any]) -> None:
    entered: list[str] = []

    @app.shortcut("ask_insights")
    def shortcut(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("report")
    def submitted(ack: Any, view: dict[str, Any]) -> None:
        value = view["state"]["values"]["why"]["text"]["value"]
        entered.append(value)
        if value == "short":
            ack(response_action="errors", errors={"why": "Say more"})
        else:
            ack()

    with running():
        ts = slack.say("U1", "C1", "question")
        slack.shortcut("U1", "C1", ts, "ask_insights")
        (view,) = slack.wait_for(lambda: slack.views("U1"))
        with pytest.raises(AssertionError, match="must be filled in"):
            slack.submit("U1", view["id"])
        with pytest.raises(AssertionError, match="at most 10"):
            slack.submit("U1", view["id"], {"why": {"text": "x" * 11}})
        answer = slack.submit("U1", view["id"], {"why": {"text": "short"}})
        assert answer == {"response_action": "errors", "errors": {"why": "Say more"}}
        assert slack.views("U1")
        slack.submit("U1", view["id"], {"why": {"text": {"type": "plain_text_input", "value": "long"}}})
    assert (slack.views("U1"), entered, slack.violations) == ([], ["short", "long"], [])


def test_a_trigger_is_used_once(slack: FakeSlack, client: WebClient) -> None:
    trigger = slack._thread.call(lambda: slack._platform.triggers.issue("U1"))
    client.views_open(trigger_id=trigger, view=MODAL)
    for identifier, error in [(trigger, "exchanged_trigger_id"), ("1.2", "invalid_trigger_id")]:
        with pytest.raises(Exception, match=error):
            client.views_open(trigger_id=identifier, view=MODAL)


def test_the_home_tab(slack: FakeSlack, app: App, running: Callable[[], Any]) -> None:
    @app.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [BUTTONS]})

    values: list[str] = []

    @app.action("sources")
    def pressed(ack: Any, action: dict[str, Any]) -> None:
        ack()
        values.append(action["value"])

    with running():
        slack.open_home("U1")
        home = slack.wait_for(lambda: slack.home("U1"))
        assert home is not None
        slack.press_in_view("U1", home["id"], "sources")
        slack.wait_for(lambda: values == ["42"])
    with pytest.raises(Exception, match="hash_conflict"):
        app.client.views_publish(user_id="U1", hash="old", view={"type": "home", "blocks": [BUTTONS]})


def test_joining_shows_in_events(slack: FakeSlack, app: App) -> None:
    bodies = heard(app, "member_joined_channel")
    slack.add_channel("C2", members=["U1"], with_bot=False)
    with connected(slack, app):
        slack.join("C2", slack.bot_user)
        slack.wait_for(lambda: bodies)
    assert bodies[0]["event"]["user"] == slack.bot_user
