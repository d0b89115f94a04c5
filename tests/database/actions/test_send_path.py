"""Sending reads from top to bottom: few modules, each opened once, for few statements."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.send_path import SendPath
from messaging.actions.outgoing import Draft, send_message
from messaging.models import Agent, Conversation, Inbox
from tests.factories import BY, from_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(inbox: Inbox) -> Conversation:
    return Conversation.objects.get(pk=from_customer(inbox).conversation_id)


def test_a_text_is_followed_with_few_returns(conversation: Conversation, agent: Agent) -> None:
    path, draft = SendPath(), Draft(author=agent, content="Hi")
    path.follow(lambda: send_message(conversation, draft, by=BY))
    assert path.stays[0] == ("messaging.actions.outgoing.sending", "send_message")
    assert path.returns < 15, path.stays
    # From each module back to the one that called it, and never once more.
    assert path.returns == len(path.modules) - 1, path.stays


def test_a_text_costs_few_statements(conversation: Conversation, agent: Agent) -> None:
    send_message(conversation, Draft(author=agent, content="The first one makes the lane"), by=BY)
    conversation.refresh_from_db()
    with CaptureQueriesContext(connection) as done:
        send_message(conversation, Draft(author=agent, content="Hi"), by=BY)
    assert len(done) <= 22, [one["sql"] for one in done]
