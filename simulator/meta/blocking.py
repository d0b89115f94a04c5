"""``/<phone_number_id>/block_users`` of the fake Graph API: customers who may not write any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from simulator.meta import shapes
from simulator.meta.targets import Answer, Call
from simulator.models import SimulatedCustomer
from simulator.provider import find_customer
from simulator.sending import business_of, changing
from simulator.wire.meta import GraphError, bodies, checks, errors, recipients

LARGEST_REQUEST = 50
Refusal = tuple[int, str, str]
NOT_LATELY: Refusal = (131047, "Re-engagement required", "User has not messaged in the last 24 hours")
ONESELF: Refusal = (131021, "Self Block", "Failed to block self phone number")


def list_blocked(call: Call) -> Answer:
    """``GET /<phone_number_id>/block_users``"""
    rows = call.number.customers.filter(blocked_at__isnull=False)
    return Answer(shapes.page(call, rows, lambda row: {"messaging_product": "whatsapp", **_ids(row)}))


def block(call: Call) -> Answer:
    """``POST /<phone_number_id>/block_users``: whoever wrote within 24 hours."""
    return _each(call, _block, "added_users")


def unblock(call: Call) -> Answer:
    """``DELETE /<phone_number_id>/block_users``"""
    return _each(call, _unblock, "removed_users")


def _each(call: Call, act: Callable[[SimulatedCustomer | None], Refusal | None], done: str) -> Answer:
    if call.given.get("messaging_product") != "whatsapp":
        raise errors.missing("messaging_product")
    users = checks.sequence(bodies.structured(call.given.get("block_users")), "block_users", LARGEST_REQUEST)
    lists: dict[str, list[dict[str, Any]]] = {done: [], "failed_users": []}
    with changing(call.number.pk):
        for place, user in enumerate(users):
            shown, refusal = _one(call, act, checks.mapping(user, f"block_users[{place}]"))
            lists["failed_users" if refusal else done].append(shown)
    answer = {
        "messaging_product": "whatsapp",
        "block_users": {key: each for key, each in lists.items() if each},
    }
    if lists["failed_users"]:
        raise PartlyFailed(answer)
    return Answer(answer)


def _one(
    call: Call, act: Callable[[SimulatedCustomer | None], Refusal | None], user: Any
) -> tuple[dict[str, Any], bool]:
    """Return the user as the answer shows it, and whether it failed."""
    typed, bsuid = user.get("user"), user.get("user_id")
    if not typed and not bsuid:
        raise errors.missing("block_users[]['user']")
    home = business_of(call.number).digits
    try:
        wa_id = recipients.wa_id_of(typed, home) if typed else ""
    except ValueError:
        wa_id = ""
    customer = find_customer(call.number, wa_id, "" if typed else str(bsuid))
    refusal = ONESELF if wa_id and wa_id == recipients.whatsapp_id(home) else act(customer)
    shown = {
        "input": str(typed or bsuid),
        **(_ids(customer) if customer else {"wa_id": wa_id} if wa_id else {}),
    }
    if refusal:
        code, message, details = refusal
        shown["errors"] = [{"message": message, "code": code, "error_data": {"details": details}}]
    return shown, refusal is not None


def _block(customer: SimulatedCustomer | None) -> Refusal | None:
    now = timezone.now()
    if customer is None or customer.window_closes_at is None or customer.window_closes_at <= now:
        return NOT_LATELY
    SimulatedCustomer.objects.filter(pk=customer.pk).update(blocked_at=now)
    return None


def _unblock(customer: SimulatedCustomer | None) -> Refusal | None:
    if customer is not None:
        SimulatedCustomer.objects.filter(pk=customer.pk).update(blocked_at=None)
    return None


def _ids(customer: SimulatedCustomer) -> dict[str, Any]:
    number = {} if customer.hidden or not customer.wa_id else {"wa_id": customer.wa_id}
    return {**number, "user_id": customer.bsuid}


class PartlyFailed(GraphError):
    """Error 139100, beside the lists of who was blocked and who was not."""

    def __init__(self, lists: dict[str, Any]) -> None:
        super().__init__(
            139100,
            "(#139100) Failed to block/unblock users",
            details="Failed to block some users, see the block_users response list for details",
        )
        self._lists = lists

    def as_body(self) -> dict[str, Any]:
        return self._lists | super().as_body()
