"""Agents: the last admin stays, and who is made inactive leaves nothing behind that lets them in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from messaging.actions.conversation import assign_conversation, set_conversation_status
from messaging.actions.people import create_api_token, create_socket_ticket, save_agent, set_password
from messaging.errors import ConsoleError
from messaging.models import Activity, Agent, Conversation, Inbox, SocketTicket
from tests.factories import BY, an_agent, from_customer

pytestmark = pytest.mark.django_db
REDUCED: list[dict[str, Any]] = [
    {"role": "supervisor"},
    {"is_active": False},
    {"is_staff": False},
]


def an_admin(**fields: Any) -> Agent:
    return an_agent("admin", is_staff=True, **fields)


def reduce(agent: Agent, change: dict[str, Any]) -> None:
    for name, value in change.items():
        setattr(agent, name, value)
    save_agent(agent, by=BY)


@pytest.mark.parametrize("change", REDUCED, ids=str)
def test_the_last_admin_stays(change: dict[str, Any]) -> None:
    admin = an_admin()
    # None of them could undo it.
    an_agent("admin")
    an_admin(is_active=False)
    Agent.objects.filter(pk=an_admin().pk).update(password="!")
    with pytest.raises(ConsoleError, match="Make somebody else an admin first") as refusal:
        reduce(admin, change)
    assert list(refusal.value.errors) == ["role"]
    admin.refresh_from_db()
    assert (admin.role, admin.is_active, admin.is_staff) == ("admin", True, True)


@pytest.mark.parametrize("change", REDUCED, ids=str)
def test_one_of_two_may_go(change: dict[str, Any]) -> None:
    admin, _other = an_admin(), an_agent(is_superuser=True, is_staff=True)
    reduce(admin, change)
    admin.refresh_from_db()
    assert {name: getattr(admin, name) for name in change} == change


def test_the_last_superuser_may_become_an_admin() -> None:
    only = an_agent("admin", is_superuser=True, is_staff=True)
    reduce(only, {"is_superuser": False})
    with pytest.raises(ConsoleError):
        reduce(only, {"role": "agent"})


def test_where_there_is_no_admin_everything_else_goes_on() -> None:
    agent = an_agent("supervisor")
    reduce(agent, {"role": "agent"})
    assert Agent.objects.get(pk=agent.pk).role == "agent"


def test_the_last_admin_keeps_a_password() -> None:
    admin = an_admin()
    with pytest.raises(ConsoleError, match="Make somebody else an admin first"):
        set_password(admin, None, by=BY)
    assert Agent.objects.get(pk=admin.pk).has_usable_password()
    an_admin()
    set_password(admin, None, by=BY)
    assert not Agent.objects.get(pk=admin.pk).has_usable_password()


def test_who_was_made_inactive_comes_back_only_by_logging_in(agent: Agent) -> None:
    here, colleague, other = Client(), Client(), an_agent()
    here.force_login(agent, "django.contrib.auth.backends.ModelBackend")
    colleague.force_login(other, "django.contrib.auth.backends.ModelBackend")
    program = Client(headers={"Authorization": f"Token {create_api_token(agent, by=BY)}"})
    create_socket_ticket(agent, by=BY)
    assert {one.get("/api/me/").status_code for one in (here, program)} == {200}
    reduce(agent, {"is_active": False})
    assert {one.get("/api/me/").status_code for one in (here, program)} == {401}
    assert not SocketTicket.objects.filter(agent=agent).exists()
    reduce(agent, {"is_active": True})
    assert {one.get("/api/me/").status_code for one in (here, program)} == {401}
    assert colleague.get("/api/me/").status_code == 200, "a colleague is not concerned"
    assert Session.objects.count() == 1


def test_customers_do_not_wait_for_somebody_who_is_gone(agent: Agent, inbox: Inbox) -> None:
    going_on, done, long_ago = (from_customer(inbox, phone=f"44770090129{n}").conversation for n in range(3))
    theirs = from_customer(inbox, phone="447700901293").conversation
    colleague = an_agent(inboxes=[inbox])
    for conversation, owner in ((going_on, agent), (done, agent), (long_ago, agent), (theirs, colleague)):
        assign_conversation(conversation, owner, by=BY)
    for conversation in (done, long_ago):
        set_conversation_status(conversation, "resolved", by=BY)
    Conversation.objects.filter(pk=long_ago.pk).update(last_activity_at=timezone.now() - timedelta(days=8))
    reduce(agent, {"is_active": False})
    # The customer comes back to it.
    assert from_customer(inbox, phone="447700901291").conversation == done
    every = (going_on, done, long_ago, theirs)
    for conversation in every:
        conversation.refresh_from_db()
    assert [one.status for one in every] == ["open", "open", "resolved", "open"]
    assert [one.assignee for one in every] == [None, None, agent, colleague]
    last = Activity.objects.filter(conversation=going_on).order_by("-pk")[0]
    assert (last.verb, last.by_kind) == (Activity.Verb.UNASSIGNED, BY.kind)
