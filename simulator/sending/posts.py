"""The webhooks that were not yet answered by 200. Sync; called in the simulator's own threads.

One post at a time per number: so the order is kept. It holds one update, as most of Meta's do; only a
console that has fallen behind gets fewer, fuller posts. The oldest webhook of a number, the head, stands for
all behind it: who leases it may post, and when it is due they are. A lease that was taken over costs a
second copy at worst, which a console of Meta's must know anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from messaging.leases import Lease, LeaseTable, free
from simulator import faults
from simulator.models import SimulatedMessage, SimulatedNumber, SimulatedWebhook
from simulator.sending.changes import changing
from simulator.sending.timing import GIVE_UP_AFTER, Timing
from simulator.sending.webhook_formatters import is_twilio
from simulator.wire.meta import webhooks
from simulator.wire.twilio import forms

# Longer than a post may take (`Timing.timeout`) plus its bookkeeping.
POSTS = LeaseTable(SimulatedWebhook, seconds=30.0)
MAX_WEBHOOKS = 100  # webhooks in one post
# So many wait at a number before several go into one post.
BACKLOG = 25
ACCEPTED = "200"
NO_ANSWER = "no answer"  # so begins the line about a post that nobody answered
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
Batching = SimulatedWebhook.Batching


@dataclass(frozen=True, slots=True)
class Post:
    """One body to post now, exactly as it is signed; ``webhook_ids`` in the order of the body.
    ``handshake``: the challenge comes first. ``answers``: the answer may say what to send."""

    webhook_ids: tuple[int, ...]
    number_id: int
    attempts: int
    url: str
    body: bytes
    headers: tuple[tuple[str, str], ...]
    verify_token: str = ""
    handshake: bool = False
    answers: bool = False


def release_leases() -> None:
    """Release the leases of a process that died, at start-up; everything is due at once."""
    POSTS.release_all()
    SimulatedWebhook.objects.update(due_at=timezone.now())


def claim(limit: int, now: datetime) -> list[Post]:
    """Lease and return the posts that are due, of at most ``limit`` numbers."""
    heads = _heads(now).filter(due_at__lte=now)[:limit]
    return [post for head in heads if (post := _claim(head, now))]


def next_due(now: datetime) -> datetime | None:
    """Return when the next unleased head becomes due or the next held webhook is released."""
    due: datetime | None = _heads(now).aggregate(first=Min("due_at"))["first"]
    held = SimulatedWebhook.objects.filter(held_until__gt=now)
    let_go: datetime | None = held.aggregate(first=Min("held_until"))["first"]
    return min((moment for moment in (due, let_go) if moment), default=None)


def settle(post: Post, answer: str, timing: Timing) -> Post | None:
    """Note the answer to the post (``"200"`` or what else came).

    Return the number's next post, leased, if it is due.
    """
    with changing(post.number_id):
        if answer == ACCEPTED:
            _settle_accepted(post)
        else:
            _settle_refused(post, answer, timing)
        now = timezone.now()
        head = _heads(now).filter(number=post.number_id, due_at__lte=now).first()
        return _claim(head, now) if head else None


def mark_verified(post: Post) -> None:
    """Note that the handshake with this URL succeeded; the next one is due when the URL changes."""
    SimulatedNumber.objects.filter(pk=post.number_id, webhook_url=post.url).update(verified_url=post.url)


def _not_held(now: datetime) -> Q:
    return Q(held_until=None) | Q(held_until__lte=now)


def _heads(now: datetime) -> QuerySet[SimulatedWebhook]:
    """Select the unleased head of each number: its first webhook that is not held."""
    ready = SimulatedWebhook.objects.filter(_not_held(now))
    first = ready.values("number").annotate(first=Min("id")).values("first")
    heads = SimulatedWebhook.objects.filter(free(now), pk__in=first)
    return heads.select_related("number").order_by("due_at", "id")


def _claim(head: SimulatedWebhook, now: datetime) -> Post | None:
    # The row count decides between two processes that saw the same head.
    if not POSTS.take(Lease(head.pk)):
        return None
    return _form_post(head) if is_twilio(head.number) else _json_post(head, now)


def _json_post(head: SimulatedWebhook, now: datetime) -> Post:
    """Build the post of the head, or of all that waits at the number with the same batching."""
    number = head.number
    rows = _batch(head, now)
    body = webhooks.merge(row.body for row in rows).encode()
    signature = webhooks.sign(_signing_secret(number, number.app_secret), body)
    return Post(
        webhook_ids=tuple(row.pk for row in rows),
        number_id=number.pk,
        attempts=head.attempts,
        url=number.webhook_url,
        body=body,
        headers=(("Content-Type", JSON), ("X-Hub-Signature-256", signature)),
        verify_token=number.verify_token,
        handshake=number.verified_url != number.webhook_url,
    )


def _batch(head: SimulatedWebhook, now: datetime) -> list[SimulatedWebhook]:
    """Return what goes into the post of this head, in the order of its body."""
    if head.batching == Batching.ALONE:
        return [head]
    waiting = head.number.webhooks.filter(_not_held(now), batching=head.batching)
    if head.batching == Batching.REORDER:
        return list(waiting.order_by("-id")[:MAX_WEBHOOKS])
    rows = list(waiting.order_by("id")[:MAX_WEBHOOKS])
    return rows if len(rows) > BACKLOG else [head]


def _form_post(head: SimulatedWebhook) -> Post:
    number = head.number
    url = (head.url or number.webhook_url).partition("#")[0]
    signature = forms.sign(_signing_secret(number, number.access_token), url, head.body)
    return Post(
        webhook_ids=(head.pk,),
        number_id=number.pk,
        attempts=head.attempts,
        url=url,
        body=head.body.encode(),
        headers=(
            ("Content-Type", FORM),
            ("X-Twilio-Signature", signature),
            ("I-Twilio-Idempotency-Token", f"simulated-{head.pk}"),
        ),
        answers=head.message_id is not None,
    )


def _signing_secret(number: SimulatedNumber, secret: str) -> str:
    """Return the secret to sign with: a wrong one while that fault is on."""
    return f"not {secret}" if faults.use_fault(number, "wrong_signature") is not None else secret


def _settle_accepted(post: Post) -> None:
    rows = SimulatedWebhook.objects.filter(pk__in=post.webhook_ids)
    carried = list(rows.filter(message__isnull=False).values_list("message", flat=True))
    # The two ticks of a customer's own message: the business has it. Never back from blue.
    SimulatedMessage.objects.filter(pk__in=carried, status=SimulatedMessage.Status.SENT).update(
        status=SimulatedMessage.Status.DELIVERED, delivered_at=timezone.now()
    )
    rows.filter(repeats=0).delete()
    rows.update(repeats=0, lease_token=None, lease_until=None, attempts=0)


def _settle_refused(post: Post, answer: str, timing: Timing) -> None:
    now, attempts = timezone.now(), post.attempts + 1
    rows = SimulatedWebhook.objects.filter(pk__in=post.webhook_ids)
    if _is_given_up(post, answer):
        rows.delete()
        return
    rows.filter(created_at__lt=now - GIVE_UP_AFTER).delete()
    # The same for all: whichever of them is the head next time goes on counting.
    rows.update(
        attempts=attempts,
        due_at=now + timing.after_attempt(attempts),
        lease_token=None,
        lease_until=None,
        last_answer=answer[:200],
    )


def _is_given_up(post: Post, answer: str) -> bool:
    """Return whether the webhook is dropped.

    Twilio tries once more after a connection that failed, and never after an answer (docs/design/providers.md B3);
    the business finds what was lost by asking.
    """
    if dict(post.headers)["Content-Type"] != FORM:
        return False
    return post.attempts > 0 or not answer.startswith(NO_ANSWER)
