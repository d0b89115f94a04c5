"""One worker by itself: no server, so whatever happens is its doing."""

from __future__ import annotations

import redis

from tests.servers import PATIENCE

QUEUE_ONE = """
from messaging.actions.outgoing import Draft, send_to
from messaging.actors import Actor
from messaging.models import Inbox
from messaging.transports.base import Identity

draft = Draft(author=None, content="Hello")
send_to(Inbox.objects.get(), Identity("phone", "447700900123"), draft, by=Actor.system("a test"))
"""


def test_worker_finds_what_nobody_told_and_rings_for_the_consoles(
    scaled_setup, furnished, start_worker, redis_url
):
    """A management command queues: no wake-up, no doorbell. The worker sends, records and rings."""
    installation = furnished(scaled_setup())
    worker = start_worker(installation.setup)
    worker.wait_for_log("Delivery started")
    with redis.Redis.from_url(redis_url) as client, client.pubsub() as subscription:
        subscription.psubscribe(f"{installation.setup.env['REDIS_PREFIX']}*console.feed.{installation.inbox}")
        assert subscription.get_message(timeout=PATIENCE)["type"] == "psubscribe"
        installation.setup.manage("shell", "-c", QUEUE_ONE)
        installation.meta.wait_accepted(1)
        message = subscription.get_message(timeout=PATIENCE)
    assert message is not None
    assert b"feed.events" in message["data"]
    installation.wait_settled()
    assert installation.statuses() == {"sent": 1}
