"""Who is named in notes: found among those who see the inbox, kept per agent, and counted on the conversation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from messaging.actions.conversation.history import record_conversation
from messaging.actors import Actor
from messaging.errors import ConsoleError
from messaging.feed import recording
from messaging.models import Agent, Conversation, Inbox, Mention, Message, Team
from messaging.queries import agents_of

NOT_A_MEMBER = "not_a_member"


class Named(NamedTuple):
    """Whom the author of a note chose."""

    kind: Literal["agent", "team"]
    id: int


@dataclass(frozen=True, slots=True)
class Addressed:
    """Who is meant by that: `shown` is kept with the note, `agents` says for each of them with which team."""

    shown: list[dict[str, Any]]
    agents: dict[int, int | None]

    def as_payload(self) -> dict[str, Any]:
        """Return what the note's payload holds: whom its text names, and the agents who are told."""
        return {"mentions": self.shown, "mentioned": sorted(self.agents)} if self.shown else {}


def find_addressed(
    inbox: Inbox, chosen: Collection[Named], author: Agent | None, note: Message | None = None
) -> Addressed:
    """Return whom a note in this inbox names. Raises `ConsoleError` naming ``mentions`` for an agent who does not see the
    inbox and for a team of which nobody does. The author is not told of what their own team is told.

    Whom the `note` names already is named as before, and nobody is told of that anew: people leave an inbox, and what they
    were told stays true."""
    kept = _kept(note, chosen) if note else Addressed([], {})
    shown = {Named(one["kind"], one["id"]): one for one in kept.shown}
    new = _check([one for one in chosen if one not in shown], inbox, author)
    shown |= {Named(one["kind"], one["id"]): one for one in new.shown}
    return Addressed([shown[one] for one in dict.fromkeys(chosen)], kept.agents | new.agents)


def named_in(note: Message) -> list[Named]:
    """Return whom a note names, in its order."""
    return [Named(one["kind"], one["id"]) for one in note.payload.get("mentions", [])]


def _kept(note: Message, chosen: Collection[Named]) -> Addressed:
    """Return whom of these the note names already, and who was told of that."""
    before = {Named(one["kind"], one["id"]): one for one in note.payload.get("mentions", [])}
    kept = [one for one in before if one in chosen]
    teams = {one.id for one in kept if one.kind == "team"}
    in_teams = set(Agent.objects.filter(teams__in=teams).values_list("pk", flat=True))
    agents: dict[int, int | None] = {}
    for agent, team in Mention.objects.filter(message=note).values_list("agent", "team"):
        by_name = Named("agent", agent)
        # Told neither by name nor with a team that is still there: with one that was deleted since.
        of_gone = bool(teams) and team is None and by_name not in before
        if by_name in kept:
            agents[agent] = None
        elif team in teams or agent in in_teams or of_gone:
            agents[agent] = team
    return Addressed([before[one] for one in kept], agents)


def _check(chosen: Collection[Named], inbox: Inbox, author: Agent | None) -> Addressed:
    shown: list[dict[str, Any]] = []
    agents: dict[int, int | None] = {}
    if not chosen:
        return Addressed(shown, agents)
    members = {agent.pk: agent for agent in agents_of(inbox)}
    teams = _teams(one.id for one in chosen if one.kind == "team")
    for kind, pk in dict.fromkeys(chosen):
        if kind == "agent":
            agent = members.get(pk) or _refuse_agent(pk)
            shown.append({"kind": kind, "id": pk, "name": agent.name})
            agents[pk] = None
        else:
            team = teams.get(pk) or _refuse(f"There is no team {pk}.", code="invalid")
            theirs = [one.pk for one in team.agents.all() if one.pk in members]
            if not theirs:
                _refuse(f"Nobody of the team {team.name} sees this inbox, so it cannot be mentioned here.")
            shown.append({"kind": kind, "id": pk, "name": team.name})
            for one in theirs:
                if author is None or one != author.pk:
                    agents.setdefault(one, pk)
    return Addressed(shown, agents)


def _teams(pks: Any) -> dict[int, Team]:
    return Team.objects.prefetch_related("agents").in_bulk(list(pks))


def _refuse_agent(pk: int) -> Any:
    agent = Agent.objects.filter(pk=pk, is_active=True).first()
    if agent is None:
        return _refuse(f"There is no agent {pk}, or they are not active any more.", code="invalid")
    return _refuse(f"{agent.name} does not see this inbox, so they cannot be mentioned here.")


def _refuse(sentence: str, *, code: str = NOT_A_MEMBER) -> Any:
    raise ConsoleError.field("mentions", sentence, code=code)


def set_mentions(conversation: Conversation, message: Message, agents: dict[int, int | None]) -> None:
    """Let a note of a locked conversation name exactly these agents: who is named anew has not seen it, who is named
    still keeps what they have."""
    present = set(Mention.objects.filter(message=message).values_list("agent", flat=True))
    if gone := present - agents.keys():
        Mention.objects.filter(message=message, agent__in=gone).delete()
    new = [pk for pk in agents if pk not in present]
    Mention.objects.bulk_create(
        Mention(
            message=message,
            conversation=conversation,
            inbox_id=conversation.inbox_id,
            agent_id=pk,
            team_id=agents[pk],
            at=message.timestamp if not present else timezone.now(),
        )
        for pk in new
    )
    if gone or new:
        _recount(conversation)


@recording()
def mark_mentions_seen(
    conversation: Conversation, agent: Agent, up_to: int | None = None, *, by: Actor
) -> Conversation:
    """Mark the agent's mentions in notes up to this message id (None: all) as seen by them."""
    conversation = Conversation.objects.lock(conversation.pk)
    unread = Mention.objects.unread().filter(conversation=conversation, agent=agent)
    if up_to is not None:
        unread = unread.filter(message__lte=up_to)
    if unread.update(read_at=timezone.now()):
        _recount(conversation)
    return conversation


def _recount(conversation: Conversation) -> None:
    """Count anew on a locked conversation who is named and has not seen it."""
    rows = Mention.objects.filter(conversation=conversation).order_by("agent").values("agent")
    counted = rows.annotate(unread=Count("pk", filter=Q(read_at=None)))
    mentioned: Sequence[dict[str, int]] = [dict(row) for row in counted]
    if mentioned == conversation.mentioned:
        return
    conversation.mentioned = mentioned
    conversation.save(update_fields=["mentioned"])
    record_conversation(conversation)
