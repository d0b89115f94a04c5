"""The OpenAPI description: it can be made without a warning, and answers are what it says."""

from __future__ import annotations

import io
from typing import Any

import jsonschema
import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from messaging.actions.inbox.health import mark_unhealthy
from messaging.actions.outgoing import Draft, send_message
from messaging.actions.people.credentials import create_api_token
from messaging.models import CannedResponse, Inbox, Label, Message, Team, Template
from tests.factories import (
    BY,
    WEBHOOK_SECRET,
    an_agent,
    from_customer,
    meta_body,
    post_meta,
    signature,
    text_item,
)

PAYMENT = {"code": "131042", "title": "Payment", "detail": "", "action": ""}
pytestmark = pytest.mark.django_db(transaction=True)

Document = dict[str, Any]


@pytest.fixture(scope="module")
def described() -> Document:
    out = io.StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=out)
    document: Document = yaml.safe_load(out.getvalue())
    return document


def strict(node: Any) -> Any:
    """The description, but nothing undescribed may be answered: no other field, and no other word."""
    if isinstance(node, list):
        return [strict(one) for one in node]
    if not isinstance(node, dict):
        return node
    schema = {key: strict(value) for key, value in node.items()}
    if "properties" in schema and node.get("type") in ("object", ["object", "null"]):
        schema.setdefault("additionalProperties", False)
    words = schema.pop("x-extensible-enum", None)
    return {**schema, "enum": [*words, ""]} if words else schema


def check(described: Document, path: str, answer: Any, *, method: str = "get") -> Any:
    """The answer is one that the description of this path promises."""
    responses = described["paths"][path.rstrip("/")][method]["responses"]
    expected = responses[str(answer.status_code)]  # "default" describes only what comes some day
    if "$ref" in expected:
        expected = described["components"]["responses"][expected["$ref"].rpartition("/")[2]]
    schema = expected["content"]["application/json"]["schema"]
    jsonschema.validate(answer.json(), strict({**schema, "components": described["components"]}))
    return answer.json()


@pytest.fixture
def supervisor(inbox: Inbox) -> Client:
    agent = an_agent("admin", inboxes=[inbox])
    return Client(headers={"Authorization": f"Token {create_api_token(agent, by=BY)}"})


@pytest.fixture
def lively(inbox: Inbox) -> Message:
    """Something of everything; an outgoing message that failed."""
    post_meta(Client(), inbox, meta_body(inbox, messages=[text_item()]))
    first = Message.objects.get()
    label, team = Label.objects.create(name="vip"), Team.objects.create(name="Night shift")
    first.conversation.labels.add(label)
    CannedResponse.objects.create(shortcode="hi", content="Hello!")
    Template.objects.create(inbox=inbox, external_id="1", name="a", language="en", status="APPROVED")
    message = send_message(
        first.conversation, Draft(author=an_agent(), content="Hello", reply_to=first.pk), by=BY
    )
    Message.objects.filter(pk=message.pk).update(status="failed", error={"code": "1"}, external_id="wamid.x")
    type(first.conversation).objects.update(team=team, assignee=an_agent(inboxes=[inbox]))
    from_customer(inbox, phone="447700900124")
    message.refresh_from_db()
    mark_unhealthy(inbox, PAYMENT, pauses=False, by=BY)
    return message


LISTS = "inboxes conversations messages contacts agents teams labels canned-responses templates webhook-calls"


def test_every_list_and_every_row_is_as_described(
    described: Document, supervisor: Client, lively: Message
) -> None:
    for noun in LISTS.split():
        rows = check(described, f"/api/{noun}/", supervisor.get(f"/api/{noun}/"))["results"]
        assert rows, noun
        if (one := f"/api/{noun}/{{id}}") in described["paths"]:
            check(described, one, supervisor.get(f"/api/{noun}/{rows[0]['id']}/"))
    inbox = lively.inbox_id
    notices = supervisor.get(f"/api/inboxes/{inbox}/notices/")
    assert check(described, "/api/inboxes/{id}/notices/", notices)["results"]


def test_answers_to_changes_are_as_described(
    described: Document, supervisor: Client, lively: Message, inbox: Inbox
) -> None:
    ids = {"conversations": lively.conversation_id, "messages": lively.pk, "inboxes": inbox.pk}
    ids["contacts"] = lively.conversation.contact_id
    ids["webhook-calls"] = lively.conversation.messages.earliest("pk").webhook_call_id or 0
    for method, path, body in (
        ("patch", "/api/conversations/{id}/", {"priority": "high", "labels": [Label.objects.get().pk]}),
        ("post", "/api/conversations/{id}/messages/", {"content": "Hi"}),
        ("post", "/api/conversations/{id}/seen/", {}),
        ("post", "/api/conversations/{id}/unread/", {}),
        ("post", "/api/messages/{id}/reactions/", {"emoji": "👍"}),
        ("delete", "/api/messages/{id}/reactions/", {}),
        ("post", "/api/messages/{id}/retry/", {}),
        ("post", "/api/messages/{id}/confirm/", {}),
        ("post", "/api/messages/{id}/cancel/", {}),
        ("post", "/api/messages/{id}/release/", {}),
        ("post", "/api/webhook-calls/{id}/replay/", {}),
        ("post", "/api/webhook-calls/replay/", {"state": "failed"}),
        ("patch", "/api/inboxes/{id}/", {"config": {"waba_id": "7"}, "read_policy": "reply"}),
        ("post", "/api/inboxes/{id}/sync-templates/", {}),
        ("post", "/api/inboxes/{id}/check/", {}),
        ("patch", "/api/contacts/{id}/", {"name": "Ann"}),
        (
            "post",
            "/api/send-message/",
            {"sender": inbox.address, "receiver": "+447700900123", "content": "x"},
        ),
        ("post", "/api/socket-ticket/", {}),
    ):
        asked = path.replace("{id}", str(ids.get(path.split("/")[2], "")))
        answer = getattr(supervisor, method)(asked, data=body, content_type="application/json")
        refused = {409} if {"confirm", "cancel", "release"} & set(path.split("/")) else {200, 201, 202}
        assert answer.status_code in refused, (path, answer.content)
        check(described, path, answer, method=method)


def test_who_asks_the_feed_and_refusals_are_as_described(
    described: Document, supervisor: Client, lively: Message, inbox: Inbox
) -> None:
    check(described, "/api/me/", supervisor.get("/api/me/"))
    for query in ("", "&since=0", "&since=999999"):
        check(described, "/api/feed/", supervisor.get(f"/api/feed/?inbox={inbox.pk}{query}"))
    assert check(described, "/api/feed/", supervisor.get("/api/feed/"))["code"] == "not_found"
    assert check(described, "/api/me/", Client().get("/api/me/"))["code"] == "not_authenticated"
    bad = supervisor.post("/api/send-message/", data={}, content_type="application/json")
    assert check(described, "/api/send-message/", bad, method="post")["code"] == "invalid"


def test_the_webhook_is_described_although_it_is_no_view_of_drf(described: Document, inbox: Inbox) -> None:
    body = b'{"sender": "+447700900123", "content": "hi"}'
    headers = {"X-Signature-256": signature(body, WEBHOOK_SECRET)}
    for sent in (headers, {}):
        answer = Client().post("/api/webhook/", data=body, content_type="application/json", headers=sent)
        check(described, "/api/webhook/", answer, method="post")


def test_bodies_are_json_or_forms_with_files(described: Document) -> None:
    operations = [one for path in described["paths"].values() for one in path.values()]
    types = {kind for one in operations for kind in one.get("requestBody", {}).get("content", {})}
    assert types == {"application/json", "multipart/form-data"}
