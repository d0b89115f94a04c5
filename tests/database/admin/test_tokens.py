"""API tokens: shown once, stored as a hash, revoked after a question."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from messaging.actions.people.credentials import create_api_token
from messaging.actors import Actor
from messaging.errors import Forbidden
from tests.database.admin.conftest import Scenario, list_url, text
from tests.factories import BY, an_agent

Browse = Callable[[str], Client]


def test_a_new_token_is_shown_once_and_works(browse: Browse, scenario: Scenario) -> None:
    client = browse("admin")
    made = client.post(reverse("admin:knox_authtoken_add"), {"user": scenario.agent.pk, "days": "30"})
    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    token = made.context["token"]
    assert token in text(made)
    stored = AuthToken.objects.get()
    assert stored.user == scenario.agent
    assert round((stored.expiry - stored.created).total_seconds() / 86400) == 30
    assert Client().get("/api/me/", headers={"Authorization": f"Token {token}"}).json()["username"] == "alf"
    for page in (client.get(list_url("knox_authtoken")), client.get(reverse("admin:index"))):
        assert token not in text(page)
        assert stored.digest not in text(page).replace(f'value="{stored.digest}"', "")
    assert not LogEntry.objects.exists()


def test_days_are_bounded(browse: Browse, scenario: Scenario) -> None:
    for days in ("0", "-1", "100000", "x", ""):
        form = {"user": scenario.agent.pk, "days": days}
        response = browse("admin").post(reverse("admin:knox_authtoken_add"), form)
        assert response.context["adminform"].form.errors["days"]
    assert not AuthToken.objects.exists()


def test_revoking_asks_first(browse: Browse, scenario: Scenario) -> None:
    token, client = create_api_token(scenario.agent, by=BY), browse("admin")
    chosen = {"action": "revoke", "_selected_action": AuthToken.objects.get().pk}
    asked = client.post(list_url("knox_authtoken"), chosen)
    assert "shut out at once" in text(asked)
    assert AuthToken.objects.exists()
    done = client.post(list_url("knox_authtoken"), {**chosen, "confirmed": "1"}, follow=True)
    assert "revoked" in text(done)
    assert Client().get("/api/me/", headers={"Authorization": f"Token {token}"}).status_code == 401


def test_a_token_has_no_page_and_is_not_deleted_otherwise(browse: Browse, scenario: Scenario) -> None:
    create_api_token(scenario.agent, by=BY)
    pk = AuthToken.objects.get().pk
    client = browse("admin")
    assert client.post(reverse("admin:knox_authtoken_change", args=[pk]), {"days": "1"}).status_code == 403
    assert client.post(reverse("admin:knox_authtoken_delete", args=[pk]), {"post": "yes"}).status_code == 403
    assert AuthToken.objects.exists()


def test_a_token_is_made_for_oneself_or_for_people_of_lower_right(
    browse: Browse, scenario: Scenario, subtests: pytest.Subtests
) -> None:
    peer = an_agent("admin", username="peer", is_staff=True)
    root = an_agent("agent", username="root", is_superuser=True)
    browse_as_root = an_agent("agent", username="groot", is_superuser=True, is_staff=True)
    own = browse("admin")
    superusers = Client()
    superusers.force_login(browse_as_root)
    for client, agent, may in (
        (own, scenario.agent, True),
        (own, scenario.supervisor, True),
        (own, scenario.admin, True),
        (own, peer, False),
        (own, root, False),
        (superusers, peer, True),
        (superusers, browse_as_root, True),
        (superusers, root, False),
    ):
        with subtests.test(agent=agent.username, superuser=client is superusers):
            AuthToken.objects.all().delete()
            response = client.post(reverse("admin:knox_authtoken_add"), {"user": agent.pk, "days": "30"})
            assert AuthToken.objects.filter(user=agent).exists() is may
            assert may or "lower rights" in text(response)


def test_no_door_makes_a_token_of_somebody_with_more_rights(scenario: Scenario) -> None:
    root = an_agent("agent", username="root", is_superuser=True)
    with pytest.raises(Forbidden):
        create_api_token(root, by=Actor.agent(scenario.admin))
    assert not AuthToken.objects.exists()
