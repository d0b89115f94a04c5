"""Merging contacts over REST, and taking it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.request import Request

from messaging.actions.contact import merge_contacts, unmerge_contacts
from messaging.actions.people.credentials import create_api_token
from messaging.actors import Actor
from messaging.api import contact_merges
from messaging.models import Activity, Agent, Contact, ContactMerge, Conversation, Inbox
from tests.factories import BY, an_agent, an_inbox, from_customer

pytestmark = pytest.mark.django_db


def client_of(agent: Agent) -> Client:
    return Client(headers={"Authorization": f"Token {create_api_token(agent, by=BY)}"})


def post(client: Client, to: Contact, verb: str, **body: int):
    return client.post(f"/api/contacts/{to.pk}/{verb}/", data=body, content_type="application/json")


@pytest.fixture
def two(inbox: Inbox) -> tuple[Contact, Contact]:
    ann, ben = (
        from_customer(inbox, phone=phone, name=name).conversation.contact
        for phone, name in (("447700900123", "Ann"), ("447700900456", "Ben"))
    )
    return ann, ben


def test_a_merge_by_hand_is_listed_and_can_be_taken_back(
    inbox: Inbox, agent: Agent, two: tuple[Contact, Contact]
) -> None:
    ann, ben = two
    client = client_of(agent)
    kept = post(client, ann, "merge", contact=ben.pk).json()
    assert (kept["id"], [one["value"] for one in kept["addresses"]]) == (
        ann.pk,
        ["447700900123", "447700900456"],
    )
    (merge,) = client.get(f"/api/contacts/{ann.pk}/merges/").json()["results"]
    assert merge["by"] == {"kind": "token", "id": agent.pk, "name": agent.name}
    assert merge["gone"] == {
        "id": ben.pk,
        "name": "Ben",
        "username": "",
        "addresses": [{"kind": "phone", "value": "447700900456"}],
        "conversations": 1,
        "notes": 0,
    }
    answer = post(client, ann, "unmerge", merge=merge["id"])
    assert (answer.status_code, answer.json()["restored"]["id"]) == (200, ben.pk)
    (merge,) = client.get(f"/api/contacts/{ann.pk}/merges/").json()["results"]
    assert (merge["undone_by"]["id"], merge["undone_at"] is None) == (agent.pk, False)
    verbs = Activity.objects.filter(by_id=agent.pk).order_by("pk").values_list("verb", flat=True)
    assert {"contact_merged", "contact_unmerged"} <= set(verbs)
    again = post(client, ann, "unmerge", merge=merge["id"])
    assert (again.status_code, again.json()["code"]) == (409, "already_unmerged")


def test_what_is_refused(inbox: Inbox, agent: Agent, two: tuple[Contact, Contact]) -> None:
    ann, ben = two
    client = client_of(agent)
    assert post(client, ann, "merge", contact=ann.pk).json()["errors"]["contact"] == [
        "This is the same contact."
    ]
    assert post(client, ann, "unmerge", merge=999_999).status_code == 404
    hidden = an_inbox()
    stranger = from_customer(hidden, phone="447700900789").conversation.contact
    assert post(client, ann, "merge", contact=stranger.pk).status_code == 404
    from_customer(hidden, phone="447700900456")
    for kept, other in ((ann, ben), (ben, ann)):
        assert post(client, kept, "merge", contact=other.pk).status_code == 403
    post(client_of(an_agent("supervisor")), ann, "merge", contact=ben.pk)
    (merge,) = client.get(f"/api/contacts/{ann.pk}/merges/").json()["results"]
    assert post(client, ann, "unmerge", merge=merge["id"]).status_code == 403


def test_who_is_somebody_else_again_is_listed_where_they_are_seen(
    inbox: Inbox, agent: Agent, two: tuple[Contact, Contact]
) -> None:
    ann, ben = two
    hidden, boss = an_inbox(), an_agent("admin")

    def listed(by: Agent) -> list[int]:
        return [
            one["gone"]["id"]
            for one in client_of(by).get(f"/api/contacts/{ann.pk}/merges/").json()["results"]
        ]

    merge_contacts(ann, ben, by=BY)
    unmerge_contacts(ContactMerge.objects.get(), by=BY)
    assert listed(agent) == listed(boss) == [ben.pk]
    Conversation.objects.filter(contact=ben).update(inbox=hidden)
    assert (listed(agent), listed(boss)) == ([], [ben.pk])
    merge_contacts(ann, ben, by=BY)
    assert listed(agent) == listed(boss) == [ben.pk, ben.pk]


def test_who_merges_at_the_same_time_is_told_so(
    inbox: Inbox, agent: Agent, two: tuple[Contact, Contact], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What happens behind the look at both contacts, and before their merge."""
    ann, ben = two
    cay = from_customer(inbox, phone="447700900789", name="Cay").conversation.contact
    client, actor_of = client_of(agent), contact_merges.actor_of

    def merge_behind(work: Callable[[], object]) -> tuple[int, str]:
        monkeypatch.setattr(contact_merges, "actor_of", lambda request: (work(), actor_of(request))[1])
        answer = post(client, ann, "merge", contact=ben.pk)
        return answer.status_code, answer.json().get("code")

    hidden = an_inbox()
    assert merge_behind(lambda: from_customer(hidden, phone="447700900456")) == (403, "forbidden")
    Conversation.objects.filter(inbox=hidden).delete()
    # The other way round, and with somebody else.
    for keep, gone in ((ben, ann), (cay, ben)):
        changed = merge_behind(lambda: merge_contacts(keep, gone, by=BY))  # noqa: B023
        assert changed == (409, "changed_meanwhile")
        unmerge_contacts(ContactMerge.objects.latest("pk"), by=BY)
    assert merge_behind(lambda: None) == (200, None)


def test_a_merge_is_not_taken_back_behind_an_inbox_that_comes_in_between(
    inbox: Inbox, agent: Agent, two: tuple[Contact, Contact], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = two
    merge_contacts(ann, ben, by=BY)
    hidden, actor_of = an_inbox(), contact_merges.actor_of

    def write_behind(request: Request) -> Actor:
        from_customer(hidden, phone="447700900456")
        return actor_of(request)

    monkeypatch.setattr(contact_merges, "actor_of", write_behind)
    merge = ContactMerge.objects.get()
    answer = post(client_of(agent), ann, "unmerge", merge=merge.pk)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    merge.refresh_from_db()
    assert merge.undone_at is None
