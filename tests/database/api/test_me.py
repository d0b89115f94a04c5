"""What agents change of themselves: how colleagues see them, and their password."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from messaging.actions.conversation import assign_conversation
from messaging.actions.people import change_profile, create_api_token
from messaging.feed import positions
from messaging.models import Agent, Inbox
from messaging.throttles import PASSWORDS
from tests.factories import BY, PASSWORD, an_agent, from_customer

pytestmark = pytest.mark.django_db

NEW = "another horse battery"


def browser_of(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent, "django.contrib.auth.backends.ModelBackend")
    return client


def change(client: Client, password: str = PASSWORD, new: str = NEW) -> Any:
    body = {"password": password, "new_password": new}
    return client.post("/api/me/password/", body, content_type="application/json")


def choose(client: Client, **body: Any) -> Any:
    return client.patch("/api/me/", body, content_type="application/json")


# --- availability ------------------------------------------------------------------------------


def test_availability_is_automatic_until_something_is_chosen(agent: Agent, inbox: Inbox) -> None:
    client = browser_of(agent)
    me = client.get("/api/me/").json()
    assert (me["availability"], me["availability_choice"]) == ("offline", "automatic")
    answer = choose(client, availability_choice="away")
    assert answer.status_code == 200
    assert answer.json() == {**me, "availability_choice": "away"}
    assert client.get("/api/me/").json() == answer.json()


@pytest.mark.parametrize("body", [{}, {"availability_choice": "online"}, {"availability": "away"}])
def test_other_words_are_refused(agent: Agent, body: dict[str, str]) -> None:
    assert choose(browser_of(agent), **body).status_code == 400
    agent.refresh_from_db()
    assert agent.availability_choice == "automatic"


def test_a_program_may_choose_for_its_owner(api: Client, agent: Agent) -> None:
    assert choose(api, availability_choice="offline").json()["availability_choice"] == "offline"
    agent.refresh_from_db()
    assert agent.availability_choice == "offline"


# --- the password ------------------------------------------------------------------------------


def test_an_agent_without_rights_changes_their_own_password(agent: Agent) -> None:
    here, elsewhere = browser_of(agent), browser_of(agent)
    token = create_api_token(agent, by=BY)
    key = here.cookies["sessionid"].value
    answer = change(here)
    assert (answer.status_code, answer.content) == (204, b"")
    agent.refresh_from_db()
    assert agent.check_password(NEW)
    assert here.get("/api/me/").status_code == 200, "who changes it goes on"
    assert elsewhere.get("/api/me/").status_code == 401
    assert Client(headers={"Authorization": f"Token {token}"}).get("/api/me/").status_code == 401
    # Whoever had copied the cookie is out as well.
    assert here.cookies["sessionid"].value != key
    assert not Session.objects.filter(pk=key).exists()


def test_the_password_there_is_must_be_right(agent: Agent) -> None:
    client = browser_of(agent)
    answer = change(client, "wrong")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_credentials")
    assert list(answer.json()["errors"]) == ["password"]
    agent.refresh_from_db()
    assert agent.check_password(PASSWORD)
    assert client.get("/api/me/").status_code == 200


@pytest.mark.parametrize("new", ["short", "password1234!", "123456789012345", "mia-lindqvist-mia"])
def test_a_weak_one_is_refused_with_every_reason(new: str) -> None:
    agent = an_agent(username="mia-lindqvist")
    answer = change(browser_of(agent), new=new)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["new_password"])
    agent.refresh_from_db()
    assert agent.check_password(PASSWORD)


def test_it_is_no_place_to_guess_the_password(agent: Agent) -> None:
    client = browser_of(agent)
    for _ in range(2 * PASSWORDS.most):
        assert change(client, new="weak").status_code == 400, "the right one is no guess"
    assert {change(client, "wrong").status_code for _ in range(PASSWORDS.most)} == {400}
    refused = change(client)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_attempts")
    assert int(refused["Retry-After"]) > 0
    agent.refresh_from_db()
    assert agent.check_password(PASSWORD)
    # A colleague is not concerned.
    assert change(browser_of(an_agent())).status_code == 204


def test_a_program_changes_no_password(api: Client, agent: Agent) -> None:
    assert change(api).status_code == 403
    agent.refresh_from_db()
    assert agent.check_password(PASSWORD)


def test_without_the_csrf_token_nothing_is_changed(agent: Agent) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent, "django.contrib.auth.backends.ModelBackend")
    assert change(client).status_code == 403
    assert choose(client, availability_choice="away").status_code == 403


# --- the name ----------------------------------------------------------------------------------


def test_a_name_is_what_colleagues_read(agent: Agent, inbox: Inbox) -> None:
    theirs = from_customer(inbox).conversation
    assign_conversation(theirs, agent, by=BY)
    before = positions.heads([inbox.pk])[inbox.pk].seq
    answer = choose(browser_of(agent), name="  Mia de la Cruz ")
    assert (answer.status_code, answer.json()["name"]) == (200, "Mia de la Cruz")
    agent.refresh_from_db()
    assert agent.name == "Mia de la Cruz"
    since = positions.since(inbox.pk, before)
    assert {(one.kind, one.payload["id"]) for one in since} == {
        ("conversation.updated", theirs.pk),
        ("agent.updated", agent.pk),
    }
    assert {one.payload["assignee"]["name"] for one in since if "assignee" in one.payload} == {
        "Mia de la Cruz"
    }


def test_without_a_name_it_is_the_login(agent: Agent) -> None:
    client = browser_of(agent)
    choose(client, name="Mia")
    assert choose(client, name="").json()["name"] == agent.username


def test_both_are_changed_or_neither(agent: Agent) -> None:
    client = browser_of(agent)
    assert choose(client, name="x" * 151, availability_choice="away").status_code == 400
    agent.refresh_from_db()
    assert agent.availability_choice == "automatic"
    answer = choose(client, name="Mia", availability_choice="away").json()
    assert (answer["name"], answer["availability_choice"]) == ("Mia", "away")


@pytest.mark.parametrize(
    "name",
    ["\u200b", "Mia\u200b", "\u202eaiM", "Mia\nAdmin", "Mia\u2028Admin", "\u2066Mia", "\u3164", "a\u00adb"],
)
def test_a_name_that_is_not_what_it_looks_like_is_refused(agent: Agent, name: str) -> None:
    answer = choose(browser_of(agent), name=name)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["name"])
    assert choose(browser_of(agent), name="\u0645\u06cc\u200c\u0646\u0627").status_code == 200, (
        "a joiner is spelling"
    )


def test_the_same_name_is_told_to_nobody(agent: Agent, inbox: Inbox) -> None:
    choose(browser_of(agent), name="Mia de la Cruz")
    before = positions.heads([inbox.pk])[inbox.pk].seq
    assert choose(browser_of(agent), name="Mia de la Cruz").json()["name"] == "Mia de la Cruz"
    assert list(positions.since(inbox.pk, before)) == []


def test_a_name_gives_back_no_rights(agent: Agent) -> None:
    """Who renames themselves while their rights are taken keeps what was taken."""
    stale = Agent.objects.get(pk=agent.pk)
    Agent.objects.filter(pk=agent.pk).update(role="admin", is_active=False)
    change_profile(stale, {"name": "Mia"}, by=BY)
    agent.refresh_from_db()
    assert (agent.name, agent.role, agent.is_active) == ("Mia", "admin", False)


@pytest.mark.parametrize("reset", [{"password": "reset by an admin"}, {"is_active": False}])
def test_who_checked_the_old_password_does_not_undo_what_an_admin_did_meanwhile(
    agent: Agent, reset: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser_of(agent)

    def meanwhile(*_: object) -> None:
        Agent.objects.filter(pk=agent.pk).update(**reset)

    monkeypatch.setattr("messaging.api.session.validate_password", meanwhile)
    answer = change(client)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_credentials")
    agent.refresh_from_db()
    assert not agent.check_password(NEW)


def test_tokens_are_kept_where_that_is_wanted(agent: Agent) -> None:
    client, token = browser_of(agent), create_api_token(agent, by=BY)
    body = {"password": PASSWORD, "new_password": NEW, "keep_tokens": True}
    assert client.post("/api/me/password/", body, content_type="application/json").status_code == 204
    assert Client(headers={"Authorization": f"Token {token}"}).get("/api/me/").status_code == 200
