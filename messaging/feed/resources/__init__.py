"""From "message 7 changed" to the whole message, for many at once."""

from messaging.feed.resources.loading import ask, load, show_activities

__all__ = ["ask", "load", "show_activities"]
