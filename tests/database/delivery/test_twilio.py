"""A message's whole way through Twilio: sent, reported on, and what stands against it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from messaging.actions.core.attachments import accept_upload
from messaging.actions.outgoing import Draft, send_message
from messaging.delivery import database, sessions
from messaging.delivery.jobs import job_leases
from messaging.delivery.jobs.pool import HANDLERS, run_job
from messaging.ingest import apply_poll_results, fill_stored_pricing
from messaging.models import Attachment, Inbox, Job, Message, PendingUpdate, WebhookCall
from messaging.runtime import runtime
from tests.database.delivery.conftest import Deliver, Queue, fresh
from tests.factories import BY, an_agent, from_customer
from tests.fake_provider import RESET
from tests.fake_provider.twilio import FakeTwilio, refuse, resource
from tests.payloads import twilio
from tests.twilio_inbox import PUBLIC_URL, a_twilio_inbox, post_twilio

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fake() -> Iterator[FakeTwilio]:
    with FakeTwilio(twilio.ACCOUNT, twilio.TOKEN) as one:
        yield one


@pytest.fixture
def inbox(db: None, fake: FakeTwilio) -> Inbox:
    return a_twilio_inbox(api_base_url=fake.url, content_base_url=fake.url, messaging_base_url=fake.url)


def callback(message: str, status: str, **more: str) -> dict[str, str]:
    return {
        **twilio.without_none(twilio.callback("x")),
        "MessageSid": message,
        "MessageStatus": status,
        **more,
    }


def report(inbox: Inbox, url: str, fields: dict[str, str]) -> int:
    """Post to the very address that the message named."""
    path, _, query = url.removeprefix(PUBLIC_URL).partition("?")
    assert path == f"/webhooks/twilio/{inbox.pk}/status/"
    return int(post_twilio(Client(), inbox, fields, status=True, query=query).status_code)


def test_from_the_console_to_the_blue_ticks(
    inbox: Inbox, fake: FakeTwilio, queue: Queue, deliver: Deliver
) -> None:
    message = queue(inbox, "Your lamp is ready")
    deliver(message)
    sent = fake.sent[0]
    assert (sent["Body"], sent["To"], sent["From"]) == (
        "Your lamp is ready",
        "whatsapp:+447700900123",
        twilio.ROUTE,
    )
    sid = fresh(message).external_id
    assert fresh(message).status == "sent"
    for status in ("delivered", "read"):
        assert report(inbox, sent["StatusCallback"], callback(str(sid), status)) == 200
        assert fresh(message).status == status


def test_status_that_is_faster_than_the_answer(
    inbox: Inbox, fake: FakeTwilio, queue: Queue, deliver: Deliver
) -> None:
    """The connection broke, so nobody knows Twilio's id; the callback brings ours along."""
    message = queue(inbox)
    fake.then(RESET)
    deliver(message)
    assert fresh(message).status == "unconfirmed"
    url = fake.sent[0]["StatusCallback"]
    assert report(inbox, url, callback(twilio.sid("faster"), "delivered")) == 200
    assert (fresh(message).status, fresh(message).external_id) == ("delivered", twilio.sid("faster"))
    deliver(message)
    assert len(fake.sent) == 1, "never sent a second time"


@pytest.mark.parametrize("caption", ["", "The lamp"])
def test_an_image_leaves_with_its_own_caption_or_none(
    inbox: Inbox, fake: FakeTwilio, deliver: Deliver, settings, tmp_path, caption: str
) -> None:
    """The line that the console shows in its place stays here."""
    settings.MEDIA_ROOT = tmp_path
    agent, upload = an_agent(inboxes=[inbox]), SimpleUploadedFile("lamp.png", PIXEL, "image/png")
    media = accept_upload(inbox, agent, upload, by=BY).pk
    message = send_message(
        from_customer(inbox).conversation, Draft(author=agent, media=media, content=caption), by=BY
    )
    assert message.content == (caption or "📷 Image")
    deliver(message)
    (sent,) = fake.sent
    assert sent["MediaUrl"].startswith(f"{PUBLIC_URL}/media/")
    assert sent.get("Body", "") == caption


def test_window_that_is_shut(inbox: Inbox, fake: FakeTwilio, queue: Queue, deliver: Deliver) -> None:
    message = queue(inbox)
    fake.then(refuse(63016))
    deliver(message)
    failed = fresh(message)
    assert (failed.status, failed.error["code"]) == ("failed", "63016")  # type: ignore[index]
    assert "template" in failed.error["action"]  # type: ignore[index]


def test_token_that_expired_keeps_the_queue(
    inbox: Inbox, fake: FakeTwilio, queue: Queue, deliver: Deliver
) -> None:
    message = queue(inbox, "one", "two")
    fake.then(refuse(20003, 401))
    deliver(message)
    assert fresh(message).status == "queued"
    assert len(fake.sent) == 1


# --- files and lost webhooks ------------------------------------------------------------------

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def run(kind: str) -> None:
    """Do the one job of that kind, due or not."""
    Job.objects.filter(kind=kind).update(due_at=datetime.now(UTC))

    async def work() -> None:
        [job] = await database.once(job_leases.claim, {kind: 1})
        try:
            await run_job(job, HANDLERS[kind])
        finally:
            await sessions.close()

    try:
        asyncio.run(work())
    finally:
        database.threads().close()


def test_file_is_fetched_and_the_credentials_stay_at_home(
    inbox: Inbox, fake: FakeTwilio, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    case = next(case for case in twilio.MESSAGES if case.name == "an image with words")
    with FakeTwilio(twilio.ACCOUNT, twilio.TOKEN) as elsewhere:
        name = case.fields["MediaUrl0"].rpartition("/")[2]
        fake.media_host = elsewhere.url
        fake.files[name] = elsewhere.files[name] = ("image/png", PIXEL)
        fields = {**case.fields, "MediaUrl0": case.fields["MediaUrl0"].replace(twilio.API, fake.url)}
        assert post_twilio(Client(), inbox, fields).status_code == 200
        run(Job.Kind.FETCH_MEDIA)
        attachment = Attachment.objects.get()
        assert (attachment.state, attachment.mime_type, attachment.caption) == ("ready", "image/png", "Look")
        assert attachment.file.read() == PIXEL
        attachment.file.close()
        assert fake.arrivals[-1].user == twilio.ACCOUNT
        assert "authorization" not in elsewhere.arrivals[-1].headers


@pytest.mark.parametrize("status", [401, 403])
def test_file_waits_for_credentials_that_are_put_right(
    inbox: Inbox, fake: FakeTwilio, settings, tmp_path, status: int
) -> None:
    settings.MEDIA_ROOT = tmp_path
    case = next(case for case in twilio.MESSAGES if case.name == "an image with words")
    fake.files[case.fields["MediaUrl0"].rpartition("/")[2]] = ("image/png", PIXEL)
    fields = {**case.fields, "MediaUrl0": case.fields["MediaUrl0"].replace(twilio.API, fake.url)}
    post_twilio(Client(), inbox, fields)
    fake.then(refuse(20003, status), refuse(20003, status))
    run(Job.Kind.FETCH_MEDIA)
    assert Attachment.objects.get().state == "pending"
    assert Job.objects.get(kind=Job.Kind.FETCH_MEDIA).due_at > datetime.now(UTC)
    run(Job.Kind.FETCH_MEDIA)
    assert Attachment.objects.get().state == "ready"


def polls(inbox: Inbox, since: datetime) -> None:
    """From now on: what was lost since then is fetched by `run`."""
    Inbox.objects.update(created_at=since)
    Job.objects.all().delete()
    runtime().poll_handler = apply_poll_results
    Job.objects.create(kind=Job.Kind.POLL, subject=inbox.pk, inbox=inbox)


def test_message_whose_webhook_was_lost_is_fetched_once(inbox: Inbox, fake: FakeTwilio) -> None:
    known = next(case for case in twilio.MESSAGES if case.name == "a text")
    post_twilio(Client(), inbox, known.fields)
    sent = datetime.now(UTC) - timedelta(minutes=5)
    for case, body in ((known, "less than the webhook said"), (twilio.MESSAGES[1], "lost")):
        fake.stored.append(resource(case.sid, case.fields["From"], twilio.ROUTE, body, sent))
    polls(inbox, sent - timedelta(hours=1))
    for _ in range(2):
        run(Job.Kind.POLL)
    contents = set(Message.objects.values_list("content", flat=True))
    assert contents == {"text of a text", "lost"}


def test_statuses_whose_callbacks_were_lost_are_fetched_once(
    inbox: Inbox, fake: FakeTwilio, queue: Queue, deliver: Deliver
) -> None:
    sent = datetime.now(UTC) - timedelta(minutes=5)
    statuses = [("read", None), ("undelivered", 63024), ("sent", None), ("delivered", None)]
    messages = [queue(inbox, f"{number}") for number in range(len(statuses))]
    for message, (status, code) in zip(messages, statuses, strict=True):
        deliver(message)
        reported = {"direction": "outbound-api", "status": status, "error_code": code}
        sid, to = str(fresh(message).external_id), "whatsapp:+447700900123"
        fake.stored.append(resource(sid, twilio.ROUTE, to, message.content, sent, **reported))
    report(inbox, fake.sent[3]["StatusCallback"], callback(fake.stored[3]["sid"], "read"))
    stranger = {**fake.stored[0], "sid": twilio.sid("another program's")}
    fake.stored.append(stranger)
    polls(inbox, sent - timedelta(hours=1))
    calls = WebhookCall.objects.count()
    for _ in range(2):
        run(Job.Kind.POLL)
    assert [fresh(message).status for message in messages] == ["read", "failed", "sent", "read"]
    assert fresh(messages[1]).error["code"] == "63024"  # type: ignore[index]
    assert [change.status for change in fresh(messages[0]).changes.order_by("pk")][-1] == "read"
    assert WebhookCall.objects.count() == calls + 1, "nothing new, nothing kept"
    assert WebhookCall.objects.latest("pk").summary == {"receipts": 2}
    assert not PendingUpdate.objects.exists(), "what another program sent is nobody's"


def test_what_a_message_cost_is_fetched_once(
    inbox: Inbox, fake: FakeTwilio, queue: Queue, deliver: Deliver
) -> None:
    message = queue(inbox, "Hi")
    deliver(message)
    sid, sent = str(fresh(message).external_id), datetime.now(UTC) - timedelta(minutes=5)
    report(inbox, fake.sent[0]["StatusCallback"], callback(sid, "delivered"))
    ours = {"direction": "outbound-api", "status": "delivered", "price": None, "price_unit": "USD"}
    fake.stored.append(resource(sid, twilio.ROUTE, "whatsapp:+447700900123", "Hi", sent, **ours))
    polls(inbox, sent - timedelta(hours=1))
    calls, lines = WebhookCall.objects.count(), fresh(message).changes.count()
    run(Job.Kind.POLL)
    assert fresh(message).pricing is None
    fake.stored[0]["price"] = "-0.00500"
    for _ in range(2):
        run(Job.Kind.POLL)
    cost = {"billable": True, "category": "", "type": "", "model": "", "amount": "0.00500", "currency": "USD"}
    assert fresh(message).pricing == cost
    assert WebhookCall.objects.count() == calls + 1, "nothing new, nothing kept"
    assert fresh(message).changes.count() == lines, "that it was delivered is no news"
    Message.objects.update(pricing=None)
    assert fill_stored_pricing(by=BY) == (1, 1, 0)
    assert fresh(message).pricing == cost


def test_a_poll_and_a_late_callback_tell_the_same_once(
    inbox: Inbox, fake: FakeTwilio, queue: Queue, deliver: Deliver
) -> None:
    message = queue(inbox, "Hi")
    deliver(message)
    sid, sent = str(fresh(message).external_id), datetime.now(UTC) - timedelta(minutes=5)
    reported = {"direction": "outbound-api", "status": "delivered"}
    fake.stored.append(resource(sid, twilio.ROUTE, "whatsapp:+447700900123", "Hi", sent, **reported))
    polls(inbox, sent - timedelta(hours=1))
    run(Job.Kind.POLL)
    for status in ("delivered", "sent", "delivered"):
        report(inbox, fake.sent[0]["StatusCallback"], callback(sid, status))
    lines = fresh(message).changes.values_list("status", "attempt")
    assert fresh(message).status == "delivered"
    assert list(lines).count(("delivered", sid)) == 1
