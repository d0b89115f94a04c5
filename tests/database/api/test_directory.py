"""Agents and labels over REST: who can be given a conversation, who may create a label."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from messaging.actions.people.credentials import create_api_token
from messaging.models import Agent, Contact, Conversation, Inbox, Label
from messaging.search import finding
from tests.factories import BY, an_agent, an_inbox, from_customer

pytestmark = pytest.mark.django_db


def client_of(agent: Agent) -> Client:
    return Client(headers={"Authorization": f"Token {create_api_token(agent, by=BY)}"})


def create(client: Client, **body: Any) -> Any:
    return client.post("/api/labels/", data=body, content_type="application/json")


def test_the_agents_of_an_inbox_are_those_who_see_it(api: Client, inbox: Inbox, agent: Agent) -> None:
    boss = an_agent("supervisor")
    superuser = an_agent(is_superuser=True)
    other = an_agent(inboxes=[an_inbox()])
    an_agent(inboxes=[inbox], is_active=False)

    def listed(query: str = "") -> set[int]:
        return {row["id"] for row in api.get(f"/api/agents/{query}").json()["results"]}

    assert listed(f"?inbox={inbox.pk}") == {agent.pk, boss.pk, superuser.pk}
    assert listed() == {agent.pk, boss.pk, superuser.pk, other.pk}
    assert listed(f"?inbox={other.memberships.get().inbox_id}") == set()
    assert api.get("/api/agents/?inbox=no").status_code == 400


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("supervisor", 201), ("admin", 201)])
def test_who_may_create_a_label(inbox: Inbox, role: str, status: int) -> None:
    answer = create(client_of(an_agent(role, inboxes=[inbox])), name="lamps", color="#aa6600")
    assert answer.status_code == status
    assert Label.objects.filter(name="lamps", color="#aa6600").count() == (status == 201)


def test_a_label_needs_a_name_of_its_own_and_a_colour(inbox: Inbox) -> None:
    boss = client_of(an_agent("supervisor"))
    assert create(boss, name="lamps").json()["color"] == "#5b7083"
    for wrong, field in (
        ({"name": "LAMPS"}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"name": "other", "color": "red"}, "color"),
    ):
        assert list(create(boss, **wrong).json()["errors"]) == [field]
    assert Label.objects.count() == 1


def test_contacts_are_narrowed_by_inbox_block_and_what_goes_on(inbox: Inbox, agent: Agent) -> None:
    elsewhere = an_inbox(agent)
    for phone, name, where in (
        ("447700900123", "Ann", inbox),
        ("447700900456", "Ben", inbox),
        ("447700900789", "Cay", elsewhere),
    ):
        from_customer(where, phone=phone, name=name)
    Conversation.objects.filter(contact__name="Ben").update(status="resolved")
    Contact.objects.filter(name="Cay").update(blocked=True)
    client = client_of(agent)

    def found(**query: str) -> list[str]:
        return [one["name"] for one in client.get("/api/contacts/", query).json()["results"]]

    assert found(inbox=str(inbox.pk)) == ["Ben", "Ann"]
    assert found(open="true") == ["Cay", "Ann"]
    assert found(open="false") == ["Ben"]
    assert found(blocked="true") == ["Cay"]
    assert found(blocked="false", open="true", inbox=str(inbox.pk), q="ann") == ["Ann"]
    assert client.get("/api/contacts/", {"blocked": "perhaps"}).status_code == 400


def test_of_many_who_fit_a_text_the_newest_of_the_narrowed_ones_are_found(
    inbox: Inbox, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_ROWS", 2)
    elsewhere = an_inbox(agent)
    oldest, *_ = (
        from_customer(where, phone=f"4477009001{n:02}", name=f"Maria {n}").conversation
        for n, where in enumerate((inbox, elsewhere, elsewhere, elsewhere))
    )
    Contact.objects.filter(pk=oldest.contact_id).update(blocked=True)
    Conversation.objects.filter(pk=oldest.pk).update(status="resolved")
    clients = client_of(agent), client_of(an_agent("admin"))
    for narrowed, names in (
        ({}, ["Maria 2", "Maria 3"]),
        ({"inbox": str(inbox.pk)}, ["Maria 0"]),
        ({"blocked": "true"}, ["Maria 0"]),
        ({"open": "false"}, ["Maria 0"]),
        ({"inbox": str(elsewhere.pk), "blocked": "true"}, []),
        ({"inbox": str(inbox.pk), "blocked": "true", "open": "false"}, ["Maria 0"]),
    ):
        for client in clients:
            page = client.get("/api/contacts/", {"q": "maria", **narrowed}).json()
            assert sorted(one["name"] for one in page["results"]) == names
