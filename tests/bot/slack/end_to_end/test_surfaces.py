"""Every surface, on both transports, with the real bot and the real model."""

from __future__ import annotations

import time

import pytest

from bot.slack.messages import notice
from tests.bot.slack.end_to_end.conftest import QUESTION, SHARED_CHANNEL, Workspace, read

pytestmark = pytest.mark.real_model


def session_status(workspace: Workspace, channel: str, ts: str) -> str:
    """The last status of a thread's session."""
    return [status.text for status in workspace.slack.statuses(channel, ts) if status.kind == "session"][-1]


def test_a_mention_is_answered_in_its_thread(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    channel = workspace.channel(user)
    ts = slack.say(user, channel, f"<@{slack.bot_user}> {QUESTION}")
    (answer,) = workspace.wait_for_answers(channel, ts)
    assert "[1]" in read(answer)
    assert "randomised trial" in read(answer)
    assert answer.thread_ts == ts
    kinds = {status.kind for status in slack.statuses(channel, ts)}
    assert kinds == {"session", "assistant"}
    assert session_status(workspace, channel, ts) == "active"


def test_a_direct_message_is_answered_in_a_thread_of_its_own(workspace: Workspace) -> None:
    user = workspace.person()
    direct = workspace.slack.dm(user)
    ts = workspace.slack.say(user, direct, "Does telecare save money?")
    (answer,) = workspace.wait_for_answers(direct, ts)
    assert "telecare" in read(answer).lower()


def test_a_follow_up_needs_no_mention_and_uses_what_went_before(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    channel = workspace.channel(user)
    ts = slack.say(user, channel, f"<@{slack.bot_user}> {QUESTION}")
    workspace.wait_for_answers(channel, ts)
    slack.say(user, channel, "what about Leeds?", thread_ts=ts)
    follow_up = workspace.wait_for_answers(channel, ts, 2)[1]
    assert "in Leeds" in read(follow_up)


def test_people_s_talk_is_left_alone_until_the_bot_is_mentioned_again(workspace: Workspace) -> None:
    slack, asker, other = workspace.slack, workspace.person(), workspace.person()
    channel = workspace.channel(asker, other)
    ts = slack.say(asker, channel, f"<@{slack.bot_user}> {QUESTION}")
    workspace.wait_for_answers(channel, ts)
    slack.say(other, channel, "canary-talk: shall we use that?", thread_ts=ts)
    conversations = workspace.records.conversations
    slack.wait_for(lambda: conversations.last_speaker(channel, ts) == other)
    slack.say(asker, channel, "what do you think?", thread_ts=ts)
    slack.wait_for(lambda: conversations.last_speaker(channel, ts) == asker)
    slack.say(asker, channel, f"<@{slack.bot_user}> what about Leeds?", thread_ts=ts)
    workspace.wait_for_answers(channel, ts, 2)
    time.sleep(1)
    assert len(workspace.answers(channel, ts)) == 2
    kept = b"".join(path.read_bytes() for path in workspace.home.glob("records.sqlite*"))
    assert b"canary-talk" not in kept


def test_what_is_not_for_the_bot_is_neither_answered_nor_kept(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    channel = workspace.channel(user)
    before = len(slack.deliveries)
    root = slack.say(user, channel, "canary-root what is the plan for today?")
    slack.say(user, channel, "canary-reply who knows?", thread_ts=root)
    slack.wait_for(lambda: all(delivery.acked_at for delivery in slack.deliveries[before:]))
    time.sleep(1)
    assert len(slack.messages(channel, root)) == 2
    kept = b"".join(path.read_bytes() for path in workspace.home.glob("records.sqlite*"))
    assert b"canary" not in kept
    assert "canary" not in workspace.bot.log()


def test_the_command_answers_privately_and_shares(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    channel = workspace.channel(user)
    reply = slack.command(user, channel, "/insights", QUESTION)
    assert reply.acked
    slack.wait_for(lambda: reply.responses)
    assert slack.messages(channel) == []
    private = slack.ephemerals(channel, user)[-1]
    assert "[1]" in read(private)
    slack.press(user, channel, private.ts, "share_answer")
    shared = slack.wait_for(lambda: slack.messages(channel))[-1]
    assert "[1]" in read(shared)
    slack.press(user, channel, private.ts, "share_answer")
    time.sleep(0.5)
    assert len(slack.messages(channel)) == 1


def test_the_command_explains_itself(workspace: Workspace) -> None:
    user = workspace.person()
    reply = workspace.slack.command(user, workspace.channel(user), "/insights", "help")
    assert "Only you see the answer" in str(reply.body)


def test_ask_insights_on_a_message_answers_in_a_direct_message(workspace: Workspace) -> None:
    slack, asker, author = workspace.slack, workspace.person(), workspace.person()
    channel = workspace.channel(asker, author)
    ts = slack.say(author, channel, QUESTION)
    slack.shortcut(asker, channel, ts, "ask_insights")
    form = slack.wait_for(lambda: slack.views(asker))[-1]
    slack.submit(asker, form["id"])
    direct = slack.dm(asker)
    root = slack.wait_for(lambda: slack.messages(direct))[0]
    (answer,) = workspace.wait_for_answers(direct, root.ts)
    assert QUESTION in read(root)
    assert "[1]" in read(answer)


def test_ask_insights_on_a_message_can_answer_in_the_thread(workspace: Workspace) -> None:
    slack, asker, author = workspace.slack, workspace.person(), workspace.person()
    channel = workspace.channel(asker, author)
    ts = slack.say(author, channel, "Telecare again...")
    slack.shortcut(asker, channel, ts, "ask_insights")
    form = slack.wait_for(lambda: slack.views(asker))[-1]
    slack.submit(
        asker,
        form["id"],
        {
            "question": {"question": {"type": "plain_text_input", "value": "Does telecare save money?"}},
            "where": {"where": {"type": "radio_buttons", "selected_option": {"value": "in_thread"}}},
        },
    )
    (answer,) = workspace.wait_for_answers(channel, ts)
    assert "Does telecare save money?" in read(answer)


def test_where_the_bot_may_not_post_it_answers_in_a_direct_message(workspace: Workspace) -> None:
    slack, asker, author = workspace.slack, workspace.person(), workspace.person()
    channel = workspace.channel(asker, author, with_bot=False)
    ts = slack.say(author, channel, "Telecare again...")
    slack.shortcut(asker, channel, ts, "ask_insights")
    form = slack.wait_for(lambda: slack.views(asker))[-1]
    where = {"where": {"where": {"type": "radio_buttons", "selected_option": {"value": "in_thread"}}}}
    question = {"question": {"question": {"type": "plain_text_input", "value": "Does telecare save money?"}}}
    slack.submit(asker, form["id"], {**question, **where})
    direct = slack.dm(asker)
    root = slack.wait_for(lambda: slack.messages(direct), 20)[0]
    assert workspace.wait_for_answers(direct, root.ts)


def test_the_sources_button_opens_each_passage(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    channel = workspace.channel(user)
    ts = slack.say(user, channel, f"<@{slack.bot_user}> {QUESTION}")
    (answer,) = workspace.wait_for_answers(channel, ts)
    slack.press(user, channel, answer.ts, "show_sources")
    modal = slack.wait_for(lambda: [view for view in slack.views(user) if notice.LOADING not in str(view)])[-1]
    quotes = [
        run["text"]
        for block in modal["blocks"]
        if block["type"] == "rich_text"
        for part in block["elements"]
        if part["type"] == "rich_text_quote"
        for run in part["elements"]
        if run.get("style", {}).get("bold")
    ]
    assert quotes
    assert all(quote in read(answer) for quote in quotes)


def test_the_questions_offered_can_be_answered(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    channel = workspace.channel(user)
    ts = slack.say(user, channel, f"<@{slack.bot_user}> {QUESTION}")
    (answer,) = workspace.wait_for_answers(channel, ts)
    slack.press(user, channel, answer.ts, "ask_next_1")
    following = workspace.wait_for_answers(channel, ts, 2)[1]
    assert "More on: " in read(following)
    assert "[1]" in read(following)


def test_feedback_and_its_reasons_are_recorded(workspace: Workspace) -> None:
    slack, user, other = workspace.slack, workspace.person(), workspace.person()
    channel = workspace.channel(user, other)
    ts = slack.say(user, channel, f"<@{slack.bot_user}> {QUESTION}")
    (answer,) = workspace.wait_for_answers(channel, ts)
    question_id = (answer.metadata or {})["event_payload"]["question_id"]
    slack.press(other, channel, answer.ts, "feedback", f"good:{question_id}")
    slack.press(user, channel, answer.ts, "feedback", f"bad:{question_id}")
    form = slack.wait_for(lambda: slack.views(user))[-1]
    comment = {"comment": {"comment": {"type": "plain_text_input", "value": "The 2024 figures are missing."}}}
    ticked = {"reasons": {"reasons": {"type": "checkboxes", "selected_options": [{"value": "old"}]}}}
    slack.submit(user, form["id"], {**comment, **ticked})
    opinions = {opinion.user: opinion for opinion in workspace.records.feedback.on(question_id)}
    assert opinions[other].helpful
    assert (opinions[user].helpful, opinions[user].reasons) == (False, ("old",))
    assert opinions[user].comment == "The 2024 figures are missing."


def test_an_edited_question_is_answered_again_in_place(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    direct = slack.dm(user)
    ts = slack.say(user, direct, QUESTION)
    (first,) = workspace.wait_for_answers(direct, ts)
    slack.edit(user, direct, ts, "Does telecare save money?")
    slack.wait_for(lambda: "telecare" in read(workspace.answers(direct, ts)[0]).lower(), 20)
    (second,) = workspace.answers(direct, ts)
    assert second.ts == first.ts
    assert "conference" not in read(second)


def test_a_deleted_question_takes_its_answer_and_text_with_it(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    direct = slack.dm(user)
    ts = slack.say(user, direct, f"{QUESTION} (canary-deleted)")
    (answer,) = workspace.wait_for_answers(direct, ts)
    question_id = (answer.metadata or {})["event_payload"]["question_id"]
    slack.delete(user, direct, ts)
    slack.wait_for(lambda: not workspace.answers(direct, ts))
    stored = workspace.records.questions.find(question_id)
    assert stored is not None
    assert stored.text == ""
    assert workspace.records.answers.find(question_id) is None


def test_the_stop_button_ends_the_work(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    direct = slack.dm(user)
    slack.slow("chat.appendStream", 1.5)
    ts = slack.say(user, direct, QUESTION)
    slack.wait_for(lambda: any(message.streaming for message in slack.messages(direct, ts)))
    slack.stop(user, direct, ts)
    slack.wait_for(lambda: any(notice.STOPPED in read(message) for message in slack.messages(direct, ts)))
    slack.wait_for(lambda: session_status(workspace, direct, ts) == "active")
    time.sleep(2)
    assert not any(message.streaming for message in slack.messages(direct, ts))
    slack.say(user, direct, "Does telecare save money?", thread_ts=ts)
    slack.wait_for(lambda: any("telecare" in read(message).lower() for message in workspace.answers(direct, ts)), 20)


def test_the_home_tab_says_what_the_bot_knows(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    slack.open_home(user)
    home = str(slack.wait_for(lambda: slack.home(user), 20))
    for expected in ("26 reports", "5 case studies", "Leeds", "/insights"):
        assert expected in home


def test_a_question_on_the_home_tab_is_answered_in_a_direct_message(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    slack.open_home(user)
    home = slack.wait_for(lambda: slack.home(user), 20)
    assert home is not None
    slack.press_in_view(user, home["id"], "ask_next_1")
    direct = slack.dm(user)
    root = slack.wait_for(lambda: slack.messages(direct))[0]
    assert workspace.wait_for_answers(direct, root.ts)
    assert notice.IN_MESSAGES in str(slack.views(user)[-1])


def test_the_messages_tab_offers_prompts_that_work(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    slack.open_home(user, tab="messages")
    prompts = slack.wait_for(lambda: slack.prompts(slack.dm(user)), 20)
    assert prompts is not None
    assert 1 <= len(prompts["prompts"]) <= 4


def test_what_the_library_does_not_hold_is_said_plainly(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    direct = slack.dm(user)
    ts = slack.say(user, direct, "Which football club won the league in 1998?")
    (answer,) = workspace.wait_for_answers(direct, ts)
    assert "does not cover" in read(answer) or "outside what the library is about" in read(answer)
    assert "show_sources" not in str(answer.blocks)


def test_in_a_shared_channel_the_stream_is_addressed_to_the_asker_s_team(workspace: Workspace) -> None:
    slack, guest = workspace.slack, workspace.person(team="T0OTHER")
    channel = workspace.channel(guest, name=SHARED_CHANNEL, ext_shared=True)
    ts = slack.say(guest, channel, f"<@{slack.bot_user}> {QUESTION}")
    workspace.wait_for_answers(channel, ts)
    started = [
        call for call in slack.calls if call.method == "chat.startStream" and call.arguments["channel"] == channel
    ]
    assert started[-1].arguments["recipient_team_id"] == "T0OTHER"
    assert started[-1].arguments["recipient_user_id"] == guest


def test_somebody_who_asks_too_much_is_told_so(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    channel = workspace.channel(user)
    threads = [slack.say(user, channel, f"<@{slack.bot_user}> {QUESTION} ({number})") for number in range(11)]
    told = slack.wait_for(lambda: slack.ephemerals(channel, user), 30)
    assert "within a minute" in read(told[0])
    slack.wait_for(lambda: sum(len(workspace.answers(channel, ts)) for ts in threads) == 10, 60)


def test_a_question_that_is_too_long_is_told_so(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    direct = slack.dm(user)
    ts = slack.say(user, direct, "why? " * 600)
    told = slack.wait_for(lambda: slack.messages(direct, ts)[1:])
    assert "at most 2000" in read(told[0])


def test_the_question_s_text_is_not_in_the_log(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    direct = slack.dm(user)
    ts = slack.say(user, direct, "Does canarylog telecare save money?")
    workspace.wait_for_answers(direct, ts)
    assert "canarylog" not in workspace.bot.log()


def test_a_shared_channel_that_was_not_agreed_gets_nothing(workspace: Workspace) -> None:
    slack, user, guest = workspace.slack, workspace.person(), workspace.person(team="T0OTHER")
    channel = workspace.channel(user, guest, ext_shared=True)
    ts = slack.say(user, channel, f"<@{slack.bot_user}> {QUESTION}")
    (answer,) = workspace.wait_for_answers(channel, ts)
    assert notice.NOT_HERE in read(answer)


@pytest.mark.parametrize(
    "identifier", ["NHS number 943 476 5919", "NI number AB 12 34 56 C", "her e-mail is canary.person@example.org"]
)
def test_personal_data_is_refused_privately_and_kept_nowhere(workspace: Workspace, identifier: str) -> None:
    slack, user = workspace.slack, workspace.person()
    channel = workspace.channel(user)
    ts = slack.say(user, channel, f"<@{slack.bot_user}> canary-guard what helps a girl, {identifier}, at home?")
    told = slack.wait_for(lambda: slack.ephemerals(channel, user))
    assert "I have not searched with it" in read(told[0])
    assert identifier.rpartition("number ")[2] not in read(told[0])
    time.sleep(0.5)
    assert len(slack.messages(channel, ts)) == 1
    kept = b"".join(path.read_bytes() for path in workspace.home.glob("records.sqlite*"))
    assert b"canary-guard" not in kept
    assert "canary-guard" not in workspace.bot.log()


def test_an_edit_that_adds_personal_data_withdraws_the_answer(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    channel = workspace.channel(user)
    ts = slack.say(user, channel, f"<@{slack.bot_user}> {QUESTION}")
    workspace.wait_for_answers(channel, ts)
    slack.edit(user, channel, ts, f"<@{slack.bot_user}> {QUESTION} It is for NHS number 943 476 5919")
    assert "I have not searched" in read(slack.wait_for(lambda: slack.ephemerals(channel, user))[0])
    slack.wait_for(lambda: not workspace.answers(channel, ts))


def test_somebody_in_danger_gets_numbers_at_once_and_privately(workspace: Workspace) -> None:
    slack, user = workspace.slack, workspace.person()
    channel = workspace.channel(user)
    slack.say(user, channel, f"<@{slack.bot_user}> he has just hit her and the baby is in the house, what do I do?")
    told = read(slack.wait_for(lambda: slack.ephemerals(channel, user))[0])
    assert "999" in told
    assert "nobody has been told" in told
