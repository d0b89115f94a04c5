"""Views and filters of conversations. What the console shows in its list is what these say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from messaging.models import Agent, Conversation, ConversationQuerySet, Mention, Message

Status = Conversation.Status

# Each view, of the agent who asks. A view that is of one status says so here; of the others the list asks for statuses.
VIEWS: Mapping[str, Callable[[Agent], Q]] = {
    "all": lambda _: Q(),
    "mine": lambda agent: Q(assignee=agent),
    "unassigned": lambda _: Q(assignee=None),
    "waiting": lambda _: Q(waiting_since__isnull=False),
    "snoozed": lambda _: Q(status=Status.SNOOZED),
    "pending": lambda _: Q(status=Status.PENDING),
    "mentions": lambda agent: Q(pk__in=Mention.objects.filter(agent=agent).values("conversation")),
}
SORTS = ("activity", "waiting", "priority")
# In place of an id: nobody, and the agent who asks.
NOBODY, ME = "none", "me"
UNDELIVERED = [Message.Stage.FAILED, Message.Stage.UNCONFIRMED]


@dataclass(frozen=True, slots=True)
class ConversationFilter:
    """What is asked for; what is empty, false or None filters nothing. `team` and `assignee` are ids, or a word."""

    view: str = "all"
    status: tuple[str, ...] = ()
    inbox: int | None = None
    contact: int | None = None
    team: int | str | None = None
    assignee: int | str | None = None
    label: str = ""
    priority: tuple[str, ...] = ()
    unread: bool = False
    unanswered: bool = False
    undelivered: bool = False
    scheduled: bool = False
    # Of mentions: those that the agent has not seen.
    unseen: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether resolved conversations are left out: those that remain are few however old an installation is."""
        return (
            self.is_waiting
            or self.view in Status.values
            or bool(self.status and Status.RESOLVED not in self.status)
        )

    @property
    def is_waiting(self) -> bool:
        """Whether all that remain wait for an answer."""
        return self.unanswered or self.view == "waiting"

    @property
    def is_scanned(self) -> bool:
        """Whether no index finds what it keeps among what goes on: few rows may take a look at all of them."""
        return bool(self.label or self.priority or self.unread or self.undelivered)

    @property
    def is_narrow(self) -> bool:
        """Whether it keeps fewer conversations than the inboxes have."""
        return self != ConversationFilter(inbox=self.inbox)


def filtered(rows: ConversationQuerySet, asked: ConversationFilter, agent: Agent) -> ConversationQuerySet:
    """Keep the conversations that are asked for by this agent."""
    rows = rows.filter(VIEWS[asked.view](agent) & _by_columns(asked, agent))
    if asked.unseen:
        rows = rows.filter(pk__in=Mention.objects.unread().filter(agent=agent).values("conversation"))
    if asked.label:
        rows = rows.filter(labels__name=asked.label)
    if asked.undelivered:
        # As the row shows it: a later answer that got through, or the customer's next message, is what counts then.
        rows = rows.filter(last_message__stage__in=UNDELIVERED)
    return rows


def _by_columns(asked: ConversationFilter, agent: Agent) -> Q:
    kept = Q()
    if asked.status:
        kept &= Q(status__in=asked.status) if len(asked.status) > 1 else Q(status=asked.status[0])
    if asked.priority:
        kept &= Q(priority__in=asked.priority)
    for column in ("inbox", "contact"):
        if (pk := getattr(asked, column)) is not None:
            kept &= Q(**{column: pk})
    for column in ("team", "assignee"):
        kept &= _related(column, getattr(asked, column), agent)
    return kept & _by_marks(asked)


def _by_marks(asked: ConversationFilter) -> Q:
    kept = Q()
    if asked.unread:
        kept &= Q(unread__gt=0)
    if asked.unanswered:
        kept &= Q(waiting_since__isnull=False)
    if asked.scheduled:
        kept &= Q(scheduled_at__isnull=False)
    return kept


def _related(column: str, named: int | str | None, agent: Agent) -> Q:
    if named is None:
        return Q()
    return Q(**{column: {NOBODY: None, ME: agent.pk}.get(str(named), named)})
