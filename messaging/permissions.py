"""Refusals for what an agent may not see; which rows are seen is `visible_to` of each model's QuerySet."""

from __future__ import annotations

from messaging.errors import Forbidden, NotFound
from messaging.models import Agent, CannedResponse, Contact, Conversation, Inbox, Message


def check_sees_inbox(agent: Agent, inbox: Inbox) -> None:
    """Raise `Forbidden` unless the agent sees the inbox."""
    if not Inbox.objects.visible_to(agent).filter(pk=inbox.pk).exists():
        raise Forbidden("You are not a member of this inbox.")


def check_may_block(agent: Agent, contact: Contact) -> None:
    """Raise `Forbidden` unless the agent sees every inbox that the contact writes to: a block is for all of them."""
    if _writes_elsewhere(agent, contact):
        raise Forbidden(
            "A block holds in every inbox, and this contact writes to one that you do not see. Ask a supervisor."
        )


def check_may_merge(agent: Agent, *contacts: Contact) -> None:
    """Raise `Forbidden` unless the agent sees every inbox that these contacts write to: a merge, and taking it back, moves
    what is in all of them."""
    if _writes_elsewhere(agent, *contacts):
        raise Forbidden(
            "A merge is for every inbox, and this contact writes to one that you do not see. Ask a supervisor."
        )


def _writes_elsewhere(agent: Agent, *contacts: Contact) -> bool:
    theirs = Inbox.objects.filter(conversations__contact__in=contacts)
    return theirs.exclude(pk__in=Inbox.objects.visible_to(agent).values("pk")).exists()


def conversation_or_404(agent: Agent, pk: int) -> Conversation:
    """Return the conversation; raise `NotFound` for one that the agent does not see, as if there were none."""
    conversation = (
        Conversation.objects.visible_to(agent).select_related("inbox", "contact").filter(pk=pk).first()
    )
    if conversation is None:
        raise NotFound("There is no such conversation, or it is in an inbox that you do not see.")
    return conversation


def contact_or_404(agent: Agent, pk: int) -> Contact:
    """Return the contact; raise `NotFound` for one that the agent does not see, as if there were none."""
    contact = Contact.objects.visible_to(agent).filter(pk=pk).first()
    if contact is None:
        raise NotFound("There is no such contact, or it writes to no inbox that you see.")
    return contact


def message_or_404(agent: Agent, pk: int, *, notes: bool = False) -> Message:
    """Return a line of a thread, or of `notes` only; raise `NotFound` for one that the agent does not see, as if there
    were none."""
    lines = Message.objects.thread().visible_to(agent)
    if notes:
        lines = lines.notes()
    message = lines.select_related("conversation", "inbox").filter(pk=pk).first()
    if message is None:
        raise NotFound("There is no such message, or it is in an inbox that you do not see.")
    return message


def canned_response_or_404(agent: Agent, pk: int) -> CannedResponse:
    """Return the canned response; raise `NotFound` for one that the agent does not see, as if there were none."""
    canned = CannedResponse.objects.visible_to(agent).with_resources().filter(pk=pk).first()
    if canned is None:
        raise NotFound("There is no such canned response, or it is not for you.")
    return canned


def check_may_edit_canned(agent: Agent, canned: CannedResponse) -> None:
    """Raise `Forbidden` unless the agent may change it: personal ones their owner, a team's its members, shared ones
    supervisors and admins, who may a team's as well."""
    if not canned.editable_by(agent, set(agent.teams.values_list("pk", flat=True))):
        why = {
            CannedResponse.Scope.PERSONAL: "This canned response is somebody else's.",
            CannedResponse.Scope.TEAM: "Only members of the team and supervisors may change its canned responses.",
            CannedResponse.Scope.SHARED: "Only supervisors and admins may change shared canned responses.",
        }
        raise Forbidden(why[canned.scope])
