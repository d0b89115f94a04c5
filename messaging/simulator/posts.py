"""The webhooks that were not yet answered by 200. Sync; called in the simulator's own threads.

One post at a time per number, with everything that waits for it, as Meta does: so the order is kept,
and a desk that is slow gets fewer, fuller posts. The oldest webhook of a number, the head, stands for
all behind it: who leases it may post, and when it is due they are. A lease that was taken over costs a
second copy at worst, which a desk of Meta's must know anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from messaging.models.simulator import SimulatedMessage, SimulatedNumber, SimulatedWebhook
from messaging.simulator import wire
from messaging.simulator.pace import GIVE_UP_AFTER, Pace
from messaging.simulator.store import changing

# Longer than a post may take (`Pace.timeout`) plus its bookkeeping.
LEASE = timedelta(seconds=30)
AT_MOST = 100  # webhooks in one post
OK = "200"


@dataclass(frozen=True, slots=True)
class Post:
    """One body to post now, exactly as it is signed; ``webhook_ids`` in the order it says them."""

    webhook_ids: tuple[int, ...]
    number_id: int
    attempts: int
    url: str
    body: bytes
    signature: str
    verify_token: str
    verified: bool


def resume() -> None:
    """At the start: nobody posts any more what a dead process had leased, and all may be tried at once."""
    SimulatedWebhook.objects.update(leased_until=None, due_at=timezone.now())


def claim(limit: int, now: datetime) -> list[Post]:
    """The posts that are due, of at most ``limit`` numbers."""
    heads = _heads(now).filter(due_at__lte=now)[:limit]
    return [post for head in heads if (post := _claim(head, now))]


def next_due(now: datetime) -> datetime | None:
    """When the next head that nobody is posting becomes due."""
    first: datetime | None = _heads(now).aggregate(first=Min("due_at"))["first"]
    return first


def settle(post: Post, answer: str, pace: Pace) -> Post | None:
    """Note how the post went (``"200"`` or what else came); the number's next one, claimed, if it is due."""
    with changing(post.number_id):
        if answer == OK:
            _taken(post)
        else:
            _postpone(post, answer, pace)
        now = timezone.now()
        head = _heads(now).filter(customer__number=post.number_id, due_at__lte=now).first()
        return _claim(head, now) if head else None


def mark_verified(post: Post) -> None:
    """The handshake with this URL went well; no need to shake hands again until it changes."""
    SimulatedNumber.objects.filter(pk=post.number_id, webhook_url=post.url).update(verified_url=post.url)


def _free(now: datetime) -> Q:
    return Q(leased_until=None) | Q(leased_until__lt=now)


def _heads(now: datetime) -> QuerySet[SimulatedWebhook]:
    first = SimulatedWebhook.objects.values("customer__number").annotate(first=Min("id")).values("first")
    heads = SimulatedWebhook.objects.filter(_free(now), pk__in=first)
    return heads.select_related("customer__number").order_by("due_at", "id")


def _claim(head: SimulatedWebhook, now: datetime) -> Post | None:
    # The row count decides between two processes that saw the same head.
    if not SimulatedWebhook.objects.filter(_free(now), pk=head.pk).update(leased_until=now + LEASE):
        return None
    number = head.customer.number
    waiting = SimulatedWebhook.objects.filter(customer__number=number).order_by("id")[:AT_MOST]
    bodies = dict(waiting.values_list("id", "body"))
    body = wire.merge(bodies.values()).encode()
    return Post(
        webhook_ids=tuple(bodies),
        number_id=number.pk,
        attempts=head.attempts,
        url=number.webhook_url,
        body=body,
        signature=wire.sign(number.app_secret, body),
        verify_token=number.verify_token,
        verified=number.verified_url == number.webhook_url,
    )


def _taken(post: Post) -> None:
    rows = SimulatedWebhook.objects.filter(pk__in=post.webhook_ids)
    carried = list(rows.filter(message__isnull=False).values_list("message", flat=True))
    # The two ticks of a customer's own message: the business has it. Never back from blue.
    SimulatedMessage.objects.filter(pk__in=carried, status=SimulatedMessage.Status.SENT).update(
        status=SimulatedMessage.Status.DELIVERED, delivered_at=timezone.now()
    )
    rows.delete()


def _postpone(post: Post, answer: str, pace: Pace) -> None:
    now, attempts = timezone.now(), post.attempts + 1
    rows = SimulatedWebhook.objects.filter(pk__in=post.webhook_ids)
    rows.filter(created_at__lt=now - GIVE_UP_AFTER).delete()
    # The same for all: whichever of them is the head next time goes on counting.
    rows.update(
        attempts=attempts,
        due_at=now + pace.after_attempt(attempts),
        leased_until=None,
        last_answer=answer[:200],
    )
