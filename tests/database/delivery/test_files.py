"""Files on their way out: given to the provider before the message, once, and under the lane's lease."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from messaging.actions.core.attachments import accept_upload
from messaging.actions.core.outbox import expedite_lane
from messaging.actions.inbox.inboxes import configure_inbox
from messaging.actions.outgoing import Draft, retry_message, send_message
from messaging.delivery import database, sessions
from messaging.delivery.lanes import delivering, outbound_requests, transactions
from messaging.delivery.processes.dispatcher import Dispatcher
from messaging.errors import FailureClass, SendRefused
from messaging.models import Attachment, Inbox, Message, OutboxLane, RateLimit
from messaging.transports.base import Uploaded
from messaging.transports.whatsapp_cloud import WhatsAppCloud
from tests.database.delivery.conftest import Deliver, fresh, lane_of, lease_of, timeline
from tests.factories import BY, an_agent, an_inbox, from_customer
from tests.fake_provider import Reply
from tests.fake_provider.meta import FakeMeta, refuse
from tests.files import PDF, png

pytestmark = pytest.mark.django_db(transaction=True)
SendFile = Callable[..., Message]


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, settings: Any) -> None:
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path / "media")}}
    settings.STORAGES = {**settings.STORAGES, "default": default}


@pytest.fixture
def send_file() -> SendFile:
    """``send_file(inbox, "text", "b.pdf")``: queue a text (if any), then files, for one customer."""

    def send(inbox: Inbox, *names: str, data: bytes = PDF, phone: str = "447700900123") -> Message:
        author = inbox.members.first() or an_agent(inboxes=[inbox])
        conversation = from_customer(inbox, phone=phone).conversation
        for name in names:
            file = SimpleUploadedFile(name, data)
            media = accept_upload(inbox, author, file, by=BY).pk if "." in name else None
            draft = Draft(author=author, content="" if media else name, media=media, client_id=uuid.uuid4())
            message = send_message(conversation, draft, by=BY)
        return message

    return send


def upload_of(message: Message) -> Attachment:
    return Attachment.objects.get(message=message)


def make_due() -> None:
    past = timezone.now() - timedelta(seconds=1)
    OutboxLane.objects.exclude(due_at=None).update(due_at=past)
    Message.objects.exclude(next_attempt_at=None).update(next_attempt_at=past)


def test_a_file_is_given_first_and_sent_by_its_id(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver
) -> None:
    message = send_file(meta_inbox, "Invoice.pdf")
    deliver(message)
    [call] = meta.objects.called("upload")
    assert (call.body["mime_type"], call.body["size"]) == ("application/pdf", len(PDF))
    [arrival] = meta.arrivals
    media_id = upload_of(message).uploaded_id
    assert arrival.body["document"]["id"] == media_id
    assert arrival.body["document"]["filename"] == "Invoice.pdf"
    assert meta.objects.files[media_id].body == PDF
    assert fresh(message).status == "sent"
    assert timeline(message) == ["queued", "sending", "sent"]
    until = upload_of(message).uploaded_until
    assert until is not None
    assert until > timezone.now() + timedelta(days=25)


@pytest.mark.parametrize("caption", ["", "The lamp"])
def test_an_image_leaves_with_its_own_caption_or_none(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver, caption: str
) -> None:
    """The line that the console shows in its place stays here."""
    conversation, agent = from_customer(meta_inbox).conversation, an_agent(inboxes=[meta_inbox])
    upload = accept_upload(meta_inbox, agent, SimpleUploadedFile("lamp.png", png(), "image/png"), by=BY)
    message = send_message(conversation, Draft(author=agent, media=upload.pk, content=caption), by=BY)
    assert message.content == (caption or "📷 Image")
    deliver(message)
    sent = dict(meta.arrivals[0].body["image"])
    assert sent.pop("id") == upload_of(message).uploaded_id
    assert sent == ({"caption": caption} if caption else {})


def test_the_order_of_the_lane_stays(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver
) -> None:
    message = send_file(meta_inbox, "one", "a.pdf", "two", "b.pdf", "three")
    deliver(message)
    assert [arrival.body["type"] for arrival in meta.arrivals] == [
        "text",
        "document",
        "text",
        "document",
        "text",
    ]
    assert meta.overlaps == []


def test_the_claim_leaves_a_message_with_a_file_queued(meta_inbox: Inbox, send_file: SendFile) -> None:
    """A crash while the file is given to the provider leaves nothing in doubt."""
    message = send_file(meta_inbox, "a.pdf")
    attempt = transactions.claim(lease_of(message))
    assert attempt is not None
    assert (attempt.marked, attempt.needs_upload) == (False, True)
    assert fresh(message).status == "queued"


def test_an_upload_is_used_again_until_it_ends(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver
) -> None:
    message = send_file(meta_inbox, "a.pdf")
    meta.then(refuse(131016), refuse(131016))
    for _ in range(2):
        deliver(message)
        make_due()
    assert len(meta.objects.called("upload")) == 1
    Attachment.objects.update(uploaded_until=timezone.now() + timedelta(minutes=30))
    deliver(message)
    assert len(meta.objects.called("upload")) == 2
    assert fresh(message).status == "sent"


def test_after_a_final_refusal_the_file_is_given_anew(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver
) -> None:
    message = send_file(meta_inbox, "a.pdf")
    meta.then(refuse(131053))
    deliver(message)
    assert fresh(message).status == "failed"
    retry_message(fresh(message), by=BY)
    deliver(message)
    assert len(meta.objects.called("upload")) == 2
    assert fresh(message).status == "sent"


@pytest.mark.parametrize("code", [100, 131053])
def test_a_file_that_the_provider_has_forgotten_is_given_again_by_itself(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver, code: int
) -> None:
    """Once: what it refuses though it has just got the file, it will refuse again."""
    message = send_file(meta_inbox, "a.pdf")
    until = timezone.now() + timedelta(days=5)
    Attachment.objects.filter(message=message).update(uploaded_id="forgotten", uploaded_until=until)
    meta.then(refuse(code))
    deliver(message)
    assert fresh(message).status == "queued"
    make_due()
    deliver(message)
    assert fresh(message).status == "sent"
    assert [arrival.body["document"]["id"] for arrival in meta.arrivals] == [
        "forgotten",
        upload_of(message).uploaded_id,
    ]
    other = send_file(meta_inbox, "b.pdf")
    meta.then(refuse(code))
    deliver(other)
    assert fresh(other).status == "failed"


def error(code: int) -> dict[str, Any]:
    return {"error": {"message": "no", "code": code, "error_data": {"details": "why"}}}


def test_a_refused_upload_is_a_try_of_the_message(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver
) -> None:
    message = send_file(meta_inbox, "a.pdf")
    meta.then(Reply(500, error(131016)), what="upload")
    deliver(message)
    row = fresh(message)
    assert (row.status, row.attempts, row.error["code"]) == ("queued", 1, "131016")
    assert row.next_attempt_at is not None
    assert meta.arrivals == []
    make_due()
    deliver(message)
    assert fresh(message).status == "sent"


def test_a_file_that_the_provider_will_never_take_fails_its_message_only(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver
) -> None:
    message = send_file(meta_inbox, "a.pdf", "after")
    meta.then(Reply(400, error(131053)), what="upload")
    deliver(message)
    statuses = list(
        Message.objects.filter(direction="outbound").order_by("pk").values_list("status", flat=True)
    )
    assert statuses == ["failed", "sent"]
    assert meta.texts() == ["after"]


def test_an_expired_token_keeps_the_file_and_pauses_the_inbox(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver
) -> None:
    message = send_file(meta_inbox, "a.pdf")
    meta.then(Reply(401, error(190)), what="upload")
    deliver(message)
    meta_inbox.refresh_from_db()
    assert (fresh(message).status, fresh(message).attempts, meta_inbox.health) == ("queued", 0, "paused")


def test_a_file_that_is_no_longer_here_is_a_clear_failure(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver
) -> None:
    message = send_file(meta_inbox, "a.pdf", "after")
    first = Message.objects.exclude(attachments=None).get()
    first.attachments.get().file.delete(save=False)
    deliver(message)
    assert (fresh(first).status, fresh(first).error["code"]) == ("failed", "file_missing")
    assert fresh(message).status == "sent"


@pytest.mark.parametrize("failing", ["exists", "_open"])
def test_a_message_with_a_file_waits_for_the_storage(
    meta: FakeMeta,
    meta_inbox: Inbox,
    send_file: SendFile,
    deliver: Deliver,
    monkeypatch: pytest.MonkeyPatch,
    failing: str,
) -> None:
    def refuse_all(*_: object) -> None:
        raise ConnectionError("away")

    message = send_file(meta_inbox, "a.pdf", "after it")
    file = Message.objects.get(kind="document")
    with monkeypatch.context() as broken:
        broken.setattr(FileSystemStorage, failing, refuse_all)
        for _ in range(12):  # more than the tries of a message
            make_due()
            deliver(file)
            assert (fresh(file).status, fresh(file).attempts) == ("queued", 0)
    assert fresh(file).error["code"] == "storage_away"
    assert meta.arrivals == []
    make_due()
    deliver(file)
    assert [fresh(one).status for one in (file, message)] == ["sent", "sent"]
    assert [arrival.body["type"] for arrival in meta.arrivals] == ["document", "text"]


def test_a_transport_that_breaks_while_it_uploads_is_tried_again(
    meta_inbox: Inbox, send_file: SendFile, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> Uploaded:
        raise ValueError("a bug")

    monkeypatch.setattr(WhatsAppCloud, "upload", broken)
    message = send_file(meta_inbox, "a.pdf")
    deliver(message)
    assert (fresh(message).status, fresh(message).error["code"]) == ("queued", "internal")


class SlowUpload:
    """A provider that takes its time; `let` ends it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.let, self.cut = threading.Event(), threading.Event(), threading.Event()
        monkeypatch.setattr(WhatsAppCloud, "upload", self.upload)

    async def upload(self, *_: object) -> Uploaded:
        self.begun.set()
        try:
            while not self.let.is_set():  # noqa: ASYNC110 (a thread's event)
                await asyncio.sleep(0.01)
        except asyncio.CancelledError:
            self.cut.set()
            raise
        return Uploaded("slow-id")


def test_the_lease_is_kept_while_it_takes_long(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "RENEW_EVERY", 0.02)
    slow, message, ends = SlowUpload(monkeypatch), send_file(meta_inbox, "a.pdf"), set()
    original = transactions.renew

    def renew(lease: Any) -> bool:
        held = original(lease)
        ends.add(lane_of(message).lease_until)
        if len(ends) >= 3:
            slow.let.set()
        return held

    monkeypatch.setattr(transactions, "renew", renew)
    deliver(message)
    assert len(ends) >= 3
    assert meta.arrivals[0].body["document"]["id"] == "slow-id"


def test_whoever_lost_the_lane_stops_and_sends_nothing(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "RENEW_EVERY", 0.02)
    slow, message = SlowUpload(monkeypatch), send_file(meta_inbox, "a.pdf")
    original = transactions.renew

    def lost(lease: Any) -> bool:
        OutboxLane.objects.update(lease_token=uuid.uuid4())
        return original(lease)

    monkeypatch.setattr(transactions, "renew", lost)
    deliver(message)
    assert slow.cut.is_set()
    assert meta.arrivals == []
    assert fresh(message).status == "queued"


def test_a_stop_lets_go_of_an_upload_and_of_the_lane(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "RENEW_EVERY", 0.02)
    slow, message = SlowUpload(monkeypatch), send_file(meta_inbox, "a.pdf")

    async def live() -> None:
        dispatcher = Dispatcher(delivering.deliver_conversation)
        dispatcher.offer(message.conversation_id)
        await asyncio.to_thread(slow.begun.wait, 10)
        await dispatcher.stop(10)
        await sessions.close()

    asyncio.run(live())
    database.threads().close()
    assert slow.cut.is_set()
    assert fresh(message).status == "queued"
    assert (lane_of(message).lease_token, lane_of(message).due_at is None) == (None, False)


def test_another_message_that_took_the_head_is_not_sent_without_its_file(
    meta_inbox: Inbox, send_file: SendFile
) -> None:
    message = send_file(meta_inbox, "a.pdf", "b.pdf")
    lease = lease_of(message)
    first = transactions.claim(lease)
    assert first is not None
    Message.objects.filter(pk=first.message.pk).update(status="failed")
    second = transactions.begin(lease, tried=first.message.pk)
    assert second is not None
    assert (second.message.pk, second.marked, second.needs_upload) == (message.pk, False, True)


# --- what a transport is given -----------------------------------------------------------------


def test_a_request_names_the_urls_of_file_and_callback(send_file: SendFile, settings: Any) -> None:
    settings.PUBLIC_URL = "https://console.example.org"
    inbox = an_inbox()
    message = send_file(inbox, "Größe.png", data=png())
    outgoing = outbound_requests.build_request(message).outgoing
    assert outgoing.callback_url == (
        f"https://console.example.org/webhooks/whatsapp/{inbox.pk}/status/?m={message.client_id}"
    )
    assert outgoing.media is not None
    assert outgoing.media.public_url.startswith("https://console.example.org/media/")
    assert outgoing.media.public_url.endswith("/Gr%C3%B6%C3%9Fe.png")
    with outgoing.media.open() as one, outgoing.media.open() as two:
        assert one.read() == two.read() == png()


def test_without_a_public_address_there_is_none_to_give(send_file: SendFile) -> None:
    outgoing = outbound_requests.build_request(send_file(an_inbox(), "a.png", data=png())).outgoing
    assert outgoing.media is not None
    assert (outgoing.callback_url, outgoing.media.public_url) == ("", "")


# --- health ------------------------------------------------------------------------------------


def test_only_a_refusal_that_pauses_holds_the_number_back(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesser = SendRefused("131042", "Payment", failure=FailureClass.INBOX)

    async def send(*_: object) -> None:
        raise lesser

    monkeypatch.setattr(WhatsAppCloud, "send", send)
    first = send_file(meta_inbox, "one")
    deliver(first)
    meta_inbox.refresh_from_db()
    assert (meta_inbox.health, fresh(first).status) == ("warning", "queued")
    monkeypatch.undo()
    second = send_file(meta_inbox, "two", phone="447700900456")
    deliver(second)
    assert fresh(second).status == "sent"
    # What the provider refused is not hurried by what it took, and the problem lasts as long as it waits.
    assert lane_of(first).due_at > timezone.now()
    meta_inbox.refresh_from_db()
    assert meta_inbox.health == "warning"
    assert expedite_lane(lane_of(first), by=BY)
    deliver(first)
    meta_inbox.refresh_from_db()
    assert (meta_inbox.health, fresh(first).status) == ("ok", "sent")


def test_a_token_that_works_again_wakes_every_lane(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver
) -> None:
    one, two = send_file(meta_inbox, "one"), send_file(meta_inbox, "two", phone="447700900456")
    meta.then(refuse(190, 401))
    deliver(one)
    deliver(two)
    meta_inbox.refresh_from_db()
    assert meta_inbox.health == "paused"
    assert {fresh(one).status, fresh(two).status} == {"queued"}
    OutboxLane.objects.filter(pk=lane_of(one).pk).update(due_at=timezone.now())
    Message.objects.filter(pk=one.pk).update(next_attempt_at=None)
    RateLimit.objects.all().delete()
    deliver(one)
    assert fresh(one).status == "sent"
    meta_inbox.refresh_from_db()
    assert meta_inbox.health == "ok"
    deliver(two)
    assert fresh(two).status == "sent"


def test_a_refusal_of_the_old_token_says_nothing_about_the_new_one(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver
) -> None:
    """It was on its way while somebody put the new one in."""
    message, changed = send_file(meta_inbox, "one"), threading.Event()
    meta.then(replace(refuse(190, 401), hold=changed))

    def change() -> None:
        meta.wait_for(1)
        try:
            configure_inbox(Inbox.objects.get(pk=meta_inbox.pk), {"access_token": "new-token"}, by=BY)
        finally:
            connections.close_all()
            changed.set()

    with ThreadPoolExecutor() as pool:
        pool.submit(change)
        deliver(message)
    meta_inbox.refresh_from_db()
    assert (meta_inbox.health, fresh(message).status) == ("ok", "queued")
    deliver(message)
    assert [arrival.token for arrival in meta.arrivals] == ["Bearer secret-token", "Bearer new-token"]
    assert fresh(message).status == "sent"


def test_a_customer_who_wants_no_marketing_is_remembered(
    meta: FakeMeta, meta_inbox: Inbox, send_file: SendFile, deliver: Deliver
) -> None:
    message = send_file(meta_inbox, "one")
    meta.then(refuse(131050))
    deliver(message)
    assert fresh(message).conversation.contact.marketing == "stop"
