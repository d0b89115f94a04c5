"""Lanes: the messages of a conversation leave one after the other, each as one attempt."""

from messaging.delivery.lanes.delivering import deliver_conversation
from messaging.delivery.lanes.lane_leases import due_lanes, oldest_due_seconds, recall, release_all, sweep
from messaging.delivery.lanes.rate_limit import prune_full_buckets
from messaging.delivery.lanes.send_wait import SettlementSource, set_source, wait_for_first_attempt

__all__ = [
    "SettlementSource",
    "deliver_conversation",
    "due_lanes",
    "oldest_due_seconds",
    "prune_full_buckets",
    "recall",
    "release_all",
    "set_source",
    "sweep",
    "wait_for_first_attempt",
]
