"""Durable readers of the feed: what reacts to changes, and keeps its place in a row.

A follower has one cursor per inbox (`models.Follower`). Its effects and its cursor are written in one
transaction, so it loses nothing and doubles nothing, wherever a process ends. `startup` and `shutdown` belong
to a process that delivers.
"""

from messaging.followers.running import shutdown, startup

__all__ = ["shutdown", "startup"]
