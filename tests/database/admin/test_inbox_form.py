"""The inbox form: built from the transport's settings; what is secret goes in and never comes out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from messaging.actions.inbox import store_templates
from messaging.models import FeedEvent, Inbox, InboxMember, Job
from tests.database.admin.conftest import Scenario, list_url, page_url, text
from tests.factories import APP_SECRET, BY, WEBHOOK_SECRET, an_agent

Browse = Callable[[str], Client]
NEW = {
    "app_secret": "brand-new-app-secret-1234",
    "verify_token": "brand-new-verify-token-5678",
    "access_token": "brand-new-access-token-9012",
}


def members(*agents: object, initial: int = 0) -> dict[str, object]:
    rows = {f"memberships-{place}-agent": agent.pk for place, agent in enumerate(agents)}  # type: ignore[attr-defined]
    return {"memberships-TOTAL_FORMS": len(agents), "memberships-INITIAL_FORMS": initial, **rows}


def filled(**change: object) -> dict[str, object]:
    return {
        "name": "Garage",
        "address": "+15550003333",
        "set_phone_number_id": "777000777",
        "set_graph_base_url": "https://graph.facebook.com",
        "set_graph_version": "v26.0",
        **{f"set_{name}": value for name, value in NEW.items()},
        **members(),
        **change,
    }


def unchanged(inbox: Inbox, **change: object) -> dict[str, object]:
    """The form as a browser sends it back: readable settings as shown, secrets empty."""
    shown = {f"set_{name}": value for name, value in inbox.settings.items()}
    return {"name": inbox.name, "address": inbox.address, **shown, **members(), **change}


def create(client: Client, **change: object):
    return client.post(reverse("admin:messaging_inbox_add"), filled(**change), follow=True)


# --- create -----------------------------------------------------------------------------------


def test_an_inbox_is_made_and_its_webhook_is_said(browse: Browse, scenario: Scenario) -> None:
    page = text(create(browse("admin"), **members(scenario.agent)))
    inbox = Inbox.objects.get(name="Garage")
    assert f"http://testserver/webhooks/whatsapp/{inbox.pk}/" in page
    assert "Verify token" in page
    assert (inbox.route, inbox.transport) == ("777000777", "whatsapp_cloud")
    assert {name: inbox.secrets[name] for name in NEW} == NEW
    assert inbox.feed_head.seq >= 0
    assert list(inbox.members.all()) == [scenario.agent]


def test_a_new_inbox_is_not_tried_yet_and_the_check_runs_by_itself(browse: Browse) -> None:
    client = browse("admin")
    create(client, set_waba_id="102290129340398")
    inbox = Inbox.objects.get(name="Garage")
    job = Job.objects.get(subject=inbox.pk)
    assert job.kind == Job.Kind.SYNC_TEMPLATES
    page = text(client.get(page_url("messaging_inbox", inbox.pk)))
    assert ("Not tried yet" in page, "Works" in page) == (True, False)
    store_templates(inbox, [], by=BY)
    page = text(client.get(page_url("messaging_inbox", inbox.pk)))
    assert ("Not tried yet" in page, "Works" in page) == (False, True)


def test_the_public_url_is_said_where_one_is_set(browse: Browse, settings: object) -> None:
    settings.PUBLIC_URL = "https://scenario.example.org"  # type: ignore[attr-defined]
    assert "https://scenario.example.org/webhooks/whatsapp/" in text(create(browse("admin")))


WRONG: list[tuple[dict[str, object], str]] = [
    ({"name": ""}, "name"),
    ({"address": ""}, "address"),
    ({"address": "+15550001111"}, "address"),
    ({"set_phone_number_id": ""}, "set_phone_number_id"),
    ({"set_phone_number_id": "abc"}, "set_phone_number_id"),
    ({"set_app_secret": ""}, "set_app_secret"),
    ({"set_access_token": "with space"}, "set_access_token"),
    ({"set_graph_base_url": "http://graph.example.org"}, "set_graph_base_url"),
    ({"set_graph_version": "26"}, "set_graph_version"),
]


def test_what_is_wrong_is_said_at_its_field(browse: Browse, scenario: Scenario) -> None:
    client = browse("admin")
    for change, field in WRONG:
        response = create(client, **change)
        assert response.context["adminform"].form.errors[field]
        # Not even what was typed a moment ago comes back.
        for secret in NEW.values():
            assert secret not in text(response)
    assert not Inbox.objects.filter(name="Garage").exists()


def test_a_number_id_that_is_taken_is_a_sentence_not_a_crash(browse: Browse, scenario: Scenario) -> None:
    response = create(browse("admin"), set_phone_number_id=scenario.mine.route)
    assert response.status_code == 200
    assert "Another inbox has this number" in text(response)
    assert not Inbox.objects.filter(name="Garage").exists()


# --- change -----------------------------------------------------------------------------------


def test_an_empty_secret_keeps_the_stored_one(browse: Browse, scenario: Scenario) -> None:
    url = page_url("messaging_inbox", scenario.mine.pk)
    form = unchanged(scenario.mine, name="Big shop", address="+15550009999", set_graph_version="v25.0")
    form |= {f"set_{name}": "" for name in (*NEW, "webhook_secret")}
    form |= one_member(scenario)
    assert browse("admin").post(url, form).status_code == 302
    inbox = Inbox.objects.get(pk=scenario.mine.pk)
    assert (inbox.name, inbox.address) == ("Big shop", "+15550009999")
    assert inbox.settings["graph_version"] == "v25.0"
    assert inbox.secrets == scenario.mine.secrets


def one_member(scenario: Scenario, **change: object) -> dict[str, object]:
    membership = InboxMember.objects.get(inbox=scenario.mine, agent=scenario.agent)
    return {
        **members(scenario.agent, initial=1),
        "memberships-0-id": membership.pk,
        "memberships-0-inbox": scenario.mine.pk,
        **change,
    }


def test_a_new_secret_replaces_the_stored_one_only(browse: Browse, scenario: Scenario) -> None:
    url = page_url("messaging_inbox", scenario.mine.pk)
    form = unchanged(scenario.mine, set_access_token="rotated-access-token-777", **one_member(scenario))
    assert browse("admin").post(url, form).status_code == 302
    secrets = Inbox.objects.get(pk=scenario.mine.pk).secrets
    assert secrets == {**scenario.mine.secrets, "access_token": "rotated-access-token-777"}


def test_a_secret_that_is_not_required_can_be_forgotten(browse: Browse, scenario: Scenario) -> None:
    url, client = page_url("messaging_inbox", scenario.mine.pk), browse("admin")
    assert "forget_app_secret_previous" not in text(client.get(url))
    client.post(
        url, unchanged(scenario.mine, set_app_secret_previous="older-app-secret-9999", **one_member(scenario))
    )
    assert "forget_app_secret_previous" in text(client.get(url))
    client.post(url, unchanged(scenario.mine, forget_app_secret_previous="on", **one_member(scenario)))
    assert "app_secret_previous" not in Inbox.objects.get(pk=scenario.mine.pk).secrets


def test_what_is_stored_is_hinted_at(browse: Browse, scenario: Scenario) -> None:
    page = text(browse("admin").get(page_url("messaging_inbox", scenario.mine.pk)))
    assert f"ends in …{APP_SECRET[-4:]}" in page
    assert 'type="password"' in page
    # Four of nine characters would be too many.
    assert "verify-me"[-4:] not in page.replace("verify_me", "")


# --- members ----------------------------------------------------------------------------------


def test_members_come_and_go_by_action_and_the_guard_looks_again(browse: Browse, scenario: Scenario) -> None:
    friend = an_agent()
    url = page_url("messaging_inbox", scenario.mine.pk)
    before = FeedEvent.objects.filter(inbox=scenario.mine, kind="inbox.updated").count()
    form = unchanged(scenario.mine) | one_member(scenario)
    form |= {
        "memberships-TOTAL_FORMS": 2,
        "memberships-1-agent": friend.pk,
        "memberships-1-inbox": scenario.mine.pk,
    }
    form |= {"memberships-0-DELETE": "on"}
    assert browse("admin").post(url, form).status_code == 302
    assert list(scenario.mine.members.all()) == [friend]
    assert FeedEvent.objects.filter(inbox=scenario.mine, kind="inbox.updated").count() > before


def test_a_supervisor_names_and_staffs_an_inbox_but_sets_no_secret(
    browse: Browse, scenario: Scenario
) -> None:
    url, client = page_url("messaging_inbox", scenario.mine.pk), browse("supervisor")
    page = text(client.get(url))
    assert "password" not in page.lower().replace("password_change", "").replace("change password", "")
    assert "ends in" not in page
    form = unchanged(
        scenario.mine, name="Renamed", set_access_token="stolen-token-1234567", **one_member(scenario)
    )
    assert client.post(url, form).status_code == 302
    inbox = Inbox.objects.get(pk=scenario.mine.pk)
    assert (inbox.name, inbox.secrets) == ("Renamed", scenario.mine.secrets)
    assert client.get(reverse("admin:messaging_inbox_add")).status_code == 403


def test_make_default(browse: Browse, scenario: Scenario) -> None:
    data = {"action": "default", "_selected_action": scenario.theirs.pk}
    page = text(browse("supervisor").post(list_url("messaging_inbox"), data, follow=True))
    assert "is the default now" in page
    assert list(Inbox.objects.filter(is_default=True)) == [scenario.theirs]
    both = {"action": "default", "_selected_action": [scenario.mine.pk, scenario.theirs.pk]}
    assert "Choose one inbox" in text(
        browse("supervisor").post(list_url("messaging_inbox"), both, follow=True)
    )


# --- secrets ----------------------------------------------------------------------------------


def test_secrets_are_in_no_answer_no_log_and_no_history(
    browse: Browse, scenario: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    client = browse("admin")
    made = create(client)
    inbox = Inbox.objects.get(name="Garage")
    url = page_url("messaging_inbox", inbox.pk)
    changed = client.post(url, unchanged(inbox, set_access_token="rotated-access-token-777"), follow=True)
    pages = [made, changed, *(client.get(one) for one in (url, url.replace("change", "history")))]
    pages += [client.get(list_url("messaging_inbox")), client.get(reverse("admin:index"))]
    pages += [client.get(list_url("messaging_feedevent"))]
    pages += [
        client.get(page_url("messaging_feedevent", pk))
        for pk in FeedEvent.objects.values_list("pk", flat=True)
    ]
    history = "".join(LogEntry.objects.values_list("change_message", flat=True))
    secrets = {
        *NEW.values(),
        "rotated-access-token-777",
        inbox.secrets["webhook_secret"],
        APP_SECRET,
        WEBHOOK_SECRET,
    }
    for secret in secrets:
        assert all(secret not in text(page) for page in pages)
        assert secret not in caplog.text
        assert secret not in history
