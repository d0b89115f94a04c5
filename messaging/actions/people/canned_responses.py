"""Canned responses: saved replies of an agent, of a team, or shared by everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from messaging.actions.core import delete_file
from messaging.actors import Actor
from messaging.errors import ConsoleError, NotFound
from messaging.feed import CANNED_RESPONSE_UPDATED, record, recording, savepoint
from messaging.models import Agent, CannedFile, CannedResponse, CannedUse, Inbox, Team
from messaging.permissions import check_may_edit_canned
from messaging.serializers import blanks_in
from messaging.transports.payload import check_payload, storable

# Where the content stands in what is sent.
BODY = "interactive.body.text"


@recording()
def add_canned_response(canned: CannedResponse, *, by: Actor) -> CannedResponse:
    """Save a new canned response; raises `ConsoleError` naming what is wrong."""
    _store(canned, None)
    _record(canned.pk, [canned])
    return canned


@recording()
def change_canned_response(pk: int, change: Mapping[str, Any], *, agent: Agent, by: Actor) -> CannedResponse:
    """Change what is given of a canned response, its `scope` and `team` among it. Raises `NotFound` and `Forbidden` by what
    the agent may do with it as it is now, and where it goes; `ConsoleError` naming what is wrong."""
    canned = editable_canned_response(pk, agent)
    before, fields = copy(canned), dict(change)
    if fields.keys() & {"scope", "team"}:
        scope, team = fields.pop("scope", canned.scope), fields.pop("team", None) or canned.team_id
        place_canned_response(canned, agent, scope, team)
        fields |= {"owner": canned.owner, "team": canned.team}
    for name, value in fields.items():
        setattr(canned, name, value)
    # Only what is given: a colleague may have changed the rest.
    _store(canned, [*fields, "updated_at"])
    _record(pk, [before, canned])
    return canned


@recording()
def delete_canned_response(pk: int, *, agent: Agent, by: Actor) -> None:
    """Delete a canned response with its files; messages that were written with it stay, and what they show. Raises
    `NotFound` and `Forbidden` by what the agent may do with it as it is now."""
    remove_canned_response(editable_canned_response(pk, agent))


def remove_canned_response(canned: CannedResponse) -> None:
    """Delete it, inside `recording()`: whoever asks may."""
    _record(canned.pk, [canned])
    forget_files(list(canned.files.all()))
    canned.delete()


def editable_canned_response(pk: int, agent: Agent) -> CannedResponse:
    """Return it as it is now, locked until COMMIT, inside `recording()`. Raises `NotFound` where it is gone or somebody
    else's by now, `Forbidden` where the agent may only read it."""
    try:
        canned = CannedResponse.objects.visible_to(agent).lock(pk)
    except CannedResponse.DoesNotExist:
        raise NotFound("There is no such canned response, or it is not for you.") from None
    check_may_edit_canned(agent, canned)
    return canned


def place_canned_response(canned: CannedResponse, agent: Agent, scope: str, team: int | None) -> None:
    """Make it the agent's, the team's or everybody's; raises `Forbidden` where the agent may write none there."""
    if scope != CannedResponse.Scope.TEAM:
        canned.team = None
    elif team is None:
        raise ConsoleError.field("team", "Say which team.")
    else:
        canned.team = Team.objects.filter(pk=team).first()
        if canned.team is None:
            raise ConsoleError.field("team", "There is no such team any more.")
    canned.owner = agent if scope == CannedResponse.Scope.PERSONAL else None
    check_may_edit_canned(agent, canned)


def forget_files(files: Iterable[CannedFile]) -> None:
    """Take the files out of the storage once the rows are gone for good."""
    for file in files:
        transaction.on_commit(partial(delete_file, file), robust=True)


def record_canned_change(canned: CannedResponse) -> None:
    """Tell those who see it that something about it changed."""
    _record(canned.pk, [canned])


def record_team_change(team: Team, agents: Iterable[Agent]) -> None:
    """Tell these agents, who are or were in the team, that they see other canned responses now."""
    first = team.canned_responses.order_by("pk").first()
    if first is not None:
        _record_in(first.pk, _inboxes_of(agents))


def count_canned_use(pk: int, author: Agent | None, inbox: Inbox) -> None:
    """Count that a message of the author was written with it; one that they do not see, or that is gone, counts nothing:
    no message fails for that."""
    seen = CannedResponse.objects.filter(pk=pk)
    if author is not None:
        seen = seen.visible_to(author)
    if seen.exists():
        CannedUse.objects.create(canned_response_id=pk, inbox=inbox)


def _store(canned: CannedResponse, fields: list[str] | None) -> None:
    canned.shortcode = canned.shortcode.lower()
    canned.interactive = _checked(canned)
    canned.updated_at = timezone.now()
    try:
        with savepoint():
            canned.save(update_fields=fields)
    except IntegrityError:
        beginning = {"personal": "You have", "team": "This team has", "shared": "There is"}[canned.scope]
        sentence = f"{beginning} a canned response /{canned.shortcode} already."
        raise ConsoleError.field("shortcode", sentence) from None


def _checked(canned: CannedResponse) -> dict[str, Any] | None:
    """Return the interactive part as it is stored: without a body."""
    if not canned.interactive:
        return None
    part = {name: value for name, value in storable(canned.interactive).items() if name != "body"}
    asked = {"interactive": {**part, "body": {"text": canned.content}}}
    found = check_payload("interactive", asked)
    errors = {"content" if place == BODY else place: sentences for place, sentences in found.items()}
    header = part.get("header")
    kind = header.get("type") if isinstance(header, dict) else None
    if isinstance(kind, str) and kind != "text":
        errors["interactive.header"] = ["A canned response has words above its choices, no file."]
    if blanks_in(str(part)):
        errors["interactive"] = ["Only the content has blanks: what can be chosen stands as it is."]
    if canned.pk and canned.files.exists():
        errors["interactive"] = ["Choices and files do not go out in one message: take the files away first."]
    if errors:
        named = " ".join(f"{place}: {sentences[0]}" for place, sentences in errors.items())
        raise ConsoleError(f"These choices cannot be sent. {named}", errors=errors)
    return part


def _record(pk: int, rows: Iterable[CannedResponse]) -> None:
    _record_in(pk, _audience(rows))


def _record_in(pk: int, inboxes: Iterable[int]) -> None:
    for inbox_id in inboxes:
        record(CANNED_RESPONSE_UPDATED, pk, inbox_id=inbox_id)


def _audience(rows: Iterable[CannedResponse]) -> set[int]:
    """Return the inboxes in whose feeds those are told who see one of the rows. A team's is seen by every supervisor, and so
    told everywhere."""
    owners = {row.owner_id for row in rows}
    return _inboxes_of(None if None in owners else Agent.objects.filter(pk__in=owners))


def _inboxes_of(agents: Iterable[Agent] | None) -> set[int]:
    """Return the inboxes that one of the agents sees; None is everybody."""
    inboxes = Inbox.objects.all()
    some = None if agents is None else list(agents)
    if some is not None and not any(agent.sees_everything for agent in some):
        inboxes = inboxes.filter(memberships__agent__in=some)
    return set(inboxes.values_list("pk", flat=True))
