"""POST /api/send-message/, exactly as the project began with it."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client

from messaging.models import Agent, Inbox, Message, OutboxLane
from tests.factories import an_agent, an_inbox

pytestmark = pytest.mark.django_db

SEED = {"sender": "+15550001111", "receiver": "+447700900123", "content": "Hello there"}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No engine runs in this process: nothing to wait for."""
    monkeypatch.setattr("messaging.api.simple_send.wait_for_first_attempt", lambda pk: None)


def send(client: Client, body: object, **headers: str):
    return client.post("/api/send-message/", data=body, content_type="application/json", headers=headers)


def test_answers_201_with_the_message_key_by_key(api: Client, inbox: Inbox) -> None:
    answer = send(api, SEED)
    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {
        "id", "sender", "receiver", "content", "timestamp", "status",
        "direction", "client_id", "conversation", "error",
    }  # fmt: skip
    assert {key: body[key] for key in SEED} == SEED
    assert (body["status"], body["direction"], body["error"]) == ("queued", "outbound", None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z", body["timestamp"])
    assert uuid.UUID(body["client_id"])
    message = Message.objects.get()
    assert (message.pk, message.conversation_id) == (body["id"], body["conversation"])
    assert message.inbox == inbox
    assert OutboxLane.objects.get(conversation=message.conversation).due_at is not None


def test_without_the_trailing_slash_too(api: Client, inbox: Inbox) -> None:
    answer = api.post("/api/send-message", data=SEED, content_type="application/json")
    assert answer.status_code == 201


def test_without_a_token_401(inbox: Inbox) -> None:
    answer = send(Client(), SEED)
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_authenticated"
    assert not Message.objects.exists()


def test_with_a_wrong_token_401(inbox: Inbox) -> None:
    answer = send(Client(headers={"Authorization": "Token nonsense"}), SEED)
    assert answer.status_code == 401


def test_a_session_needs_the_csrf_token(inbox: Inbox, agent) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    assert send(client, SEED).status_code == 403
    client.get("/api/me/")
    token = client.cookies["csrftoken"].value
    assert send(client, SEED, **{"X-CSRFToken": token}).status_code == 201


@pytest.mark.parametrize("field", ["sender", "receiver", "content"])
@pytest.mark.parametrize("wrong", ["missing", "", "   ", None, {"a": 1}, ["x"], "with\x00nul", "\ud800"])
def test_a_wrong_field_is_named(api: Client, inbox: Inbox, field: str, wrong: object) -> None:
    body = {key: value for key, value in SEED.items() if key != field}
    if wrong != "missing":
        body[field] = wrong
    answer = send(api, body)
    assert answer.status_code == 400
    refusal = answer.json()
    assert set(refusal) == {"code", "detail", "errors"}
    if wrong != "\ud800":  # half a surrogate pair is no JSON text at all
        assert list(refusal["errors"]) == [field]
        assert refusal["errors"][field]
    assert not Message.objects.exists()


def test_4097_characters_are_refused_and_4096_are_not(api: Client, inbox: Inbox) -> None:
    assert send(api, {**SEED, "content": "x" * 4097}).status_code == 400
    assert send(api, {**SEED, "content": "x" * 10_000}).json()["errors"]["content"]
    assert send(api, {**SEED, "content": "x" * 4096}).status_code == 201
    assert Message.objects.count() == 1


def test_content_is_kept_to_the_letter(api: Client, inbox: Inbox) -> None:
    text = "  first line\n\n  مرحبا 👋🏽 second \t"
    assert send(api, {**SEED, "content": text}).json()["content"] == text
    assert Message.objects.get().content == text


@pytest.mark.parametrize(
    "body", [b"", b"{", b"not json", b'"text"', b"[]", b"\xff\xfe", b"{" * 5000, b"[" * 5000]
)
def test_what_is_no_json_object_is_a_400(api: Client, inbox: Inbox, body: bytes) -> None:
    answer = api.post("/api/send-message/", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "detail", "errors"}


def test_other_methods_are_405(api: Client, inbox: Inbox) -> None:
    for method in ("get", "put", "patch", "delete"):
        answer = getattr(api, method)("/api/send-message/")
        assert answer.status_code == 405
        assert answer.json()["code"] == "method_not_allowed"


def test_sender_names_the_inbox_however_it_is_written(api: Client, agent, inbox: Inbox) -> None:
    other = an_inbox(agent, address="+1 (555) 010-7777")
    for sender in ("+1 (555) 010-7777", "15550107777", "+15550107777"):
        send(api, {**SEED, "sender": sender, "receiver": f"+4477009001{len(sender):02}"})
    assert set(Message.objects.values_list("inbox", flat=True)) == {other.pk}


def test_a_sender_that_names_no_inbox_goes_to_the_default_one(api: Client, inbox: Inbox) -> None:
    body = send(api, {**SEED, "sender": "Me"}).json()
    assert body["sender"] == "Me"
    assert Message.objects.get().inbox == inbox


def test_without_a_default_inbox_the_sender_is_named(api: Client, agent) -> None:
    an_inbox(agent)
    answer = send(api, {**SEED, "sender": "Me"})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["sender"]


def test_an_inbox_of_others_is_forbidden(inbox: Inbox) -> None:
    stranger = an_agent()
    client = Client()
    client.force_login(stranger)
    assert send(client, SEED).status_code == 403
    assert not Message.objects.exists()


def test_the_same_client_id_is_the_same_message(api: Client, inbox: Inbox) -> None:
    body = {**SEED, "client_id": str(uuid.uuid4())}
    first, second = send(api, body), send(api, body)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Message.objects.count() == 1


def test_the_same_idempotency_key_is_the_same_message(api: Client, inbox: Inbox) -> None:
    first = send(api, SEED, **{"Idempotency-Key": "order 7"})
    second = send(api, SEED, **{"Idempotency-Key": "order 7"})
    third = send(api, SEED, **{"Idempotency-Key": "order 8"})
    assert first.json()["id"] == second.json()["id"] != third.json()["id"]


def test_a_client_id_with_other_words_is_refused(api: Client, inbox: Inbox, agent: Agent) -> None:
    client_id = str(uuid.uuid4())
    send(api, {**SEED, "client_id": client_id})
    answer = send(api, {**SEED, "content": "Something else", "client_id": client_id})
    assert (answer.status_code, answer.json()["code"]) == (409, "client_id_taken")
    other = send(api, {**SEED, "receiver": "+447700900999", "client_id": client_id})
    assert other.status_code == 409
    an_inbox(agent, address="+15550002222")
    elsewhere = send(api, {**SEED, "sender": "+15550002222", "client_id": client_id})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "client_id_taken")
    assert Message.objects.count() == 1


def test_a_blocked_contact_is_not_written_to(api: Client, inbox: Inbox) -> None:
    send(api, SEED)
    contact = Message.objects.get().conversation.contact
    contact.blocked = True
    contact.save(update_fields=["blocked"])
    answer = send(api, SEED)
    assert (answer.status_code, answer.json()["code"]) == (409, "contact_blocked")


def test_a_message_in_the_hands_of_a_lane_is_queued(
    api: Client, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "messaging.api.simple_send.wait_for_first_attempt",
        lambda pk: Message.objects.filter(pk=pk).update(status="sending"),
    )
    assert send(api, SEED).json()["status"] == "queued"
