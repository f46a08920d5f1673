"""What Slack accepts as a message or a view."""
