"""The one spelling of a moment outside of the database: ISO 8601 in UTC, with a Z."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_text(moment: datetime, timespec: str = "auto") -> str:
    """Return ``2026-11-28T02:36:05.120000Z``; ``timespec`` as of `datetime.isoformat`."""
    return moment.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")
