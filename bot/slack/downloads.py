"""Files in Slack, fetched with the bot's token from Slack and from nowhere else."""

from __future__ import annotations

from http.client import HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.client import is_passing, refusal
from knowledge.errors import UnreadableDocument

_SECONDS = 60
_SLACK = (".slack.com", ".slack-edge.com")
_PIECE = 1 << 20
MEGABYTE = 1024 * 1024


def fetch(client: WebClient, file_id: str, size_mb: int) -> bytes:
    """The bytes of a file somebody shared.

    Raises UnreadableDocument saying why it cannot be had, SlackApiError or OSError for what may go through in a moment.
    """
    try:
        about = client.files_info(file=file_id)["file"]
    except SlackApiError as error:
        if is_passing(error):
            raise
        raise UnreadableDocument(
            f"Slack does not let me have the file ({refusal(error)}): send it to me in a direct message, and see that "
            "the app has the scope files:read"
        ) from error
    if int(about.get("size") or 0) > size_mb * MEGABYTE:
        raise UnreadableDocument(f"larger than the {size_mb:,} MB that READING_SIZE_MB allows")
    url = str(about.get("url_private_download") or about.get("url_private") or "")
    if about.get("is_external") or about.get("mode") == "external" or not _is_slack(url, client.base_url):
        raise UnreadableDocument("it is kept outside Slack: download it and send me the file itself")
    return _download(url, str(client.token), size_mb, str(about.get("mimetype") or ""))


def _download(url: str, token: str, size_mb: int, mimetype: str) -> bytes:
    request = Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with build_opener(_NoRedirect).open(request, timeout=_SECONDS) as response:
            shown_as = str(response.headers.get_content_type())
            content = bytearray()
            while piece := response.read(_PIECE):
                content += piece
                if len(content) > size_mb * MEGABYTE:
                    raise UnreadableDocument(f"larger than the {size_mb:,} MB that READING_SIZE_MB allows")
    except HTTPError as error:
        if error.code >= 500 or error.code == 429:
            raise
        raise UnreadableDocument(f"Slack does not let me have the file (status {error.code})") from error
    if shown_as == "text/html" and mimetype != "text/html":
        raise UnreadableDocument(
            "Slack shows me its sign-in page instead of the file: the app lacks the scope files:read"
        )
    return bytes(content)


class _NoRedirect(HTTPRedirectHandler):
    """A redirect leads to a sign-in page or away from Slack: the token must not go there."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        return None


def _is_slack(url: str, base_url: str) -> bool:
    """Whether a token may be shown to this address: Slack's own over TLS, or where the Web API is."""
    parts, api = urlsplit(url), urlsplit(base_url)
    if (parts.scheme, parts.netloc) == (api.scheme, api.netloc):
        return True
    return parts.scheme == "https" and (parts.hostname or "").endswith(_SLACK)


def files_in(message: dict[str, Any]) -> list[tuple[str, str]]:
    """The ids and names of the files of a message."""
    found = message.get("files") or []
    return [(str(file["id"]), str(file.get("name") or "a file")) for file in found if file.get("id")]
