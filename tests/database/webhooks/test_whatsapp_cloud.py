"""Meta's webhook: verified over raw bytes, whole batches, 200 only after COMMIT."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Sequence

import pytest
from django.db import OperationalError, connection
from django.test import Client

from messaging import ingest
from messaging.actions.inbound import messages
from messaging.actions.outgoing import Draft, send_to
from messaging.feed import positions
from messaging.models import Contact, Conversation, Inbox, Message, StatusChange, WebhookCall
from messaging.transports.base import Identity
from tests.engines import seeds
from tests.factories import (
    APP_SECRET,
    BY,
    an_agent,
    an_inbox,
    from_customer,
    meta_body,
    post_meta,
    signature,
    status_item,
    text_item,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meta() -> Client:
    return Client()


def outgoing(inbox: Inbox, wamid: str | None = None, status: str = "sent") -> Message:
    message = send_to(inbox, Identity("phone", "447700900123"), Draft(author=None, content="Hello"), by=BY)
    Message.objects.filter(pk=message.pk).update(external_id=wamid, status=status)
    message.refresh_from_db()
    return message


# --- handshake --------------------------------------------------------------------------------


def test_handshake_echoes_the_challenge_as_plain_text(meta: Client, inbox: Inbox) -> None:
    answer = meta.get(
        f"/webhooks/whatsapp/{inbox.pk}/",
        {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "verify-me"},
    )
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert answer["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("change", [{"hub.verify_token": "no"}, {"hub.mode": "x"}, {"hub.verify_token": "é"}])
def test_a_wrong_handshake_is_403(meta: Client, inbox: Inbox, change: dict[str, str]) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": "verify-me", **change}
    assert meta.get(f"/webhooks/whatsapp/{inbox.pk}/", query).status_code == 403


def test_an_unknown_inbox_is_404(meta: Client, inbox: Inbox) -> None:
    assert meta.post("/webhooks/whatsapp/99999/", data=b"{}", content_type="text/plain").status_code == 404
    assert meta.get("/webhooks/whatsapp/99999/").status_code == 404
    assert meta.get(f"/webhooks/whatsapp/{'9' * 30}/").status_code == 404


# --- signatures -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header", [None, "", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "sha256=é", "é" * 71, "garbage"]
)
def test_a_bad_signature_stores_nothing(meta: Client, inbox: Inbox, header: str | None) -> None:
    headers = {} if header is None else {"X-Hub-Signature-256": header}
    answer = meta.post(
        f"/webhooks/whatsapp/{inbox.pk}/",
        data=json.dumps(meta_body(inbox, messages=[text_item()])),
        content_type="application/json",
        headers=headers,
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert not WebhookCall.objects.exists()


def test_one_changed_byte_breaks_the_signature(meta: Client, inbox: Inbox) -> None:
    body = json.dumps(meta_body(inbox, messages=[text_item()])).encode()
    answer = meta.post(
        f"/webhooks/whatsapp/{inbox.pk}/",
        data=body + b" ",
        content_type="application/json",
        headers={"X-Hub-Signature-256": signature(body)},
    )
    assert answer.status_code == 401


def test_the_former_secret_is_good_while_rotating(meta: Client, agent) -> None:
    inbox = an_inbox(agent, config={"app_secret": "new", "app_secret_previous": APP_SECRET})
    assert post_meta(meta, inbox, meta_body(inbox, messages=[text_item()])).status_code == 200
    assert post_meta(meta, inbox, meta_body(inbox, messages=[text_item()]), secret="new").status_code == 200


# --- messages ---------------------------------------------------------------------------------


def test_a_text_becomes_contact_conversation_and_message(meta: Client, inbox: Inbox) -> None:
    answer = post_meta(meta, inbox, meta_body(inbox, messages=[text_item("Grüße 👋", wamid="wamid.A")]))
    assert (answer.status_code, answer.content) == (200, b"")
    message = Message.objects.get()
    assert (message.content, message.external_id, message.status) == ("Grüße 👋", "wamid.A", "received")
    assert (message.sender, message.receiver) == ("+447700900123", inbox.address)
    assert message.provider_timestamp is not None
    assert message.conversation.contact.name == "Ann Lee"
    assert message.conversation.window_closes_at is not None
    call = WebhookCall.objects.get()
    assert (call.state, call.summary) == ("processed", {"messages": 1})
    assert message.webhook_call == call


def test_a_whole_batch_of_three_by_three_by_three(meta: Client, inbox: Inbox) -> None:
    document = meta_body(inbox)
    document["entry"] = [
        {
            "id": "20001",
            "changes": [
                {
                    "field": "messages",
                    "value": meta_body(
                        inbox, messages=[text_item(f"{entry}{change}{place}") for place in range(3)]
                    )["entry"][0]["changes"][0]["value"],
                }
                for change in range(3)
            ],
        }
        for entry in range(3)
    ]
    post_meta(meta, inbox, document)
    contents = list(Message.objects.order_by("pk").values_list("content", flat=True))
    assert contents == [f"{a}{b}{c}" for a in range(3) for b in range(3) for c in range(3)]
    assert Conversation.objects.count() == Contact.objects.count() == 1


def test_one_bad_item_never_harms_its_neighbours(meta: Client, inbox: Inbox) -> None:
    items = [text_item("one"), {"type": "text"}, None, 7, {"id": "x", "text": []}, text_item("two")]
    answer = post_meta(meta, inbox, meta_body(inbox, messages=items))
    assert answer.status_code == 200
    assert {"one", "two"} <= set(Message.objects.values_list("content", flat=True))


def test_an_item_that_trips_the_writer_is_kept_and_can_be_replayed(
    meta: Client, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = messages._continue

    def tripping(conversation: Conversation, message: Message) -> None:
        if message.content == "bad":
            raise ValueError("tripped")
        real(conversation, message)

    monkeypatch.setattr(messages, "_continue", tripping)
    answer = post_meta(meta, inbox, meta_body(inbox, messages=[text_item("bad"), text_item("good")]))
    assert answer.status_code == 200
    assert list(Message.objects.values_list("content", flat=True)) == ["good"]
    call = WebhookCall.objects.get()
    assert (call.state, call.summary) == ("failed", {"messages": 1, "failed": 1})
    assert "tripped" in call.error
    monkeypatch.setattr(messages, "_continue", real)
    ingest.replay_call(call, by=BY)
    assert set(Message.objects.values_list("content", flat=True)) == {"good", "bad"}
    assert WebhookCall.objects.get().state == "processed"


def test_signed_nonsense_is_kept_marked_and_answered_200(meta: Client, inbox: Inbox) -> None:
    for body in (b"not json", b"[]", b'"x"', b"{" * 10_000, b"\xff\xfe"):
        assert post_meta(meta, inbox, body).status_code == 200
    assert set(WebhookCall.objects.values_list("state", flat=True)) == {"failed"}
    assert WebhookCall.objects.count() == 5
    assert not Message.objects.exists()


def test_what_nobody_understands_is_kept_as_a_dead_letter(meta: Client, inbox: Inbox) -> None:
    for document in ({"object": "page"}, {"entry": []}, {"object": "whatsapp_business_account", "entry": 7}):
        assert post_meta(meta, inbox, document).status_code == 200
    calls = WebhookCall.objects.all()
    assert {(call.state, tuple(call.summary.items()), bool(call.error)) for call in calls} == {
        ("failed", (("not_understood", 1),), True)
    }


def test_nul_bytes_and_lone_surrogates_are_storable(meta: Client, inbox: Inbox) -> None:
    body = json.dumps(meta_body(inbox, messages=[text_item("a\x00b")])).encode()
    body = body.replace(b"Ann Lee", b"A\\ud800n")
    assert post_meta(meta, inbox, body).status_code == 200
    message = Message.objects.get()
    assert "\x00" not in message.content
    message.conversation.contact.name.encode()


def test_another_number_of_the_same_app_takes_its_part(meta: Client, inbox: Inbox, agent) -> None:
    other = an_inbox(agent)
    post_meta(meta, inbox, meta_body(other, messages=[text_item()]))
    assert Message.objects.get().inbox == other


def test_a_secret_of_one_app_does_not_open_another_inbox(meta: Client, inbox: Inbox, agent) -> None:
    other = an_inbox(agent, config={"app_secret": "another app"})
    assert post_meta(meta, inbox, meta_body(other, messages=[text_item()])).status_code == 200
    assert not Message.objects.exists()
    assert WebhookCall.objects.get().state == "ignored"


# --- copies -----------------------------------------------------------------------------------


def test_the_same_call_twice_is_one_message_and_one_event(meta: Client, inbox: Inbox) -> None:
    document = meta_body(inbox, messages=[text_item(wamid="wamid.A")])
    post_meta(meta, inbox, document)
    head = positions.heads()[inbox.pk].seq
    post_meta(meta, inbox, document)
    assert Message.objects.count() == 1
    assert Conversation.objects.get().unread == 1
    assert WebhookCall.objects.first().summary == {"duplicates": 1}
    assert positions.heads()[inbox.pk].seq == head


def together(work: Sequence) -> list[object]:
    """Run the callables at once, each in its own thread and connection."""
    start, results = threading.Barrier(len(work)), []

    def run(one) -> None:
        start.wait()
        try:
            results.append(one())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_concurrent_identical_calls_are_one_message(inbox: Inbox) -> None:
    body = json.dumps(meta_body(inbox, messages=[text_item(wamid="wamid.A"), text_item()])).encode()
    results = together([lambda: ingest.commit_each([ingest.provider_call(inbox, body)])] * 8)
    outcomes = [result[0] for result in results]
    assert sum(outcome.stored for outcome in outcomes) == 2
    assert sum(outcome.duplicates for outcome in outcomes) == 14
    assert Message.objects.count() == 2
    assert Conversation.objects.count() == Contact.objects.count() == 1


def test_a_burst_of_a_new_customer_opens_one_conversation(inbox: Inbox) -> None:
    calls = [
        ingest.provider_call(inbox, json.dumps(meta_body(inbox, messages=[text_item(str(n))])).encode())
        for n in range(8)
    ]
    together([lambda call=call: ingest.commit_each([call]) for call in calls])
    assert (Contact.objects.count(), Conversation.objects.count(), Message.objects.count()) == (1, 1, 8)


# --- statuses ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", seeds(6))
def test_shuffled_and_repeated_statuses_end_right(meta: Client, inbox: Inbox, seed: int) -> None:
    outgoing(inbox, "wamid.A")
    statuses = [status_item("wamid.A", name) for name in ("sent", "delivered", "read")] * 3
    random.Random(seed).shuffle(statuses)
    for status in statuses:
        post_meta(meta, inbox, meta_body(inbox, statuses=[status]))
    message = Message.objects.get()
    assert message.status == "read"
    assert sorted(message.changes.values_list("status", flat=True)) == ["delivered", "queued", "read", "sent"]


@pytest.mark.parametrize(
    ("before", "reported", "after"),
    [
        ("queued", "sent", "sent"),
        ("sending", "failed", "failed"),
        ("sent", "failed", "failed"),
        ("unconfirmed", "sent", "sent"),
        ("unconfirmed", "failed", "failed"),
        ("failed", "sent", "failed"),
        ("failed", "delivered", "delivered"),
        ("delivered", "failed", "delivered"),
        ("read", "delivered", "read"),
        ("read", "sent", "read"),
    ],
)
def test_a_receipt_only_moves_forward(
    meta: Client, inbox: Inbox, before: str, reported: str, after: str
) -> None:
    outgoing(inbox, "wamid.A", before)
    errors = [{"code": 131026, "title": "Undeliverable"}] if reported == "failed" else []
    post_meta(meta, inbox, meta_body(inbox, statuses=[status_item("wamid.A", reported, errors=errors)]))
    message = Message.objects.get()
    assert message.status == after
    if after == reported == "failed":
        assert message.error["code"] == "131026"
        assert message.error["title"]
        assert message.error["action"]
    if after == reported != "failed":
        assert message.error is None


def test_a_thousand_statuses_in_one_body(meta: Client, inbox: Inbox) -> None:
    first = outgoing(inbox, "wamid.0")
    Message.objects.bulk_create(
        Message(
            conversation=first.conversation,
            inbox=inbox,
            direction="outbound",
            sender="a",
            receiver="b",
            content=str(n),
            status="sent",
            external_id=f"wamid.{n}",
        )
        for n in range(1, 1000)
    )
    head = positions.heads()[inbox.pk].seq
    statuses = [status_item(f"wamid.{n}", "read") for n in range(1000)]
    assert post_meta(meta, inbox, meta_body(inbox, statuses=statuses)).status_code == 200
    assert Message.objects.filter(status="read").count() == 1000
    assert StatusChange.objects.filter(status="read").count() == 1000
    assert positions.heads()[inbox.pk].seq - head == 1000
    assert WebhookCall.objects.get().summary == {"receipts": 1000}


def test_a_status_before_our_own_bookkeeping_finds_its_message_by_the_callback_data(
    meta: Client, inbox: Inbox
) -> None:
    message = outgoing(inbox, None, "sending")
    status = status_item("wamid.new", "delivered", biz_opaque_callback_data=str(message.client_id))
    post_meta(meta, inbox, meta_body(inbox, statuses=[status]))
    message.refresh_from_db()
    assert (message.status, message.external_id) == ("delivered", "wamid.new")


def test_a_status_of_nothing_we_know_is_counted(meta: Client, inbox: Inbox) -> None:
    post_meta(meta, inbox, meta_body(inbox, statuses=[status_item("wamid.other", "read")]))
    call = WebhookCall.objects.get()
    assert (call.state, call.summary) == ("ignored", {"unknown_receipts": 1})


def test_a_status_of_another_inbox_does_not_reach_ours(meta: Client, inbox: Inbox) -> None:
    other = an_inbox(an_agent())
    outgoing(inbox, "wamid.A")
    post_meta(meta, other, meta_body(other, statuses=[status_item("wamid.A", "read")]))
    assert Message.objects.get().status == "sent"


def test_messages_and_statuses_in_one_body(meta: Client, inbox: Inbox) -> None:
    outgoing(inbox, "wamid.A")
    document = meta_body(inbox, messages=[text_item("thanks")], statuses=[status_item("wamid.A", "read")])
    post_meta(meta, inbox, document)
    assert set(Message.objects.values_list("content", "status")) == {
        ("Hello", "read"),
        ("thanks", "received"),
    }


# --- order, window, waking --------------------------------------------------------------------


def test_a_late_message_sorts_where_it_was_written(meta: Client, inbox: Inbox) -> None:
    from_customer(inbox, "now")
    late = {**text_item("an hour ago"), "timestamp": str(int(time.time()) - 3600)}
    post_meta(meta, inbox, meta_body(inbox, messages=[late]))
    newest_first = list(Message.objects.values_list("content", flat=True))
    assert newest_first == ["now", "an hour ago"]
    assert Conversation.objects.get().last_message.content == "now"


# --- the database is away ---------------------------------------------------------------------


def test_503_and_retry_after_when_the_database_is_away(
    meta: Client, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args, **_more):
        raise OperationalError("the database is away")

    monkeypatch.setattr(ingest.commit, "recording", away)
    answer = post_meta(meta, inbox, meta_body(inbox, messages=[text_item()]))
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer.json()["code"] == "unavailable"


def test_what_cannot_even_be_kept_raw_has_to_come_again(
    meta: Client, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that we know is away; a 500 would not say when to come back."""

    def broken(*_args, **_more):
        raise ValueError("a bug in what all calls share")

    monkeypatch.setattr(ingest.commit, "recording", broken)
    answer = post_meta(meta, inbox, meta_body(inbox, messages=[text_item()]))
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer["Retry-After"]) > 0
