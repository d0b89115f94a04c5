"""Group chats: not shown at the console, so the inbox says that there are some."""

from __future__ import annotations

from typing import Any

from messaging.transports.base import Notice
from messaging.transports.payload import sequence, text
from messaging.transports.whatsapp_cloud.webhook.envelope import Envelope, UnusableItemError

GROUP_CHAT_REASON = "Group chats are not shown at the console."
LONGEST_GROUP, MOST_GROUPS = 128, 20
_LOOK = "Look at the group on the business's phone."


def split_groups(items: list[Any], envelope: Envelope) -> tuple[list[Any], list[Notice]]:
    """Return the items of single customers, and a notice for each group that the others are of: one of a
    thousand lines in a group says enough."""
    if not envelope.route:
        return items, []  # nobody's: each item says so
    groups = dict.fromkeys(text(item, "group_id") for item in items if is_of_group(item))
    notices = [
        _notice("A message came in a group chat", group, envelope) for group in list(groups)[:MOST_GROUPS]
    ]
    return [item for item in items if not is_of_group(item)], notices


def is_of_group(item: Any) -> bool:
    """Return whether an item was written in a group chat."""
    return isinstance(item, dict) and bool(item.get("group_id"))


def parse_group_event(value: dict[str, Any], envelope: Envelope) -> Notice:
    """Parse that a group was made, left, renamed, …"""
    if not (envelope.route or envelope.account):
        raise UnusableItemError("The change does not say which phone number it is for.")
    first = next(iter(sequence(value, "groups")), None)
    return _notice("A group chat of this number has changed", text(first, "group_id"), envelope)


def _notice(title: str, group: str, envelope: Envelope) -> Notice:
    return Notice(
        title,
        level="warning",
        route=envelope.route,
        account="" if envelope.route else envelope.account,
        detail=GROUP_CHAT_REASON,
        action=_LOOK,
        payload={"group_id": group[:LONGEST_GROUP]},
    )
