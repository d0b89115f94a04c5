"""A contact who turned out to be two after all: taking a merge back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from messaging.actions.contact.contacts import record_contacts
from messaging.actions.contact.merge_evidence import ContactFields, Ended, Evidence
from messaging.actions.contact.message_owners import MessageOwners, learned_from
from messaging.actions.contact.notes import give_contact_notes
from messaging.actions.contact.splitting import Split, is_running, split_conversations
from messaging.actions.conversation import add_activity, record_conversation
from messaging.actors import Actor
from messaging.errors import Conflict
from messaging.feed import acting, recording
from messaging.models import (
    Activity,
    Address,
    Agent,
    Contact,
    ContactMerge,
    ContactSearchEntry,
    Conversation,
    Inbox,
    Reaction,
)
from messaging.permissions import check_may_merge
from messaging.serializers import ContactSerializer

PROFILE_FIELDS = ("name", "username", "blocked", "marketing", "marketing_at")


@recording()
def unmerge_contacts(merge: ContactMerge, *, by: Actor) -> Contact:
    """Take a merge back; return the contact who was gone, under their former id.

    What was theirs is theirs again, and of what came since the address decides, over which it came or went. Notes of colleagues
    stay where they were written. Raises `Conflict` where it was taken back already, or while a message is being sent
    that would move.
    """
    keep, merge = _locked(merge)
    evidence: Evidence = merge.evidence
    before, gone = dict(ContactSerializer(keep).data), _restore(merge.gone_id, evidence["contact"])
    split = _split(keep, gone, evidence)
    others = list(ContactMerge.objects.filter(contact=keep, undone_at=None).exclude(pk=merge.pk))
    split.went_on = {pair["ended"]: pair["running"] for one in others for pair in one.evidence["ended"]}
    split_conversations(split)
    _keep_for_later(split, others)
    _give_reactions(split)
    give_contact_notes(evidence["notes"], keep, gone, {one.inbox_id for one in split.rows.values()})
    ContactMerge.objects.filter(contact=keep, pk__in=evidence["merges"]).update(contact=gone)
    _restore_profiles(keep, gone, merge)
    merge.undone_at, merge.undone_by = timezone.now(), acting().as_resource()
    merge.save(update_fields=["undone_at", "undone_by"])
    _forget_inboxes(split)
    _record(split, before)
    return gone


@recording()
def unmerge_contacts_by_hand(agent: Agent, merge: ContactMerge, *, by: Actor) -> Contact:
    """Take a merge back as `unmerge_contacts` does, for an agent who looked at it.

    Raises `Forbidden` unless the agent sees every inbox that the contact writes to.
    """
    keep, merge = _locked(merge)
    # Under their lock: no conversation in another inbox comes in between.
    check_may_merge(agent, keep)
    return unmerge_contacts(merge, by=by)


def _locked(merge: ContactMerge) -> tuple[Contact, ContactMerge]:
    # Not "no key", as for a merge: a conversation that is inserted for the contact has to wait.
    keep = Contact.objects.select_for_update().filter(pk=merge.contact_id).first()
    fresh = ContactMerge.objects.select_for_update().filter(pk=merge.pk).first()
    if fresh is None or keep is None or fresh.contact_id != keep.pk:
        raise Conflict("This contact was just merged with another one; look again.", code="changed_meanwhile")
    if fresh.undone_at is not None:
        raise Conflict("This merge was taken back already.", code="already_unmerged")
    return keep, fresh


def _restore(pk: int, fields: ContactFields) -> Contact:
    gone = Contact(pk=pk)
    _set(gone, fields, PROFILE_FIELDS)
    gone.save(force_insert=True)
    Contact.objects.filter(pk=pk).update(created_at=datetime.fromisoformat(fields["created_at"]))
    return Contact.objects.get(pk=pk)


def _set(contact: Contact, fields: ContactFields, names: Iterable[str]) -> None:
    for name in names:
        value = fields[name]  # type: ignore[literal-required]  # (names of `PROFILE_FIELDS`)
        is_time = name == "marketing_at" and value is not None
        setattr(contact, name, datetime.fromisoformat(value) if is_time else value)


def _give_addresses(keep: Contact, gone: Contact, evidence: Evidence) -> MessageOwners:
    rows = list(Address.objects.select_for_update(no_key=True).filter(contact=keep).order_by("pk"))
    theirs = learned_from(rows, (one["id"] for one in evidence["addresses"]))
    Address.objects.filter(pk__in=theirs).update(contact=gone)
    return MessageOwners(
        {
            "keep": [row for row in rows if row.pk not in theirs],
            "gone": [row for row in rows if row.pk in theirs],
        }
    )


def _split(keep: Contact, gone: Contact, evidence: Evidence) -> Split:
    # Before the addresses, as whoever writes or moves to another number locks them.
    rows = Conversation.objects.select_for_update(no_key=True).filter(contact=keep).order_by("pk")
    found = {row.pk: row for row in rows}
    inboxes = Inbox.objects.in_bulk({row.inbox_id for row in found.values()})
    owners = _give_addresses(keep, gone, evidence)
    return Split({"keep": keep, "gone": gone}, evidence, found, inboxes, owners)


def _keep_for_later(split: Split, others: Iterable[ContactMerge]) -> None:
    """Put in place of what another merge ended, and is not `keep`'s any more, the one that had gone on there."""
    stands_for = {
        pair["running"]: pair
        for pair in split.evidence["ended"]
        if (split.side_of.get(pair["running"]), split.side_of.get(pair["ended"])) == ("gone", "keep")
    }
    for merge in others:
        ended = [{**pair, **_in_place(stands_for.get(pair["ended"]))} for pair in merge.evidence["ended"]]
        if ended != merge.evidence["ended"]:
            merge.evidence["ended"] = ended
            merge.save(update_fields=["evidence"])


def _in_place(pair: Ended | None) -> dict[str, Any]:
    if pair is None:
        return {}
    return {"ended": pair["ended"], "status": pair["status"], "answered": pair["answered"]}


def _give_reactions(split: Split) -> None:
    """Give reactions to the customer in whose conversation the line is; what waits for its line, to whose it was."""
    keep, gone = split.sides["keep"], split.sides["gone"]
    theirs = [pk for pk, side in split.side_of.items() if side == "gone"]
    reactions = Reaction.objects.filter(contact=keep)
    reactions.filter(message__conversation__in=theirs).update(contact=gone)
    reactions.filter(message=None, pk__in=split.evidence["reactions"]).update(contact=gone)


def _restore_profiles(keep: Contact, gone: Contact, merge: ContactMerge) -> None:
    """Let the contact that remains be who it was where nobody has changed it since; what somebody has changed is of both where
    it protects them."""
    evidence: Evidence = merge.evidence
    became, changed = evidence["became"], set()
    for name in ("name", "username", "blocked", "marketing"):
        if getattr(keep, name) != became[name]:
            changed.add(name)
    if "blocked" in changed:
        gone.blocked = keep.blocked
    if "marketing" in changed and keep.marketing == Contact.Marketing.STOPPED:
        gone.marketing, gone.marketing_at = keep.marketing, keep.marketing_at
    changed -= _of_either(keep, merge)
    if keep.pk == evidence["kept_id"]:
        restored = [name for name in PROFILE_FIELDS if name.removesuffix("_at") not in changed]
        _set(keep, evidence["kept"], restored)
    for contact in (keep, gone):
        contact.save(update_fields=PROFILE_FIELDS)


def _of_either(keep: Contact, merge: ContactMerge) -> set[str]:
    """Return what may have come from the other one since, and is not to stay with the contact that remains."""
    if ContactMerge.objects.filter(contact=keep, undone_at__gt=merge.at).exists():
        return set()  # What it was then may be from somebody who is gone again.
    stopped, evidence = Contact.Marketing.STOPPED, merge.evidence
    # A username nobody here can have changed, and their own comes with their next message.
    found = {"username"}
    if evidence["kept"]["marketing"] == stopped != keep.marketing:
        found.add("marketing")
    return found


def _forget_inboxes(split: Split) -> None:
    """Let nobody find the contact that remains in an inbox to which only the other one writes."""
    left = {one.inbox_id for pk, one in split.rows.items() if split.side_of[pk] == "keep"}
    entries = ContactSearchEntry.objects.filter(contact=split.sides["keep"])
    entries.exclude(inbox__in=left).delete()


def _record(split: Split, before: Mapping[str, Any]) -> None:
    keep, gone = split.sides["keep"], split.sides["gone"]
    for pk in sorted(split.rows):
        is_theirs = split.side_of[pk] == "gone"
        if pk in split.changed or is_theirs:
            labels = {"labels": split.labels_were[pk]} if pk in split.labels_were else {}
            record_conversation(split.rows[pk], was={"contact": before, **labels})
        if pk in split.changed or is_running(split.rows[pk]):
            other = keep if is_theirs else gone
            add_activity(split.rows[pk], Activity.Verb.CONTACT_UNMERGED, after=str(other))
    record_contacts([keep, gone], was={keep.pk: {"addresses": before["addresses"]}})
