"""What people do in the workspace: they write, edit, press, submit, join."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from tests.fake_slack import interactions, modals
from tests.fake_slack.deliveries import Outcome
from tests.fake_slack.handles import ResponseUrl
from tests.fake_slack.message_json import file_json, message_json, typed_blocks, user_json
from tests.fake_slack.platform import Platform
from tests.fake_slack.responses import show_response
from tests.fake_slack.server import LoopThread
from tests.fake_slack.workspace import BOT_USER, TEAM, Channel, FakeMessage, Upload, User, UserGroup

Json = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What the app answered at once to a command or interaction; `responses` grows as it uses the response URL."""

    acked: bool
    body: Json | str | None
    responses: list[Json] = field(default_factory=list)


class People:
    """The doings of people, from any thread."""

    _platform: Platform
    _thread: LoopThread

    def add_user(
        self,
        user: str,
        *,
        team: str = TEAM,
        guest: bool = False,
        deleted: bool = False,
        is_bot: bool = False,
        admin: bool = False,
        name: str = "",
        hidden: bool = False,
    ) -> None:
        """Adds a person or a bot, or changes one."""
        added = User(user, team, guest, deleted, is_bot, admin, name, hidden)
        self._thread.call(lambda: self._platform.workspace.users.update({user: added}))

    def add_channel(
        self,
        channel: str,
        members: list[str],
        *,
        private: bool = False,
        ext_shared: bool = False,
        pending_ext_shared: bool = False,
        with_bot: bool = True,
        name: str = "",
        archived: bool = False,
    ) -> None:
        """Adds a channel, or changes one. Its members must have been added."""
        everybody = [*members, *([BOT_USER] if with_bot else [])]
        name = name or channel.lower()
        added = Channel(channel, everybody, name, private, ext_shared, pending_ext_shared, archived)

        def work() -> None:
            for member in members:
                self._user(member)
            self._platform.workspace.channels[channel] = added

        self._thread.call(work)

    def add_user_group(self, group: str, users: list[str], handle: str = "") -> None:
        """Adds a user group."""
        added = UserGroup(group, handle or group.lower(), users)
        self._thread.call(lambda: self._platform.workspace.user_groups.update({group: added}))

    def change_user(self, user: str, *, guest: bool = False, deleted: bool = False) -> None:
        """Makes a person a guest, a leaver or a member again, and says so."""

        def work() -> None:
            workspace = self._platform.workspace
            workspace.users[user] = replace(self._user(user), guest=guest, deleted=deleted)
            self._platform.send_event({"type": "user_change", "user": user_json(workspace.users[user], False)})

        self._thread.call(work)

    def change_user_group(self, group: str, users: list[str]) -> None:
        """Changes who is in a user group, and says so."""

        def work() -> None:
            found = self._platform.workspace.user_groups[group]
            gone, new = sorted(set(found.users) - set(users)), sorted(set(users) - set(found.users))
            found.users[:] = users
            changed = {"added_users": new, "added_users_count": len(new)}
            changed |= {"removed_users": gone, "removed_users_count": len(gone)}
            self._platform.send_event(
                {"type": "subteam_members_changed", "subteam_id": group, "team_id": TEAM, **changed}
            )

        self._thread.call(work)

    def share_channel(self, channel: str, team: str) -> None:
        """Another organisation joins a channel, and Slack says so."""

        def work() -> None:
            shared = self._platform.workspace.channels[channel]
            shared.ext_shared = True
            self._platform.send_event({"type": "channel_shared", "connected_team_id": team, "channel": channel}, shared)

        self._thread.call(work)

    def dm(self, user: str) -> str:
        """The id of the direct messages between this person and the bot."""
        return self._thread.call(lambda: self._platform.workspace.direct_channel(self._user(user).id).id)

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> str:
        """Writes a message and returns its ts; a mention of the bot in a channel it is in is also an app_mention."""
        return self._thread.call(lambda: self._say(user, channel, text, thread_ts).ts)

    def share(self, user: str, channel: str, name: str, content: bytes, text: str = "", external_url: str = "") -> str:
        """Shares a file, or with `external_url` a link to one kept elsewhere; returns the message's ts."""

        def work() -> str:
            identifier = self._platform.workspace.next_id("F")
            upload = Upload(identifier, name, name, content, True, [channel], external_url)
            self._platform.workspace.files[identifier] = upload
            files = [file_json(upload, self._platform.root)]
            return self._say(user, channel, text, None, subtype="file_share", files=files).ts

        return self._thread.call(work)

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Changes one's own message."""

        def work() -> None:
            message = self._own_message(user, channel, ts)
            previous = message_json(self._platform.workspace, message)
            message.text, message.blocks = text, typed_blocks(text)
            message.edited = {"user": user, "ts": self._platform.workspace.next_ts()}
            self._platform.change_message(message, previous)

        self._thread.call(work)

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Deletes one's own message."""
        self._thread.call(lambda: self._platform.delete_message(self._own_message(user, channel, ts)))

    def join(self, channel: str, user: str) -> None:
        """A person, or the bot, joins a channel."""

        def work() -> None:
            joined = self._platform.workspace.channels[channel]
            if user not in joined.members:
                joined.members.append(user)
            self._member_event("member_joined_channel", joined, user)

        self._thread.call(work)

    def leave(self, channel: str, user: str) -> None:
        """A person leaves a channel."""

        def work() -> None:
            left = self._platform.workspace.channels[channel]
            left.members.remove(user)
            self._member_event("member_left_channel", left, user)

        self._thread.call(work)

    def open_home(self, user: str, tab: str = "home") -> None:
        """Opens the app's Home or Messages tab."""

        def work() -> None:
            channel = self._platform.workspace.direct_channel(self._user(user).id)
            event: Json = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": tab}
            view = self._platform.workspace.homes.get(user)
            if tab == "home" and view:
                event["view"] = view
            self._platform.send_event(event)

        self._thread.call(work)

    def look_at(self, user: str, channel: str | None) -> None:
        """Looks at a channel while the app is open beside it: app_context_changed."""
        entities = [{"type": "slack#/types/channel_id", "value": channel, "team_id": TEAM}]
        context = {"entities": entities} if channel else {}
        direct = self.dm(user)
        event = {"type": "app_context_changed", "user": user, "channel": direct, "context": context}
        self._thread.call(lambda: self._platform.send_event(event))

    def stop(self, user: str, channel: str, message_ts: str) -> None:
        """Presses stop on an answer, or on the thread that is being worked on; Slack ends its streams itself."""

        def work() -> None:
            workspace = self._platform.workspace
            message = workspace.messages[channel][message_ts]
            thread_ts = message.thread_ts or message.ts
            streams = [m for m in workspace.thread(channel, thread_ts) if m.streaming]
            for stream in streams:
                stream.streaming = False
            event: Json = {"type": "agent_session_stopped", "user": user, "channel": channel, "thread_ts": thread_ts}
            event["streaming_message_ts"] = [stream.ts for stream in streams]
            self._platform.send_event(event, workspace.channels[channel])

        self._thread.call(work)

    def command(self, user: str, channel: str, command: str, text: str = "") -> Reply:
        """Enters a slash command; the acknowledgement's message is shown as Slack does."""
        platform, target_channel = self._platform, self._platform.workspace.channels[channel]
        url, target = self._thread.call(lambda: platform.response_url(self._user(user).id, channel, None))
        body = self._thread.call(
            lambda: interactions.command_payload(platform, self._user(user), target_channel, command, text, url)
        )
        return self._show_acknowledgement(self._deliver("slash_commands", body), target)

    def shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Reply:
        """Chooses a shortcut from the menu of a message."""

        def work() -> tuple[Json, ResponseUrl]:
            message = self._visible_message(user, channel, ts)
            url, target = self._platform.response_url(user, channel, message)
            return interactions.message_shortcut(self._platform, self._user(user), message, callback_id, url), target

        body, target = self._thread.call(work)
        return self._reply(self._deliver("interactive", body), target)

    def global_shortcut(self, user: str, callback_id: str) -> Reply:
        """Chooses a shortcut from anywhere."""
        body = self._thread.call(lambda: interactions.global_shortcut(self._platform, self._user(user), callback_id))
        return self._reply(self._deliver("interactive", body), None)

    def press(self, user: str, channel: str, message_ts: str, action_id: str, value: Any = None) -> Reply:
        """Uses an element that is really in that message. AssertionError when it is not."""

        def work() -> tuple[Json, ResponseUrl]:
            message = self._visible_message(user, channel, message_ts)
            block, element = interactions.find_element(message.blocks, action_id)
            action = interactions.action_of(block, element, value, self._platform.workspace.next_ts())
            url, target = self._platform.response_url(user, channel, message)
            person = self._user(user)
            return interactions.action_in_message(self._platform, person, message, action, {}, url), target

        body, target = self._thread.call(work)
        return self._reply(self._deliver("interactive", body), target)

    def press_in_view(self, user: str, view_id: str, action_id: str, value: Any = None) -> Reply:
        """Uses an element of an open modal or of one's Home. AssertionError when it is not there."""

        def work() -> Json:
            view = modals.open_view(self._platform, user, view_id)
            block, element = interactions.find_element(view["blocks"], action_id)
            action = interactions.action_of(block, element, value, self._platform.workspace.next_ts())
            return interactions.action_in_view(self._platform, self._user(user), view, action)

        return self._reply(self._deliver("interactive", self._thread.call(work)), None)

    def submit(self, user: str, view_id: str, values: Json | None = None) -> Json | str | None:
        """Submits a modal with values by block and action id; returns the app's answer, which is carried out.

        AssertionError when the modal has no such input, a required one is empty, or nobody acknowledges in time."""

        def work() -> tuple[Json, Json]:
            view = modals.open_view(self._platform, user, view_id)
            filled = modals.filled(view, values or {})
            return view, interactions.submission(self._platform, self._user(user), view, filled)

        view, body = self._thread.call(work)
        outcome = self._deliver("interactive", body)
        assert outcome.acked, f"the submission was not acknowledged: {outcome.reason}"
        self._thread.call(lambda: modals.carry_out(self._platform, user, view, outcome.body))
        return outcome.body

    def close_view(self, user: str, view_id: str) -> None:
        """Closes a modal; the app hears of it when it asked to."""

        def work() -> Json:
            view = modals.open_view(self._platform, user, view_id)
            self._platform.workspace.view_stacks[user].remove(view)
            return view

        view = self._thread.call(work)
        if view.get("notify_on_close"):
            self._deliver(
                "interactive",
                self._thread.call(lambda: interactions.closing(self._platform, self._user(user), view)),
            )

    def _say(self, user: str, channel: str, text: str, thread_ts: str | None, **fields: Any) -> FakeMessage:
        speaker, place = self._user(user), self._platform.workspace.channels[channel]
        assert user in place.members, f"{user} is not a member of {channel}"
        if thread_ts is not None:
            assert self._platform.workspace.thread(channel, thread_ts), f"there is no thread {thread_ts} in {channel}"
        message = FakeMessage(
            ts=self._platform.workspace.next_ts(),
            channel=channel,
            user=user,
            text=text,
            thread_ts=thread_ts,
            blocks=typed_blocks(text),
            team=speaker.team,
            client_msg_id=str(uuid.uuid4()),
            **fields,
        )
        self._platform.add_message(message)
        if f"<@{BOT_USER}>" in text and place.kind != "im" and BOT_USER in place.members:
            shown = message_json(self._platform.workspace, message)
            event = {**shown, "type": "app_mention", "channel": channel, "event_ts": message.ts}
            if place.ext_shared:
                event |= {"user_team": speaker.team, "source_team": speaker.team}
            self._platform.send_event(event, place)
        return message

    def _member_event(self, kind: str, channel: Channel, user: str) -> None:
        letter = "G" if channel.private else "C"
        event = {"type": kind, "user": user, "channel": channel.id, "channel_type": letter, "team": TEAM}
        if BOT_USER in channel.members:
            self._platform.send_event(event, channel)

    def _user(self, identifier: str) -> User:
        if identifier == BOT_USER:
            return User(BOT_USER, is_bot=True)
        user = self._platform.workspace.users.get(identifier)
        assert user is not None, f"there is no user {identifier}: add_user first"
        return user

    def _own_message(self, user: str, channel: str, ts: str) -> FakeMessage:
        message = self._visible_message(user, channel, ts)
        assert message.user == user, f"{user} did not write {ts}"
        return message

    def _visible_message(self, user: str, channel: str, ts: str) -> FakeMessage:
        workspace = self._platform.workspace
        message = workspace.messages[channel].get(ts) or workspace.ephemerals.get(ts)
        assert message is not None, f"there is no message {ts} in {channel}"
        assert message.channel == channel, f"{ts} is in {message.channel}, not in {channel}"
        assert message.to in (None, user), f"{user} does not see {ts}"
        return message

    def _deliver(self, kind: str, body: Json) -> Outcome:
        identifier = body["trigger_id"]
        return self._thread.run(self._platform.deliveries.once(kind, identifier, body))

    def _show_acknowledgement(self, outcome: Outcome, target: ResponseUrl) -> Reply:
        body = {"text": outcome.body} if isinstance(outcome.body, str) else outcome.body
        if outcome.acked and body:
            self._thread.call(lambda: show_response(self._platform, target, body))
        return self._reply(outcome, target)

    def _reply(self, outcome: Outcome, target: ResponseUrl | None) -> Reply:
        return Reply(outcome.acked, outcome.body, target.responses if target else [])
