"""System checks: what would break in operation is said at the start."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import connection

# RETURNING, on which numbering and claiming rest, came with 3.35.
OLDEST_SQLITE = (3, 35, 0)


@register()
def sqlite_is_new_enough(**_: Any) -> list[CheckMessage]:
    """SQLite must know `UPDATE … RETURNING`."""
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return [
            Error(
                f"SQLite {sqlite3.sqlite_version} is too old: 3.35 or newer is needed.", id="messaging.E001"
            )
        ]
    return []


@register()
def redis_layer_is_pubsub(**_: Any) -> list[CheckMessage]:
    """Refuse the core Redis layer, which drops and reorders group messages (docs/design/realtime.md §1.1)."""
    backend = settings.CHANNEL_LAYERS["default"]["BACKEND"]
    if backend.startswith("channels_redis.core"):
        return [
            Error(
                "channels_redis.core loses group messages.",
                hint="Use channels_redis.pubsub.RedisPubSubChannelLayer.",
                id="messaging.E002",
            )
        ]
    return []
