"""The feed: every visible change as a numbered row of its inbox, and how consoles and followers learn of it."""

from messaging.feed import doorbell
from messaging.feed.burst import Burst, Item, is_gapless
from messaging.feed.kept_heads import database_is_older, keep_heads
from messaging.feed.layer_client import ChannelLayerClient, LayerClient
from messaging.feed.log import (
    NeedsSavepoints,
    acting,
    record,
    record_activity,
    record_charge,
    recording,
    savepoint,
)
from messaging.feed.membership import Membership
from messaging.feed.positions import heads, since
from messaging.feed.redaction import redact
from messaging.feed.relay import CHUNK_CHARS, CHUNK_EVENTS, Relay, current_relay
from messaging.feed.retention import prune_all, renew_epochs
from messaging.feed.texts import RecentTexts
from messaging.feed.types import (
    ACTIVITY_CREATED,
    AGENT_UPDATED,
    CANNED_RESPONSE_UPDATED,
    CONTACT_NOTE_CREATED,
    CONTACT_NOTE_UPDATED,
    CONTACT_UPDATED,
    CONVERSATION_CREATED,
    CONVERSATION_UPDATED,
    INBOX_UPDATED,
    KINDS,
    MESSAGE_CREATED,
    MESSAGE_UPDATED,
    SAVED_VIEW_UPDATED,
    TEMPLATE_UPDATED,
    Event,
    Head,
    Reset,
)

__all__ = [
    "ACTIVITY_CREATED",
    "AGENT_UPDATED",
    "CANNED_RESPONSE_UPDATED",
    "CHUNK_CHARS",
    "CHUNK_EVENTS",
    "CONTACT_NOTE_CREATED",
    "CONTACT_NOTE_UPDATED",
    "CONTACT_UPDATED",
    "CONVERSATION_CREATED",
    "CONVERSATION_UPDATED",
    "INBOX_UPDATED",
    "KINDS",
    "MESSAGE_CREATED",
    "MESSAGE_UPDATED",
    "SAVED_VIEW_UPDATED",
    "TEMPLATE_UPDATED",
    "Burst",
    "ChannelLayerClient",
    "Event",
    "Head",
    "Item",
    "LayerClient",
    "Membership",
    "NeedsSavepoints",
    "RecentTexts",
    "Relay",
    "Reset",
    "acting",
    "current_relay",
    "database_is_older",
    "doorbell",
    "heads",
    "is_gapless",
    "keep_heads",
    "prune_all",
    "record",
    "record_activity",
    "record_charge",
    "recording",
    "redact",
    "renew_epochs",
    "savepoint",
    "since",
]
