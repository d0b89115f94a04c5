"""Agents as admins set them up over REST."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from messaging.feed import positions
from messaging.models import Agent, Inbox
from tests.factories import an_agent, an_inbox

pytestmark = pytest.mark.django_db


def browser_of(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent, "django.contrib.auth.backends.ModelBackend")
    return client


def change(client: Client, pk: int, **body: Any) -> Any:
    return client.patch(f"/api/accounts/{pk}/", body, content_type="application/json")


@pytest.fixture
def admin() -> Agent:
    return an_agent("admin", is_staff=True)


def test_admins_see_everybody(admin: Agent, agent: Agent, inbox: Inbox) -> None:
    gone = an_agent(is_active=False)
    rows = {one["id"]: one for one in browser_of(admin).get("/api/accounts/").json()["results"]}
    assert rows.keys() == {admin.pk, agent.pk, gone.pk}
    assert (rows[agent.pk]["inboxes"], rows[gone.pk]["is_active"]) == ([inbox.pk], False)


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_nobody_else_does(role: str, admin: Agent) -> None:
    client = browser_of(an_agent(role))
    assert client.get("/api/accounts/").status_code == 403
    assert change(client, admin.pk, role="agent").status_code == 403


def test_role_inboxes_and_account_are_changed_and_told(admin: Agent, agent: Agent, inbox: Inbox) -> None:
    other = an_inbox()
    before = positions.heads([inbox.pk])[inbox.pk].seq
    answer = change(browser_of(admin), agent.pk, role="supervisor", inboxes=[other.pk])
    assert answer.status_code == 200
    assert (answer.json()["role"], answer.json()["inboxes"]) == ("supervisor", [other.pk])
    kinds = {one.kind for one in positions.since(inbox.pk, before)}
    assert kinds == {"agent.updated", "inbox.updated"}
    theirs = browser_of(agent)
    assert theirs.get("/api/me/").status_code == 200
    assert change(browser_of(admin), agent.pk, is_active=False).json()["is_active"] is False
    assert theirs.get("/api/me/").status_code == 401


def test_what_is_not_named_stays(admin: Agent, agent: Agent, inbox: Inbox) -> None:
    assert change(browser_of(admin), agent.pk, inboxes=[]).json()["role"] == "agent"
    assert not agent.memberships.exists()
    change(browser_of(admin), agent.pk, inboxes=[inbox.pk])
    assert change(browser_of(admin), agent.pk, role="supervisor").json()["inboxes"] == [inbox.pk]


def test_the_last_admin_is_told_why(admin: Agent) -> None:
    answer = change(browser_of(admin), admin.pk, role="agent")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["role"])
    assert "Make somebody else an admin first" in answer.json()["detail"]
    admin.refresh_from_db()
    assert admin.role == "admin"


def test_only_a_superuser_changes_one(admin: Agent) -> None:
    root = an_agent(is_superuser=True, is_staff=True)
    assert change(browser_of(admin), root.pk, is_active=False).status_code == 403
    assert change(browser_of(root), root.pk, role="admin").status_code == 200


def test_an_unknown_inbox_changes_nothing(admin: Agent, agent: Agent, inbox: Inbox) -> None:
    answer = change(browser_of(admin), agent.pk, role="supervisor", inboxes=[inbox.pk + 999])
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["inboxes"])
    agent.refresh_from_db()
    assert (agent.role, [one.inbox_id for one in agent.memberships.all()]) == ("agent", [inbox.pk])
    assert change(browser_of(admin), agent.pk + 999, role="agent").status_code == 404
