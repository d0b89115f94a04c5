"""What a post carries, and what the page shows of the past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from simulator.models import SimulatedMessage, SimulatedWebhook
from simulator.phone import snapshot
from simulator.sending import posts, statuses
from simulator.sending.timing import Timing
from tests.database.simulator import furnish

THEN = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)


def test_registering_again_brings_up_to_date(number):
    again = furnish.register_number(number.phone_number_id, webhook_url="http://127.0.0.1:8/")
    assert again.pk == number.pk
    assert (again.webhook_url, again.access_token) == ("http://127.0.0.1:8/", number.access_token)


def test_another_webhook_url_shakes_hands_again(number, ann):
    furnish.send_text(ann, "Hello")
    [post] = posts.claim(1, statuses.timezone.now())
    posts.mark_verified(post)
    posts.release_leases()
    [post] = posts.claim(1, statuses.timezone.now())
    assert not post.handshake
    posts.release_leases()
    furnish.register_number(number.phone_number_id, webhook_url="http://127.0.0.1:8/")
    [post] = posts.claim(1, statuses.timezone.now())
    assert post.handshake


def test_a_customer_is_made_once(number, ann):
    again = furnish.add_customer(number, ann.wa_id, "Ann Smith")
    assert (again.pk, again.bsuid, again.name) == (ann.pk, ann.bsuid, "Ann Smith")
    assert furnish.add_customer(number, "447700900456", "Bob", bsuid="GB.77").bsuid == "GB.77"


def test_history_is_shown_in_its_order_and_never_posted(ann):
    rows = [
        ("from_business", "second", "wamid.2", THEN + timedelta(minutes=1), "read"),
        ("from_customer", "first", "wamid.1", THEN, "read"),
        ("from_business", "third", "wamid.3", THEN + timedelta(minutes=2), "delivered"),
        ("from_business", "fourth", "wamid.4", THEN + timedelta(minutes=3), "failed"),
    ]
    furnish.add_history(ann, rows)
    furnish.add_history(ann, rows)
    shown = snapshot.chat_messages(ann, 10)
    assert [message["body"] for message in shown] == ["first", "second", "third", "fourth"]
    assert snapshot.customer_shape(ann.pk)["unread"] == 1
    assert statuses.apply_due_statuses(Timing(), statuses.timezone.now()) is None
    assert not SimulatedWebhook.objects.exists()
    third = SimulatedMessage.objects.get(wamid="wamid.3")
    assert (third.sent_at, third.delivered_at, third.read_at) == (third.created_at, third.created_at, None)


def test_every_change_has_a_new_revision(number, ann):
    seen = {snapshot.revision()}
    furnish.send_text(ann, "Hello")
    seen.add(snapshot.revision())
    statuses.set_receipts(ann, automatic=False)
    seen.add(snapshot.revision())
    furnish.add_customer(number, "447700900456", "Bob")
    seen.add(snapshot.revision())
    assert len(seen) == 4
