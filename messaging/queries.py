"""Reads that more than one door needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from messaging import transports
from messaging.errors import ConsoleError
from messaging.models import (
    Address,
    Agent,
    CannedUse,
    Contact,
    Conversation,
    FeedHead,
    Inbox,
    InboxMember,
    Instances,
    Measurement,
    Message,
    SavedDraft,
    Team,
    TemplateUse,
)
from messaging.transports import Capabilities, Identity, is_parent_bsuid, parse_identity
from messaging.typed_numbers import searched_digits

_ADDRESSES = Instances(Address, key="contact")
# How many colleagues' messages a refused reply shows at most.
NEWER_SHOWN = 5
# Colleagues with a draft whom a conversation names at most.
DRAFTING_SHOWN = 20
# Newest uses of canned responses in an inbox, by which they are ranked there.
USES_COUNTED = 1000


def capabilities_of(inbox: Inbox) -> Capabilities:
    """Return what the inbox's transport can send and receive."""
    return transports.get(inbox.transport).capabilities


def agents_of(inbox: Inbox) -> QuerySet[Agent]:
    """Return the active agents who see the inbox: the reverse of `Inbox.objects.visible_to`."""
    members = inbox.memberships.values("agent")
    return Agent.objects.filter(_everything() | Q(pk__in=members), is_active=True)


def colleagues_of(agent: Agent) -> QuerySet[Agent]:
    """Return the active agents with whom the agent has an inbox in common: all of them for whoever sees every inbox."""
    active = Agent.objects.filter(is_active=True)
    if agent.sees_everything:
        return active
    members = InboxMember.objects.filter(inbox__in=Inbox.objects.visible_to(agent).values("pk"))
    return active.filter(_everything() | Q(pk__in=members.values("agent")) | Q(pk=agent.pk))


def _everything() -> Q:
    """Return who sees every inbox, whether a member or not."""
    return Q(is_superuser=True) | Q(role__in=[Agent.Role.SUPERVISOR, Agent.Role.ADMIN])


def teams_of(inbox: Inbox) -> QuerySet[Team]:
    """Return the teams of which somebody sees the inbox."""
    return Team.objects.filter(Exists(agents_of(inbox).filter(teams=OuterRef("pk"))))


def canned_uses(inbox_id: int) -> Mapping[int, int]:
    """Return how often each canned response was among the newest uses in the inbox, by id. So many are read however many
    there are, and what is no longer said goes down by itself."""
    return _counted(CannedUse.objects.filter(inbox=inbox_id), "canned_response_id")


def template_uses(inbox_id: int) -> Mapping[int, int]:
    """Return the same of the templates that agents have sent from the inbox, by the template's id."""
    return _counted(TemplateUse.objects.filter(inbox=inbox_id), "template_id")


def _counted(uses: QuerySet[Any], column: str) -> Mapping[int, int]:
    return Counter(uses.order_by("-pk")[:USES_COUNTED].values_list(column, flat=True))


def unreadable_inboxes() -> list[Inbox]:
    """Return the inboxes whose secrets SECRET_KEY cannot decrypt: they can neither send nor check a signature."""
    return [inbox for inbox in Inbox.objects.order_by("pk") if not _is_readable(inbox)]


def _is_readable(inbox: Inbox) -> bool:
    try:
        return inbox.config is not None
    except ConsoleError:
        return False


def feed_positions(inbox_ids: Iterable[int]) -> dict[str, dict[str, object]]:
    """``{"<inbox>": {"epoch", "seq"}}``: read it *before* the rows it stands for."""
    heads = FeedHead.objects.filter(inbox__in=list(inbox_ids))
    return {str(head.inbox_id): {"epoch": head.epoch, "seq": head.seq} for head in heads}


class SeenInboxes(NamedTuple):
    """What an agent sees: the inboxes' ids, `narrow` the same but None where these are all inboxes, and where their feeds
    stand, as `feed_positions`."""

    ids: tuple[int, ...]
    narrow: tuple[int, ...] | None
    feed: dict[str, dict[str, object]]


def seen_inboxes(agent: Agent) -> SeenInboxes:
    """Return the inboxes that an agent sees and where their feeds stand, in one query: read it *before* the rows."""
    inboxes = Inbox.objects.visible_to(agent).order_by("pk")
    rows = list(inboxes.values_list("pk", "feed_head__epoch", "feed_head__seq"))
    feed: dict[str, dict[str, object]] = {
        str(pk): {"epoch": epoch, "seq": seq} for pk, epoch, seq in rows if epoch is not None
    }
    ids = tuple(row[0] for row in rows)
    return SeenInboxes(ids, None if agent.is_active and agent.sees_everything else ids, feed)


class Figures(NamedTuple):
    """What was done in some inboxes: how often a waiting customer was answered, how many conversations were resolved, and
    in how many seconds half of the first replies were there; None where there was none."""

    answered: int
    resolved: int
    first_reply_seconds: int | None


def figures_since(moment: datetime, inbox_ids: Collection[int] | None) -> Figures:
    """Return the figures of these inboxes (None: of all) from a moment on: two statements, which read what was measured
    since and nothing before."""
    kinds = Measurement.Kind
    rows = Measurement.objects.filter(at__gte=moment).order_by()
    if inbox_ids is not None:
        rows = rows.filter(inbox__in=inbox_ids)
    number = dict(rows.values_list("kind").annotate(number=Count("*")))
    first = number.get(kinds.FIRST_REPLY, 0)
    seconds = rows.filter(kind=kinds.FIRST_REPLY).order_by("seconds").values_list("seconds", flat=True)
    return Figures(
        first + number.get(kinds.NEXT_REPLY, 0),
        number.get(kinds.RESOLUTION, 0),
        # Between the two statements old ones may be pruned: then there is none at that place.
        next(iter(seconds[(first - 1) // 2 :][:1]), None) if first else None,
    )


def newer_replies(
    conversation: Conversation, since: int, *, author_id: int | None, seen: Collection[UUID] | None
) -> list[Message]:
    """Return what was sent in this conversation after feed number `since`, oldest first, at most five: all but the messages
    whose `client_id` is in `seen`. Where that is None, the author's own do not count."""
    rows = conversation.messages.thread().outbound().with_resources().filter(created_seq__gt=since)
    rows = rows.exclude(author_id=author_id) if seen is None else rows.exclude(client_id__in=seen)
    return list(rows.order_by("id")[:NEWER_SHOWN])


def drafting_colleagues(conversation_id: int, agent: Agent) -> list[dict[str, Any]]:
    """Return which other agents have a draft in the conversation and still see it: {"agent", "note"}, who began first
    first."""
    rows = SavedDraft.objects.written().filter(conversation=conversation_id).exclude(agent=agent)
    found = rows.select_related("agent", "inbox").order_by("id")[:DRAFTING_SHOWN]
    if not found:
        return []
    seeing = set(
        agents_of(found[0].inbox).filter(pk__in=[row.agent_id for row in found]).values_list("pk", flat=True)
    )
    return [
        {"agent": row.agent, "note": row.mode == SavedDraft.Mode.NOTE}
        for row in found
        if row.agent_id in seeing
    ]


def reachable_addresses(contact_id: int, transport: str) -> list[Address]:
    """Return the addresses of a contact that can be written to, the best first: a phone before an id, the one
    that was seen last before others. None that the customer left: another person may have that number by
    now."""
    return reachable_addresses_of([contact_id], transport)[contact_id]


def reachable_addresses_of(contact_ids: Iterable[int], transport: str) -> dict[int, list[Address]]:
    """Return the same of many contacts, by contact id."""
    found: dict[int, list[Address]] = {pk: [] for pk in contact_ids}
    for row in _ADDRESSES.read(found):
        if row.is_known_to(transport) and not (is_parent_bsuid(row.value) or row.was_left):
            found[row.contact_id].append(row)
    kinds: list[str] = list(Address.Kind.values)
    for rows in found.values():
        rows.sort(key=lambda row: (kinds.index(row.kind), -row.last_seen_at.timestamp()))
    return found


def best_address(conversation: Conversation) -> str:
    """Return the contact's best address as people write it."""
    found = reachable_addresses(conversation.contact_id, conversation.inbox.transport)
    return str(found[0] if found else conversation.contact.name)


def unread_count(conversation: Conversation, seen_up_to: int) -> int:
    """Inbound messages above the mark; imported history counts as seen."""
    inbound = conversation.messages.inbound().filter(pk__gt=seen_up_to)
    return inbound.exclude(origin=Message.Origin.HISTORY).count()


def inbox_for_sender(sender: str) -> Inbox | None:
    """Return the inbox that a sender names by its address, however the number is written."""
    exact = Inbox.objects.filter(address=sender).first()
    if exact is not None:
        return exact
    digits = searched_digits(sender)
    if not digits:
        return None
    inboxes = Inbox.objects.order_by("id")
    return next((inbox for inbox in inboxes if searched_digits(inbox.address) == digits), None)


def typed_receiver(inbox: Inbox, typed: str, *, field: str) -> Identity:
    """Read whom somebody typed as the receiver of a message of this inbox; raises `ConsoleError` naming the field, with
    a ``proposal`` where only the country code is missing. Nobody else is looked for, and no contact is made."""
    try:
        return transports.typed_identity(typed, inbox.country, field=field)
    except ConsoleError:
        # An id that the provider sent, and that a program sends back: these are never judged.
        named = parse_identity(typed)
        known = Address.objects.filter(kind=named.kind, value=named.value)
        if named.kind == "handle" or not known.exists():
            raise
        return named


def contact_at(inbox: Inbox, identity: Identity) -> Contact | None:
    """Return who is reached there from this inbox; a number may be known under another spelling. Not who has left it:
    whoever answers there now may be a stranger."""
    named = [one.value for one in (identity, *transports.phone_variants(identity))]
    rows = Address.objects.known_to(inbox.transport).filter(kind=identity.kind, value__in=named)
    found = {one.value: one.contact for one in rows.select_related("contact") if not one.was_left}
    return next((found[value] for value in named if value in found), None)


def default_inbox() -> Inbox | None:
    return Inbox.objects.filter(is_default=True).first()


def newest_message_id(conversation: Conversation) -> int:
    newest = conversation.messages.aggregate(newest=Max("pk"))["newest"]
    return int(newest or 0)
