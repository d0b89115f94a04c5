"""What nobody sends by mistake: an answer in the envelope each, never a 500."""

from __future__ import annotations

import json
from base64 import b64encode
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from messaging.actions.people.credentials import create_api_token
from messaging.models import Inbox, Label, WebhookCall
from tests.factories import BY, an_agent, from_customer

pytestmark = pytest.mark.django_db

LISTS = "inboxes conversations messages contacts agents teams labels canned-responses templates webhook-calls"
POSITIONS = [
    "abc", "\x00", "é", "1e400", "9" * 50, "9" * 5000, "-1", "2026-13-45", "2026-01-01T00:00:00",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
]  # fmt: skip


@pytest.fixture
def supervisor(inbox: Inbox) -> Client:
    from_customer(inbox)
    return Client(headers={"Authorization": f"Token {create_api_token(an_agent('supervisor'), by=BY)}"})


def refused(answer, status: int) -> str:
    """The code of a refusal in the envelope."""
    assert answer.status_code == status, answer.content
    refusal = answer.json()
    assert {"code", "detail", "errors"} <= set(refusal)
    return refusal["code"]


def cursor(**parts: str) -> str:
    return b64encode(urlencode(parts).encode()).decode()


@pytest.mark.parametrize("noun", LISTS.split())
def test_a_cursor_that_we_did_not_make(supervisor: Client, noun: str) -> None:
    for position in POSITIONS:
        if noun in {"conversations", "messages"} or not position.isdigit():
            assert (
                refused(supervisor.get(f"/api/{noun}/", {"cursor": cursor(p=position)}), 404) == "not_found"
            )
    for text in ("%%%", "é", "a" * 5000):
        assert supervisor.get(f"/api/{noun}/", {"cursor": text}).status_code in {200, 404}
    for size in ("0", "-1", "9" * 50, "9" * 5000, "x", "٣"):
        assert supervisor.get(f"/api/{noun}/", {"page_size": size}).status_code == 200


def test_the_cursors_that_we_make_work(supervisor: Client, inbox: Inbox) -> None:
    for number in range(3):
        from_customer(inbox, phone=f"44770090020{number}")
    for noun in ("conversations", "messages", "contacts"):
        seen, url = 0, f"/api/{noun}/?page_size=1"
        while url:
            page = supervisor.get(url).json()
            seen, url = seen + len(page["results"]), page["next"]
        assert seen == 4


@pytest.mark.parametrize("token", ["é", "\xff\xfe", "a\x00b", "ä" * 5000, "x" * 5000, "…"])
def test_a_token_of_any_bytes_is_a_401(inbox: Inbox, token: str) -> None:
    header = f"Token {token}".encode().decode("latin-1")
    for path in ("me", "conversations", "session"):
        client = Client(headers={"Authorization": header})
        assert refused(client.get(f"/api/{path}/"), 401) == "not_authenticated"


def test_a_nul_in_the_query_finds_nothing(supervisor: Client) -> None:
    for query in ({"label": "\x00"}, {"q": "Ann\x00"}):
        assert supervisor.get("/api/conversations/", query).json()["results"] == []
    assert supervisor.get("/api/messages/", {"external_id": "\x00"}).json()["results"] == []
    assert refused(supervisor.get("/api/webhook-calls/", {"state": "\x00"}), 400) == "invalid"


def test_an_inbox_number_of_any_length_is_a_404(inbox: Inbox) -> None:
    for named in ("9" * 19, "9" * 5000, "-1", "x", "", "\x00", "٣"):
        answer = Client().post(f"/api/webhook/?{urlencode({'inbox': named})}", data={}, content_type="text/x")
        assert refused(answer, 404) == "not_found"


def test_a_login_name_that_nobody_can_have(db: None) -> None:
    for body in ({"username": "x" * 300, "password": "y"}, {"username": "x", "password": "y" * 5000}):
        answer = Client().post("/api/session/", data=body, content_type="application/json")
        assert refused(answer, 400) == "invalid"


def test_labels_are_looked_up_at_once_and_not_without_end(supervisor: Client, inbox: Inbox) -> None:
    url = f"/api/conversations/{inbox.conversations.get().pk}/"
    pks = [Label.objects.create(name=str(number)).pk for number in range(20)]

    def patch(labels: object):
        return supervisor.patch(url, data={"labels": labels}, content_type="application/json")

    with CaptureQueriesContext(connection) as caught:
        assert len(patch(pks * 5).json()["labels"]) == 20
    assert len(caught) < 40
    for labels in (pks * 6, [10**30], [0], [pks[0], 999_999], ["x"], [None], "x", None):
        assert refused(patch(labels), 400) == "invalid"


def test_paths_that_do_not_exist_and_missing_csrf_answer_in_the_envelope(db: None) -> None:
    for method in ("get", "post", "delete"):
        assert refused(getattr(Client(), method)("/api/nonsense/"), 404) == "not_found"
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/api/session/", data={}, content_type="application/json")
    assert refused(answer, 403) == "csrf_failed"
    assert strict.post("/admin/login/", data={}).status_code == 403


def test_any_content_type_is_json_or_a_400(supervisor: Client) -> None:
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x", "", "é"):
        good = supervisor.post("/api/socket-ticket/", data=b"{}", content_type=kind)
        assert good.status_code == 200
        bad = supervisor.post("/api/send-message/", data=b"a=b", content_type=kind)
        assert refused(bad, 400) == "bad_json"


def test_a_list_of_calls_does_not_carry_their_bodies(supervisor: Client, inbox: Inbox) -> None:
    call = WebhookCall.objects.create(inbox=inbox, source="generic", body=b"x" * 1000, state="failed")
    assert b"xxxx" not in supervisor.get("/api/webhook-calls/?state=failed").content
    assert supervisor.get(f"/api/webhook-calls/{call.pk}/").json()["body"] == "x" * 1000
    agent = Client(headers={"Authorization": f"Token {create_api_token(an_agent(inboxes=[inbox]), by=BY)}"})
    for path in ("", f"{call.pk}/", f"{call.pk}/replay/"):
        method = agent.post if "replay" in path else agent.get
        assert refused(method(f"/api/webhook-calls/{path}"), 403) == "forbidden"


def test_numbers_beyond_every_column(supervisor: Client, inbox: Inbox) -> None:
    conversation = inbox.conversations.get().pk
    for path, key in (("messages", "reply_to"), ("messages", "last_seen_seq"), ("seen", "message")):
        for number in (10**30, -(10**30)):
            body = json.dumps({"content": "Hi", key: number})
            url = f"/api/conversations/{conversation}/{path}/"
            answer = supervisor.post(url, data=body, content_type="application/json")
            assert answer.status_code in {200, 201, 400}
