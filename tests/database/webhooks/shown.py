"""Everything of an inbox as the public resources show it, without keys and clocks: two histories are the same
when these are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.test import Client

JSON = dict[str, Any]


def pages(api: Client, path: str, **query: Any) -> Iterator[JSON]:
    answer = api.get(path, {"page_size": 200, **query})
    while True:
        page = answer.json()
        yield from page["results"]
        if not page["next"]:
            return
        answer = api.get(page["next"])


def messages(api: Client) -> dict[str, JSON]:
    """By the provider's id."""
    return {row["external_id"]: message(row) for row in pages(api, "/api/messages/") if row["external_id"]}


def message(row: JSON) -> JSON:
    plain = ("direction", "kind", "sender", "content", "status", "provider_timestamp", "payload", "error")
    more = ("origin", "revisions", "edited_at", "revoked_at")
    return {
        **{name: row[name] for name in (*plain, *more)},
        "reactions": sorted((one["emoji"], one["from"], one["timestamp"]) for one in row["reactions"]),
        "attachments": [
            {name: one[name] for name in ("kind", "mime_type", "filename", "caption", "voice", "state")}
            for one in row["attachments"]
        ],
        "timeline": sorted((one["status"], one["provider_at"] or "") for one in row["timeline"]),
        "reply_to": (row["reply_to"] or {}).get("external_id"),
    }


def contact(row: JSON) -> JSON:
    return {
        **{name: row[name] for name in ("name", "username", "blocked", "marketing")},
        "addresses": sorted(f"{one['kind']} {one['value']}" for one in row["addresses"]),
    }


def conversations(api: Client) -> list[JSON]:
    rows = [
        {
            **{name: row[name] for name in ("status", "unread", "window")},
            "contact": contact(row["contact"]),
            "last": (row["last_message"] or {}).get("content"),
        }
        for row in pages(api, "/api/conversations/")
    ]
    return sorted(rows, key=lambda row: (row["contact"]["addresses"], row["status"]))


def everything(api: Client) -> JSON:
    """Without what a provider tells with no time of its own: of templates and of standing the last word counts."""
    return {"messages": messages(api), "conversations": conversations(api)}
