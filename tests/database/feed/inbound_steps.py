"""Steps of what providers tell besides messages and receipts, for `test_snapshot_and_events`."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from messaging.actions.contact import (
    address_activity,
    contacts,
    identities,
    identity_batches,
    merging,
    unmerging,
)
from messaging.actions.inbound import echoes
from messaging.actions.inbox import notices, template_changes
from messaging.actions.updates import edits, pending_expiry, reactions
from messaging.feed.log import recording
from messaging.models import Address, Contact, ContactMerge, Inbox, Message
from messaging.transports import base
from messaging.transports.base import Identity
from tests.factories import BY, from_customer

Step = Callable[[random.Random, Inbox], object]
MODULES = (
    contacts,
    echoes,
    edits,
    identities,
    identity_batches,
    merging,
    notices,
    reactions,
    address_activity,
    template_changes,
    unmerging,
    pending_expiry,
)


def _phone(rng: random.Random) -> tuple[Identity, ...]:
    return (Identity("phone", f"44770090012{rng.randrange(4)}"),)


def _when(rng: random.Random) -> datetime:
    return timezone.now() - timedelta(seconds=rng.randrange(60))


def _some_id(rng: random.Random, inbox: Inbox, **fields: str) -> str:
    ids = Message.objects.filter(inbox=inbox, external_id__isnull=False, **fields)
    return rng.choice([*ids.order_by("pk").values_list("external_id", flat=True), "wamid.unknown"]) or ""


def echo(rng: random.Random, inbox: Inbox) -> object:
    items = [
        base.Echo(
            inbox.route,
            f"wamid.echo{rng.randrange(20)}",
            _phone(rng),
            "text",
            rng.choice(["Hello", "From the phone"]),
            _when(rng),
            status=rng.choice(["sent", "delivered"]),
            silent=rng.random() < 0.3,
        )
        for _ in range(3)
    ]
    return echoes.receive_echoes(inbox, [echoes.ReceivedEcho(item) for item in items], by=BY)


def several_reactions(rng: random.Random, inbox: Inbox) -> object:
    items = [_reaction(rng, inbox) for _ in range(rng.choice([1, 4]))]
    return reactions.apply_reactions(inbox, items, by=BY)


def _reaction(rng: random.Random, inbox: Inbox) -> base.Reaction:
    by_us, emoji = rng.random() < 0.3, rng.choice(["", "👍", "🎉"])
    target = _some_id(rng, inbox)
    return base.Reaction(inbox.route, "r", _phone(rng), target, emoji, _when(rng), by_us=by_us)


def several_changes(rng: random.Random, inbox: Inbox) -> object:
    items = [_change(rng, inbox) for _ in range(rng.choice([1, 4]))]
    return edits.apply_edits_and_deletions(inbox, items, by=BY)


def _change(rng: random.Random, inbox: Inbox) -> base.Edit | base.Deletion:
    by_us = rng.random() < 0.3
    target = _some_id(rng, inbox, direction="outbound" if by_us else "inbound")
    if rng.random() < 0.3:
        return base.Deletion(inbox.route, "v", _phone(rng), target, _when(rng), by_us=by_us)
    words = f"words {rng.randrange(9)}"
    return base.Edit(inbox.route, "e", _phone(rng), target, "text", words, _when(rng), by_us=by_us)


def merge(rng: random.Random, inbox: Inbox) -> object:
    new = from_customer(inbox, phone=f"33600{rng.randrange(10**6):06}", name="").conversation.contact
    known = rng.choice(list(Contact.objects.exclude(pk=new.pk).order_by("pk")))
    return merging.merge_contacts(known, new, by=BY)


@recording(by=BY)
def unmerge(rng: random.Random, inbox: Inbox) -> object:
    done = ContactMerge.objects.filter(undone_at=None).order_by("pk")
    if rng.random() < 0.5 or not done.exists():
        merge(rng, inbox)
    taken_back: ContactMerge = rng.choice(list(done.all()))
    for gone in taken_back.evidence["addresses"]:
        from_customer(inbox, identities=(Identity(gone["kind"], gone["value"]),), name="")
    return unmerging.unmerge_contacts(taken_back, by=BY)


@recording(by=BY)
def move(rng: random.Random, inbox: Inbox) -> object:
    contact = rng.choice(list(Contact.objects.order_by("pk")))
    return address_activity.mark_addresses_left(
        contact, inbox.transport, [Identity("phone", "999999999")], _when(rng)
    )


@recording(by=BY)
def several_moves(rng: random.Random, inbox: Inbox) -> object:
    known = list(Contact.objects.order_by("pk"))
    departures = [
        address_activity.Departure(rng.choice(known), [Identity("phone", "999999999")], _when(rng))
        for _ in range(3)
    ]
    return address_activity.mark_departures(inbox.transport, departures)


@recording(by=BY)
def several_choices(rng: random.Random, _: Inbox) -> object:
    known = list(Contact.objects.order_by("pk"))
    choices = [contacts.Choice(rng.choice(known), rng.random() < 0.5, _when(rng)) for _ in range(3)]
    return contacts.set_marketing_consents(choices)


@recording(by=BY)
def seen(rng: random.Random, inbox: Inbox) -> object:
    address = rng.choice(list(Address.objects.order_by("pk")))
    names = {Identity(address.kind, address.value): _when(rng)}  # type: ignore[arg-type]
    return address_activity.mark_addresses_seen(inbox.transport, names)


def template(rng: random.Random, inbox: Inbox) -> object:
    quality = rng.choice(["GREEN", "RED"])
    return template_changes.apply_template_change(
        [inbox], base.TemplateChange("20001", "go_on", "en", quality=quality), by=BY
    )


def notice(rng: random.Random, inbox: Inbox) -> object:
    item = base.Notice(
        f"News {rng.randrange(99)}",
        route=inbox.route,
        code=rng.choice(["", "131031"]),
        at=_when(rng),
        quality=rng.choice([None, "RED", "GREEN"]),
        limit=rng.choice([None, "TIER_2K"]),
    )
    return notices.add_notice([inbox], item, by=BY)


INBOUND: dict[str, Step] = {
    "receive_echoes": echo,
    "apply_reactions": several_reactions,
    "apply_edits_and_deletions": several_changes,
    "merge_contacts": merge,
    "unmerge_contacts": unmerge,
    "mark_addresses_left": move,
    "mark_departures": several_moves,
    "set_marketing_consents": several_choices,
    "mark_addresses_seen": seen,
    "apply_template_change": template,
    "add_notice": notice,
    "set_marketing_consent": lambda rng, _inbox: contacts.set_marketing_consent(
        rng.choice(list(Contact.objects.order_by("pk"))), wants=rng.random() < 0.5, at=_when(rng), by=BY
    ),
    "find_or_add_resolved": echo,
}
