"""What nobody sends by mistake: an answer in the envelope each, never a 500."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.base import ContentFile
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
    for size in ("0", "-1", "x", "٣", "null", "1.5", "", " 5", "\x00"):
        assert refused(supervisor.get(f"/api/{noun}/", {"page_size": size}), 400) == "invalid"
    for size in ("1", "200", "201", "9" * 50, "9" * 5000):
        assert supervisor.get(f"/api/{noun}/", {"page_size": size}).status_code == 200
    for query in ("page_size=1&page_size=2", "cursor=&cursor="):
        assert refused(supervisor.get(f"/api/{noun}/?{query}"), 400) == "invalid"


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


@pytest.mark.parametrize(
    "path",
    [
        "conversations/?status=",
        "conversations/?status=,",
        "conversations/?view=",
        "conversations/?label=",
        "conversations/?inbox=",
        "conversations/?inbox=1&inbox=2",
        "messages/?external_id=",
        "messages/?client_id=",
        "messages/?client_id=x",
        "messages/?inbox=null",
        "templates/?inbox=-1",
        "webhook-calls/?state=",
        "feed/?inbox=x",
        "feed/?inbox={inbox}&since=-1",
        "schema/?version=%0D%0ASet-Cookie:x",
        "schema/?version=%00",
        "schema/?version=",
        "schema/?lang=..%2F..",
        "schema/?lang=%00",
    ],
)
def test_a_parameter_that_says_nothing_is_refused_by_name(
    supervisor: Client, inbox: Inbox, path: str
) -> None:
    """Left aside, it would answer with everything."""
    answer = supervisor.get(f"/api/{path.format(inbox=inbox.pk)}")
    assert refused(answer, 400) == "invalid"
    assert next(iter(answer.json()["errors"])) in path.partition("?")[2]


def test_the_description_of_a_version_and_a_language(supervisor: Client) -> None:
    for query in ("version=v1", "version=0.1.0", "lang=en", "lang=pt-BR", "format=json", ""):
        assert supervisor.get(f"/api/schema/?{query}").status_code == 200


@pytest.mark.parametrize("path", ["schema/", "schema/?format=json", "schema/?format=yaml", "me/", "docs/"])
@pytest.mark.parametrize("accept", ["*/*", "application/yaml", "application/vnd.oai.openapi"])
def test_who_has_no_token_is_answered_in_json(db: None, path: str, accept: str) -> None:
    answer = Client(headers={"Accept": accept}).get(f"/api/{path}")
    assert answer["Content-Type"] == "application/json"
    assert answer.status_code == 401 if accept == "*/*" else answer.status_code in {401, 404, 406}
    assert refused(answer, answer.status_code)


@pytest.mark.parametrize("path", ["/api/me/", "/api/nonsense/", "/api/webhook/", "/webhooks/whatsapp/1/"])
def test_a_foreign_host_is_refused_in_the_envelope(db: None, settings: Any, path: str) -> None:
    settings.ALLOWED_HOSTS = ["console.example"]
    answer = Client(headers={"Host": "evil.example"}, raise_request_exception=False).get(path)
    assert refused(answer, 400) == "bad_host"
    page = Client(headers={"Host": "evil.example"}).get("/")
    assert (page.status_code, page["Content-Type"].partition(";")[0]) == (400, "text/html")


def test_more_parts_of_a_form_than_anybody_sends(supervisor: Client, inbox: Inbox) -> None:
    conversation = inbox.conversations.get().pk
    fields = {str(number): "x" for number in range(2000)}
    files = {str(number): ContentFile(b"x", name="a.txt") for number in range(200)}
    for path in (f"conversations/{conversation}/messages", "attachments", "socket-ticket"):
        for form in (fields, files):
            assert refused(supervisor.post(f"/api/{path}/", data=form), 400) in {"invalid", "bad_json"}


def test_a_body_that_is_nested_deeper_than_anything_means(supervisor: Client, inbox: Inbox) -> None:
    url = f"/api/conversations/{inbox.conversations.get().pk}/messages/"
    for depth in (60, 1000, 5000):
        for opened, closed in (("[", "]"), ('{"a":', "}")):
            deep = opened * depth + ("1" if closed == "}" else "") + closed * depth
            location = '{"latitude": 1, "longitude": 2, "more": ' + deep + "}"
            payload = '{"location": ' + location + "}"
            body = '{"kind": "location", "payload": ' + payload + "}"
            answer = supervisor.post(url, data=body, content_type="application/json")
            assert refused(answer, 400) == "bad_json"
            form = {"kind": "location", "payload": payload}
            assert refused(supervisor.post(url, data=form), 400) == "invalid"


def test_a_nul_in_the_query_finds_nothing(supervisor: Client) -> None:
    for query in ({"label": "\x00"}, {"q": "\x00"}, {"q": "Nobody\x00"}):
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
