"""From "message 7 changed" to the whole message, for many at once."""

from messaging.feed.resources.loading import load, show_activities

__all__ = ["load", "show_activities"]
