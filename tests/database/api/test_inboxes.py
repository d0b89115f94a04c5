"""Inboxes over REST: what may be changed, by whom; templates, notices and the check."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from messaging.actions.inbox.health import mark_unhealthy
from messaging.actions.people.credentials import create_api_token
from messaging.api import webhook_calls
from messaging.models import Agent, Inbox, Job, Message, WebhookCall
from messaging.transports.base import Finding
from tests.factories import BY, a_template, an_agent, an_inbox, from_customer

pytestmark = pytest.mark.django_db
EXPIRED = {"code": "190", "title": "The token has expired", "detail": "d", "action": "Make a new one."}
PAYMENT = {"code": "131042", "title": "Payment", "detail": "", "action": ""}


def client_of(agent: Agent) -> Client:
    return Client(headers={"Authorization": f"Token {create_api_token(agent, by=BY)}"})


@pytest.fixture
def admin(inbox: Inbox) -> Client:
    return client_of(an_agent("admin"))


@pytest.fixture
def stranger(inbox: Inbox) -> Client:
    return client_of(an_agent(inboxes=[an_inbox()]))


def patch(client: Client, inbox: Inbox, **body: Any) -> Any:
    return client.patch(f"/api/inboxes/{inbox.pk}/", data=body, content_type="application/json")


def test_name_policy_and_settings_change_together_or_not_at_all(admin: Client, inbox: Inbox) -> None:
    shown = patch(admin, inbox, name="Oak", read_policy="reply", config={"waba_id": "9"}).json()
    assert (shown["name"], shown["read_policy"]) == ("Oak", "reply")
    wrong = patch(admin, inbox, name="Elm", config={"no_such": "x"})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["no_such"])
    assert patch(admin, inbox, read_policy="sometimes").status_code == 400
    inbox.refresh_from_db()
    assert (inbox.name, inbox.read_policy, inbox.settings["waba_id"]) == ("Oak", "reply", "9")


def test_another_token_ends_a_pause(admin: Client, inbox: Inbox) -> None:
    mark_unhealthy(inbox, EXPIRED, pauses=True, by=BY)
    health = admin.get(f"/api/inboxes/{inbox.pk}").json()["health"]
    assert (health["state"], health["error"]) == ("paused", {**EXPIRED, "advice": "none"})
    assert patch(admin, inbox, config={"access_token": "a-new-one"}).json()["health"]["state"] == "ok"


def test_only_admins_change_and_sync(api: Client, inbox: Inbox) -> None:
    assert patch(api, inbox, name="Mine").status_code == 403
    assert api.post(f"/api/inboxes/{inbox.pk}/sync-templates").status_code == 403
    assert not Job.objects.exists()


def test_a_token_that_nobody_can_read_is_not_sent_to_another_host(admin: Client, inbox: Inbox) -> None:
    elsewhere = {"graph_base_url": "https://graph.example.net"}
    answer = patch(admin, inbox, config=elsewhere)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["access_token"])
    inbox.refresh_from_db()
    assert inbox.settings["graph_base_url"] == "http://127.0.0.1:9"
    assert patch(admin, inbox, config=elsewhere | {"access_token": "made-for-it"}).status_code == 200
    assert patch(admin, inbox, config={"graph_base_url": "https://graph.example.net/v2"}).status_code == 200


def test_templates_are_asked_for(admin: Client, inbox: Inbox) -> None:
    assert admin.post(f"/api/inboxes/{inbox.pk}/sync-templates/").status_code == 202
    job = Job.objects.get()
    assert (job.kind, job.subject) == ("sync_templates", inbox.pk)


def test_templates_of_one_inbox_with_what_is_to_be_filled_in(api: Client, agent: Agent, inbox: Inbox) -> None:
    other = an_inbox(agent)
    mine = a_template(inbox)
    a_template(other, status="PAUSED")
    a_template(an_inbox())
    assert len(api.get("/api/templates/").json()["results"]) == 2
    page = api.get(f"/api/templates/?inbox={inbox.pk}").json()
    assert [(row["id"], row["unsendable"]) for row in page["results"]] == [(mine.pk, "")]
    assert str(inbox.pk) in page["feed"]
    paused = api.get(f"/api/templates/?inbox={other.pk}").json()["results"][0]
    assert paused["unsendable"]


def test_notices_newest_first(api: Client, inbox: Inbox) -> None:
    mark_unhealthy(inbox, PAYMENT, pauses=False, by=BY)
    mark_unhealthy(inbox, EXPIRED, pauses=True, by=BY)
    rows = api.get(f"/api/inboxes/{inbox.pk}/notices").json()["results"]
    assert [(row["code"], row["level"]) for row in rows] == [("190", "error"), ("131042", "warning")]


def test_the_check_shows_what_was_found(api: Client, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Finding("token", "failure", "The token has expired.", "Make a new one.")
    monkeypatch.setattr("messaging.api.inboxes.diagnose_inbox", lambda asked: [found])
    answer = api.post(f"/api/inboxes/{inbox.pk}/check").json()
    assert answer["findings"] == [
        {
            "check": "token",
            "level": "failure",
            "detail": "The token has expired.",
            "next_step": "Make a new one.",
        }
    ]


def test_who_does_not_see_the_inbox_learns_nothing(stranger: Client, inbox: Inbox) -> None:
    assert stranger.get(f"/api/inboxes/{inbox.pk}/notices").status_code == 404
    assert stranger.post(f"/api/inboxes/{inbox.pk}/check").status_code == 404


def test_a_contact_is_renamed_and_blocked_by_whoever_sees_it(
    api: Client, stranger: Client, inbox: Inbox
) -> None:
    contact = from_customer(inbox).conversation.contact
    url = f"/api/contacts/{contact.pk}/"
    shown = api.patch(url, data={"blocked": True}, content_type="application/json").json()
    assert (shown["name"], shown["blocked"], shown["marketing"]) == ("Ann Lee", True, "")
    assert stranger.patch(url, data={"name": "X"}, content_type="application/json").status_code == 404


# --- stored calls, many at once ------------------------------------------------------------------


def a_call(inbox: Inbox, text: str, state: str = "failed") -> WebhookCall:
    body = f'{{"sender": "+447700900123", "content": "{text}"}}'.encode()
    return WebhookCall.objects.create(inbox=inbox, source="generic", body=body, state=state)


def replay(client: Client, **body: Any) -> Any:
    return client.post("/api/webhook-calls/replay", data=body, content_type="application/json")


def test_failed_calls_are_replayed_together(admin: Client, inbox: Inbox) -> None:
    calls = [a_call(inbox, "one"), a_call(inbox, "two"), a_call(inbox, "three", "processed")]
    assert replay(admin, ids=[calls[0].pk]).json()["replayed"] == 1
    assert replay(admin, state="failed").json() == {"replayed": 1, "failed": 0, "left": 0, "next": None}
    assert sorted(inbox.messages.values_list("content", flat=True)) == ["one", "two"]


def test_calls_that_fail_again_do_not_stand_in_the_way_of_later_ones(
    admin: Client, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_calls, "LARGEST_PAGE", 2)
    for _ in range(3):
        WebhookCall.objects.create(inbox=inbox, source="generic", body=b"no JSON", state="failed")
    last = a_call(inbox, "the lost message")
    first = replay(admin, state="failed").json()
    assert (first["replayed"], first["failed"], first["left"]) == (2, 2, 2)
    second = replay(admin, state="failed", after=first["next"]).json()
    assert second == {"replayed": 2, "failed": 1, "left": 0, "next": None}
    assert Message.objects.get().webhook_call == last
    beyond = {"replayed": 0, "failed": 0, "left": 0, "next": None}
    assert replay(admin, state="failed", after=last.pk).json() == beyond


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ids": [], "state": "failed"},
        {"state": "new"},
        {"ids": ["x"]},
        {"after": 1},
        {"ids": [1], "after": 1},
        {"state": "failed", "after": -1},
        {"state": "failed", "after": "x"},
    ],
)
def test_which_calls_has_to_be_said(admin: Client, body: dict[str, Any]) -> None:
    assert replay(admin, **body).status_code == 400


def test_calls_are_replayed_by_supervisors_only(api: Client, inbox: Inbox) -> None:
    assert replay(api, state="failed").status_code == 403


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "10.1", "0xa000001", "169.254.169.254", "[fd00::1]", "[::ffff:10.0.0.1]"]
)
def test_a_private_address_is_no_base_url_unless_a_setting_names_it(
    admin: Client, inbox: Inbox, host: str, settings: pytest.FixtureRequest
) -> None:
    config = {"graph_base_url": f"https://{host}", "access_token": "another"}
    refused = patch(admin, inbox, config=config)
    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == ["graph_base_url"]
    settings.PRIVATE_BASE_URL_HOSTS = (host.strip("[]"),)
    assert patch(admin, inbox, config=config).status_code == 200


def test_a_contact_of_an_inbox_that_one_does_not_see_is_not_blocked_for_it(
    api: Client, admin: Client, inbox: Inbox
) -> None:
    contact = from_customer(inbox, "Hi", "447700900777").conversation.contact
    from_customer(an_inbox(), "Hi", "447700900777")
    url = f"/api/contacts/{contact.pk}/"

    def change(client: Client, **body: Any) -> Any:
        return client.patch(url, data=body, content_type="application/json")

    refused = change(api, blocked=True)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert "every inbox" in refused.json()["detail"]
    assert change(api, name="Ann Lee", blocked=False).status_code == 200
    assert change(admin, blocked=True).json()["blocked"] is True
    assert change(api, blocked=False).status_code == 403
