"""Fills an installation of ours, inside `manage.py shell`."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.people import make_agents, reached, spread


def show(found: Any) -> None:
    """For whoever started the shell."""
    print(json.dumps(found))


def make(agents: int) -> dict[str, Any]:
    """An inbox and its members; returns how to reach them."""
    from tests.factories import APP_SECRET, an_inbox

    people = make_agents(agents)
    inbox = an_inbox(*people)
    return reached(inbox.pk, inbox.route, APP_SECRET, people)


def send(batch: str, count: int) -> list[list[str]]:
    """Messages that went out, spread over all conversations; returns their ids at the provider and whom they went to."""
    from django.db.models import Max

    from messaging.models import Conversation, Message

    first = 1 + (Message.objects.aggregate(last=Max("lane_position"))["last"] or 0)
    sent = [
        Message(
            inbox_id=conversation.inbox_id,
            conversation=conversation,
            direction="outbound",
            kind="text",
            sender="15550001111",
            receiver=phone,
            content="It is on its way.",
            status="sent",
            external_id=external_id,
            lane_position=first + place,
        )
        for place, (external_id, phone, conversation) in enumerate(
            spread(batch, count, Conversation.objects.order_by("id").prefetch_related("contact__addresses"))
        )
    ]
    return [[str(one.external_id), one.receiver] for one in Message.objects.bulk_create(sent)]


def queue(provider_url: str, customers: int, each: int) -> int:
    """An inbox at that provider, and messages that wait; returns their number."""
    from benchmarks.queued import queue_messages
    from messaging.followers.cursors import advance, ensure_cursors
    from messaging.followers.kinds import FOLLOWERS
    from messaging.models import Follower
    from tests.factories import an_inbox

    queue_messages(an_inbox(config={"graph_base_url": provider_url}), customers, each)
    # What was done to queue them is no part of sending them.
    ensure_cursors(FOLLOWERS)
    for follower in Follower.objects.all():
        while advance(FOLLOWERS[0], follower.pk):
            pass
    return customers * each
