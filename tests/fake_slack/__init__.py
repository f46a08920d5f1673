"""A strict fake of the Slack platform for tests: FakeSlack, and the checks of messages and views."""

from tests.fake_slack.fake import FakeSlack
from tests.fake_slack.validation.payloads import validate_message, validate_view

__all__ = ["FakeSlack", "validate_message", "validate_view"]
