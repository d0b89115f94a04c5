"""Which rows an agent sees: those of their inboxes, each once, and none once they are switched off."""

from __future__ import annotations

import pytest

from messaging.actions.conversation import set_conversation_status
from messaging.models import Agent, Contact, Conversation, Inbox
from tests.factories import BY, an_agent, from_customer

pytestmark = pytest.mark.django_db

SCOPES = (Inbox.objects, Conversation.objects, Contact.objects)


@pytest.fixture
def conversation(inbox: Inbox) -> Conversation:
    return from_customer(inbox).conversation


@pytest.mark.parametrize("role", ["agent", "supervisor", "admin"])
def test_an_agent_who_is_switched_off_sees_nothing(conversation: Conversation, role: str) -> None:
    colleague = an_agent(role, inboxes=[conversation.inbox])
    assert [rows.visible_to(colleague).count() for rows in SCOPES] == [1, 1, 1]
    colleague.is_active = False
    assert [rows.visible_to(colleague).count() for rows in SCOPES] == [0, 0, 0]


def test_a_contact_with_two_conversations_is_seen_once(conversation: Conversation, agent: Agent) -> None:
    set_conversation_status(conversation, "resolved", by=BY)
    Conversation.objects.create(inbox=conversation.inbox, contact=conversation.contact)
    assert Contact.objects.visible_to(agent).count() == 1


def test_a_stranger_to_the_inbox_sees_nothing_of_it(conversation: Conversation) -> None:
    assert [rows.visible_to(an_agent()).count() for rows in SCOPES] == [0, 0, 0]
