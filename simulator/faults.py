"""What can be made to go wrong, and how often it still will. Sync; called in the simulator's threads.

A fault is a row, so every process of this server sees it. ``times``: for the next so many; without it,
until it is switched off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import transaction
from django.db.models import F

from simulator import wakeup
from simulator.models import SimulatedFault, SimulatedNumber

Where = Literal["answer", "message", "webhook", "file"]
LONGEST = 600.0  # seconds
MOST = 100_000  # times


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the list. ``settings``: what may be set and what it is when nothing is said.
    ``codes``: the provider's code for it, by provider; a provider that is not there does not have it.
    A setting ``code`` without a value of its own starts as that one."""

    where: Where
    title: str
    settings: Mapping[str, float] = field(default_factory=dict)
    codes: Mapping[str, int] = field(default_factory=dict)
    only: str = ""

    def settings_at(self, provider: str) -> dict[str, float]:
        """What may be set for a number of this provider: each speaks with codes of its own."""
        if "code" in self.settings:
            return {**self.settings, "code": self.codes[provider]}
        return dict(self.settings)


FAULTS: Mapping[str, Fault] = {
    # What the provider answers to the business.
    "expired_token": Fault("answer", "The token has expired", codes={"meta": 190, "twilio": 20003}),
    "permission": Fault("answer", "A permission is missing", codes={"meta": 10, "twilio": 20403}),
    "payment": Fault("answer", "A payment is missing", codes={"meta": 131042}, only="meta"),
    "rate_limit": Fault(
        "answer", "429 with Retry-After", {"seconds": 5}, codes={"meta": 130429, "twilio": 20429}
    ),
    "pair_limit": Fault("answer", "Too many to one customer", codes={"meta": 131056}, only="meta"),
    "window_closed": Fault("answer", "The 24-hour window is closed", codes={"meta": 131047, "twilio": 63016}),
    "unavailable": Fault("answer", "503 with a page of HTML", codes={"meta": 2, "twilio": 20503}),
    "refuse": Fault(
        "answer", "Refuse with a code of your choice", {"code": 0}, codes={"meta": 131000, "twilio": 21211}
    ),
    "slow": Fault("answer", "Answer slowly", {"seconds": 6}),
    "no_answer": Fault("answer", "Take the message, never answer", {"seconds": 20}),
    # What becomes of a message that was accepted.
    "undeliverable": Fault("message", "Not on WhatsApp", codes={"meta": 131026, "twilio": 63024}),
    "fail": Fault(
        "message",
        "Fail later with a code of your choice",
        {"code": 0},
        codes={"meta": 131049, "twilio": 63049},
    ),
    "no_receipts": Fault("message", "No receipts for it"),
    # How the provider tells the business.
    "duplicate": Fault("webhook", "Post webhooks twice"),
    "reorder": Fault("webhook", "Post webhooks in the wrong order", {"seconds": 1.5}),
    "delay": Fault("webhook", "Post webhooks late", {"seconds": 10}),
    "drop": Fault("webhook", "Lose webhooks"),
    "wrong_signature": Fault("webhook", "Sign webhooks wrongly"),
    # Files.
    "media_expired": Fault("file", "Files cannot be fetched any more"),
    "wrong_sha256": Fault("file", "Promise another checksum", only="meta"),
    "wrong_type": Fault("file", "Lie about the type"),
    "upload_fails": Fault("file", "Refuse uploads", codes={"meta": 131053}, only="meta"),
}


def switch(
    number: SimulatedNumber, kind: str, times: int | None, settings: Mapping[str, float] | None = None
) -> None:
    """On, so many times (None: until switched off); ``times`` 0 switches it off."""
    if times == 0:
        number.faults.filter(kind=kind).delete()
        return
    chosen = {**FAULTS[kind].settings_at(number.provider), **(settings or {})}
    number.faults.update_or_create(kind=kind, defaults={"remaining": times, "settings": chosen})


def use(number: SimulatedNumber, kinds: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Those of ``kinds`` that are on now, with their settings; each is used once by that."""
    found = list(number.faults.filter(kind__in=list(kinds)))
    return {fault.kind: fault.settings for fault in found if _used(fault)}


def use_first(number: SimulatedNumber, kinds: Iterable[str]) -> tuple[str, dict[str, Any]] | None:
    """The first of ``kinds`` that is on, used once; the others wait for their turn."""
    found = {fault.kind: fault for fault in number.faults.all()}
    for kind in kinds:
        if kind in found and _used(found[kind]):
            return kind, found[kind].settings
    return None


def use_one(number: SimulatedNumber, kind: str) -> dict[str, Any] | None:
    return use(number, (kind,)).get(kind)


def _used(fault: SimulatedFault) -> bool:
    rows = SimulatedFault.objects.filter(pk=fault.pk)
    if fault.remaining is None:
        return True
    # The row count decides between two processes that want the last one.
    if not rows.filter(remaining__gt=0).update(remaining=F("remaining") - 1):
        return False
    rows.filter(remaining=0).delete()
    # The page shows how often it will still happen.
    SimulatedNumber.objects.filter(pk=fault.number_id).update(revision=F("revision") + 1)
    transaction.on_commit(wakeup.changes.ring, robust=True)
    return True


def code_of(number: SimulatedNumber, kind: str, settings: Mapping[str, Any]) -> int:
    """The provider's code for this fault."""
    return int(settings.get("code") or FAULTS[kind].codes.get(number.provider, 0))


def listed(number: SimulatedNumber) -> list[dict[str, Any]]:
    """Every fault that this provider can have: ``{"fault", "where", "title", "settings", "on", "times"}``."""
    active = {fault.kind: fault for fault in number.faults.all()}
    return [
        _shape(kind, fault, number.provider, active.get(kind))
        for kind, fault in FAULTS.items()
        if fault.only in ("", number.provider)
    ]


def _shape(kind: str, fault: Fault, provider: str, active: SimulatedFault | None) -> dict[str, Any]:
    return {
        "fault": kind,
        "where": fault.where,
        "title": fault.title,
        "settings": active.settings if active else fault.settings_at(provider),
        "on": active is not None,
        "times": active.remaining if active else None,
    }
