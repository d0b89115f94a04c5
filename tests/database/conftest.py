"""What the database tier shares."""

from __future__ import annotations

import pytest
from django.test import Client

from messaging.actions.people.credentials import create_api_token
from messaging.models import Agent, Inbox
from tests.factories import BY, an_agent, an_inbox


@pytest.fixture
def agent(db: None) -> Agent:
    return an_agent(username="mia")


@pytest.fixture
def inbox(agent: Agent) -> Inbox:
    """The default inbox; `agent` is its member."""
    return an_inbox(agent, default=True, name="Maple & Oak", address="+15550001111")


@pytest.fixture
def api(agent: Agent) -> Client:
    """A program that holds the agent's token."""
    return Client(headers={"Authorization": f"Token {create_api_token(agent, by=BY)}"})
