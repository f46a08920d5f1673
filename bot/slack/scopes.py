"""What the app asks of a workspace, and why. `manifest.json` is checked against this in the tests."""

from __future__ import annotations

BOT_SCOPES = {
    "app_mentions:read": "to hear questions that mention the bot",
    "assistant:write": "to show a status, a title and suggested prompts in the Messages tab",
    "channels:read": "to know who can read an answer in a public channel, and whether another organisation can",
    "channels:history": "to hear follow-ups in its threads of public channels, and to see after a crash what it posted",
    "chat:write": "to answer",
    "commands": "to offer /insights and “Ask Insights”",
    "files:read": "to read the documents that consultants send to be added",
    "files:write": "to send briefing notes, pictures of the map, estimates, and the original files of documents",
    "groups:history": "the same as channels:history in private channels it was invited to",
    "groups:read": "the same as channels:read in private channels it was invited to",
    "im:history": "to hear questions in its direct messages",
    "im:write": "to answer privately what was asked from the Home tab or about a message",
    "reactions:write": "to show that it is working where Slack has no status",
    "usergroups:read": "to apply what a policy grants to user groups",
    "users:read": "to tell members from guests, bots and people who left, who may see less",
}

BOT_EVENTS = (
    "agent_session_stopped",
    "app_home_opened",
    "app_mention",
    "channel_shared",
    "channel_unshared",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "subteam_members_changed",
    "subteam_updated",
    "team_join",
    "user_change",
)


def missing_scopes(granted: str) -> list[str]:
    """The scopes that are needed and not in Slack's comma-separated list of those granted."""
    given = {scope.strip() for scope in granted.split(",")}
    return sorted(set(BOT_SCOPES) - given)
