"""The feed: every visible change as a numbered row of its inbox, and how consoles and followers learn of it."""

from messaging.feed import doorbell
from messaging.feed.kept_heads import database_is_older, keep_heads
from messaging.feed.layer_client import ChannelLayerClient, LayerClient
from messaging.feed.log import record, record_activity, recording, savepoint
from messaging.feed.membership import Membership
from messaging.feed.ordering import Item
from messaging.feed.positions import heads, since
from messaging.feed.relay import CHUNK_CHARS, CHUNK_EVENTS, Relay, current_relay
from messaging.feed.retention import prune_all, renew_epochs
from messaging.feed.texts import RecentTexts
from messaging.feed.types import (
    ACTIVITY_CREATED,
    CONTACT_UPDATED,
    CONVERSATION_CREATED,
    CONVERSATION_UPDATED,
    INBOX_UPDATED,
    MESSAGE_CREATED,
    MESSAGE_UPDATED,
    TEMPLATE_UPDATED,
    Event,
    Head,
    Reset,
)

__all__ = [
    "ACTIVITY_CREATED",
    "CHUNK_CHARS",
    "CHUNK_EVENTS",
    "CONTACT_UPDATED",
    "CONVERSATION_CREATED",
    "CONVERSATION_UPDATED",
    "INBOX_UPDATED",
    "MESSAGE_CREATED",
    "MESSAGE_UPDATED",
    "TEMPLATE_UPDATED",
    "ChannelLayerClient",
    "Event",
    "Head",
    "Item",
    "LayerClient",
    "Membership",
    "RecentTexts",
    "Relay",
    "Reset",
    "current_relay",
    "database_is_older",
    "doorbell",
    "heads",
    "keep_heads",
    "prune_all",
    "record",
    "record_activity",
    "recording",
    "renew_epochs",
    "savepoint",
    "since",
]
