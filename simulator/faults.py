"""Faults: what can be made to go wrong at the fake provider, and how often it still will. Sync.

A fault is a row, so every process of this server sees it. ``times`` counts it down; without ``times`` it stays on
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
LONGEST_SECONDS = 600.0  # seconds
MOST_TIMES = 100_000  # times


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault.

    ``settings``: what may be set, with its default. ``codes``: the provider's error code by provider; a provider that
    is missing there does not have the fault. A setting ``code`` defaults to that code. ``only``: the one provider that
    has the fault, empty for both.
    """

    where: Where
    title: str
    settings: Mapping[str, float] = field(default_factory=dict)
    codes: Mapping[str, int] = field(default_factory=dict)
    only: str = ""

    def settings_at(self, provider: str) -> dict[str, float]:
        """Return the settings with their defaults for a number of this provider."""
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
    """Switch a fault on for ``times`` uses (None: until it is switched off), or off with ``times`` 0."""
    if times == 0:
        number.faults.filter(kind=kind).delete()
        return
    chosen = {**FAULTS[kind].settings_at(number.provider), **(settings or {})}
    number.faults.update_or_create(kind=kind, defaults={"remaining": times, "settings": chosen})


def use_all(number: SimulatedNumber, kinds: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the settings of those of ``kinds`` that are on; count each down once."""
    found = list(number.faults.filter(kind__in=list(kinds)))
    return {fault.kind: fault.settings for fault in found if _count_down(fault)}


def use_first(number: SimulatedNumber, kinds: Iterable[str]) -> tuple[str, dict[str, Any]] | None:
    """Return kind and settings of the first of ``kinds`` that is on, and count only that one down."""
    found = {fault.kind: fault for fault in number.faults.all()}
    for kind in kinds:
        if kind in found and _count_down(found[kind]):
            return kind, found[kind].settings
    return None


def use_fault(number: SimulatedNumber, kind: str) -> dict[str, Any] | None:
    return use_all(number, (kind,)).get(kind)


def _count_down(fault: SimulatedFault) -> bool:
    rows = SimulatedFault.objects.filter(pk=fault.pk)
    if fault.remaining is None:
        return True
    # The row count decides between two processes that want the last one.
    if not rows.filter(remaining__gt=0).update(remaining=F("remaining") - 1):
        return False
    rows.filter(remaining=0).delete()
    # The page shows how often it will still happen.
    SimulatedNumber.objects.filter(pk=fault.number_id).update(revision=F("revision") + 1)
    transaction.on_commit(wakeup.changes().notify, robust=True)
    return True


def error_code(number: SimulatedNumber, kind: str, settings: Mapping[str, Any]) -> int:
    """Return the provider's error code for this fault."""
    return int(settings.get("code") or FAULTS[kind].codes.get(number.provider, 0))


def list_faults(number: SimulatedNumber) -> list[dict[str, Any]]:
    """Return every fault that this provider can have, as `_shape` says."""
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
