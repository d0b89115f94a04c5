"""twilio-python at the simulator as at Twilio: messages, their files, and what webhooks are answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentInstance
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList
from twilio.twiml.messaging_response import MessagingResponse

from messaging.transports.twilio import Twilio
from messaging.transports.twilio.api import polling
from tests.clients.conftest import MakeNumber
from tests.clients.simulated import Number, Receiver

ANN = "447700900123"
TO_ANN = f"whatsapp:+{ANN}"
WALK = ("sent", "delivered", "read")


class Redirected(TwilioHttpClient):
    """Whoever cannot give the library another address catches its requests instead."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        for host in ("api", "content", "messaging"):
            url = url.replace(f"https://{host}.twilio.com", self.base)
        return super().request(method, url, *args, **kwargs)


def by_base_url(number: Number) -> Client:
    client = Client(number.settings["account_sid"], number.settings["auth_token"])
    for domain in (client.api, client.content, client.messaging):
        domain.base_url = number.settings["api_base_url"]
    return client


def by_redirection(number: Number) -> Client:
    http = Redirected(number.settings["api_base_url"])
    return Client(number.settings["account_sid"], number.settings["auth_token"], http_client=http)


@pytest.fixture
def shop(make_number: MakeNumber, receiver: Receiver) -> Number:
    """A number at the fake Twilio whose webhooks go to `receiver`."""
    number = make_number("twilio")
    number.webhooks_to(receiver)
    return number


@pytest.fixture
def client(shop: Number) -> Client:
    return by_base_url(shop)


def ours(shop: Number) -> str:
    return f"whatsapp:{shop.display}"


def next_form(shop: Number, receiver: Receiver, url: str = "") -> dict[str, str]:
    """The next post, signed as Twilio's own library wants it."""
    post = receiver.next()
    form = {name: values[0] for name, values in parse_qs(post.body.decode(), keep_blank_values=True).items()}
    validator = RequestValidator(shop.settings["auth_token"])
    assert validator.validate(url or receiver.url, form, post.headers["x-twilio-signature"])
    return form


def sent(shop: Number, client: Client, receiver: Receiver, body: str = "Hi", until: str = "read") -> Any:
    """A message that went its way until this status."""
    message = client.messages.create(
        from_=ours(shop), to=TO_ANN, body=body, status_callback=f"{receiver.url}?m=1"
    )
    while next_form(shop, receiver, f"{receiver.url}?m=1")["MessageStatus"] != until:
        pass
    return message


def test_a_message_walks_from_queued_to_read(shop: Number, client: Client, receiver: Receiver) -> None:
    shop.customer(ANN)
    assert next_form(shop, receiver)["Body"] == "Hello"
    message = client.messages.create(
        from_=ours(shop), to=TO_ANN, body="Hi", status_callback=f"{receiver.url}?m=1"
    )
    assert (message.status, message.direction, message.num_segments) == ("queued", "outbound-api", "1")
    assert (message.date_sent, message.price, message.price_unit) == (None, None, "USD")
    assert [next_form(shop, receiver, f"{receiver.url}?m=1")["MessageStatus"] for _ in WALK] == list(WALK)
    message = message.fetch()
    assert (message.status, message.error_code, message.error_message) == ("read", None, None)
    assert message.date_created <= message.date_sent <= message.date_updated
    assert Decimal(message.price) < 0
    assert message.subresource_uris["media"] == message.uri.replace(".json", "/Media.json")


@pytest.mark.parametrize("pointed", [by_base_url, by_redirection])
def test_a_list_is_streamed_page_by_page(shop: Number, receiver: Receiver, pointed: Any) -> None:
    client = pointed(shop)
    customer = shop.customer(ANN, wrote=False)
    for number in range(5):
        shop.play(f"customers/{customer}/messages", {"text": str(number)})
    arrived = []
    for message in client.messages.stream(page_size=2):
        arrived.append(message.body)
        if len(arrived) == 1:
            shop.play(f"customers/{customer}/messages", {"text": "meanwhile"})
    assert arrived == ["4", "3", "2", "1", "0"]
    assert [one.body for one in client.messages.list(limit=3, page_size=2)] == ["meanwhile", "4", "3"]
    second = client.messages.page(page_size=2).next_page()
    assert [one.body for one in second] == ["3", "2"]
    assert [one.body for one in second.previous_page()] == ["meanwhile", "4"]
    assert second.previous_page().previous_page() is None


def test_lists_are_filtered_by_address_and_day(shop: Number, client: Client, receiver: Receiver) -> None:
    shop.customer(ANN)
    assert next_form(shop, receiver)["Body"] == "Hello"
    sent(shop, client, receiver, "out")
    now = datetime.now(UTC)
    day, hour = timedelta(days=1), timedelta(hours=1)

    def bodies(**asked: Any) -> list[str | None]:
        return [one.body for one in client.messages.list(**asked)]

    assert bodies() == ["out", "Hello"]
    assert (bodies(to=TO_ANN), bodies(to=ours(shop))) == (["out"], ["Hello"])
    assert (bodies(from_=TO_ANN), bodies(from_=ours(shop))) == (["Hello"], ["out"])
    assert bodies(from_=ours(shop), to=ours(shop)) == bodies(to=f"+{ANN}") == []
    assert (bodies(date_sent=now), bodies(date_sent=now - day)) == (["out", "Hello"], [])
    assert (bodies(date_sent_after=now - hour), bodies(date_sent_after=now + hour)) == (["out", "Hello"], [])
    assert (bodies(date_sent_before=now), bodies(date_sent_before=now - hour)) == (["out", "Hello"], [])
    # A day without a time is all of it.
    assert (
        bodies(date_sent_before=f"{now:%Y-%m-%d}")
        == bodies(date_sent_after=f"{now:%Y-%m-%d}")
        == ["out", "Hello"]
    )
    assert bodies(date_sent_before=f"{now - day:%Y-%m-%d}") == []


def test_a_failure_says_why(shop: Number, client: Client, receiver: Receiver) -> None:
    shop.customer(ANN)
    next_form(shop, receiver)
    shop.play("faults", {"number": shop.id, "fault": "undeliverable", "times": 1})
    message = sent(shop, client, receiver, until="failed").fetch()
    assert (message.status, message.error_code) == ("failed", 63024)
    assert message.error_message == "Invalid message recipient"
    assert (message.price, message.date_sent is None) == (None, False)


def test_files_and_contact_cards_are_media(shop: Number, client: Client, receiver: Receiver) -> None:
    customer = shop.customer(ANN, wrote=False)
    shop.play(f"customers/{customer}/messages", {"kind": "image", "text": "Look"})
    shop.play(f"customers/{customer}/messages", {"kind": "contacts"})
    posted = [next_form(shop, receiver) for _ in range(2)]
    listed = client.messages.list()[::-1]
    assert [one.sid for one in listed] == [form["MessageSid"] for form in posted]
    assert [one.num_media for one in listed] == [form["NumMedia"] for form in posted] == ["1", "1"]
    assert [one.body for one in listed] == ["Look", ""]
    for message, form, kind in zip(listed, posted, ("image/jpeg", "text/vcard"), strict=True):
        [media] = message.media.list()
        assert (media.content_type, media.parent_sid) == (kind, message.sid)
        assert media.fetch().uri == media.uri
        assert form["MediaUrl0"].endswith(media.uri.removesuffix(".json"))
        assert message.media.list(date_created_after=datetime.now(UTC) + timedelta(days=1)) == []
    with pytest.raises(TwilioRestException) as refused:
        client.messages(listed[0].sid).media(listed[1].media.list()[0].sid).fetch()
    assert refused.value.code == 20404


def test_refusals_have_twilios_codes(shop: Number, client: Client, subtests: pytest.Subtests) -> None:
    shop.customer(ANN)
    stranger = by_base_url(shop)
    stranger.auth = (stranger.username, "wrong")

    def refuse_next(code: int) -> None:
        shop.play("faults", {"number": shop.id, "fault": "refuse", "times": 1, "code": code})

    for code, status, ask in (
        (20003, 401, stranger.messages("SM" + "0" * 32).fetch),
        (20404, 404, client.messages("SM" + "0" * 32).fetch),
        (21211, 400, lambda: client.messages.create(from_=ours(shop), to="whatsapp:Ann", body="Hi")),
        (21910, 400, lambda: client.messages.create(from_=ours(shop), to=f"+{ANN}", body="Hi")),
        (63007, 400, lambda: client.messages.create(from_="whatsapp:+15550000000", to=TO_ANN, body="Hi")),
        (63031, 400, lambda: client.messages.create(from_=ours(shop), to=ours(shop), body="Hi")),
        (21602, 400, lambda: client.messages.create(from_=ours(shop), to=TO_ANN, body="")),
        (21610, 400, lambda: client.messages.create(from_=ours(shop), to=TO_ANN, body="Hi")),
        (63016, 400, lambda: client.messages.create(from_=ours(shop), to=TO_ANN, body="Hi")),
    ):
        with subtests.test(code=code):
            if code in (21610, 63016):
                refuse_next(code)
            with pytest.raises(TwilioRestException) as refused:
                ask()
            assert (refused.value.code, refused.value.status) == (code, status)
            assert "simulator" not in refused.value.msg


def test_the_sender_account_and_typing(shop: Number, client: Client, receiver: Receiver) -> None:
    shop.customer(ANN)
    [sender] = client.messaging.v2.channels_senders.list(channel="whatsapp")
    assert (sender.sender_id, sender.status) == (ours(shop), "ONLINE")
    assert client.api.v2010.accounts(client.account_sid).fetch().status == "active"
    shown = client.messaging.v2.typing_indicator.create(
        channel="whatsapp", message_id=next_form(shop, receiver)["MessageSid"]
    )
    assert shown.success


async def test_our_own_poll_reads_every_page(
    shop: Number, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below a base URL with a path, as a gateway's."""
    monkeypatch.setattr(polling, "MESSAGES_PER_PAGE", 2)
    monkeypatch.setattr(polling, "WEBHOOK_GRACE", timedelta(seconds=-5))
    customer = shop.customer(ANN, wrote=False)
    for number in range(5):
        shop.play(f"customers/{customer}/messages", {"text": str(number)})

    class Nothing:
        async def messages(self, _: object) -> set[str]:
            return set()

        async def outdated(self, _: object) -> set[str]:
            return set()

        async def unpriced(self, _: object) -> set[str]:
            return set()

    config = {**shop.settings, "address": shop.display, "public_url": "https://console.example.com"}
    async with aiohttp.ClientSession() as http:
        found = await Twilio().poll(http, config, datetime.now(UTC) - timedelta(hours=1), Nothing())
    bodies = [one.content for one in Twilio().parse(found.body).messages]
    assert sorted(bodies) == ["0", "1", "2", "3", "4"]


def test_a_message_is_redacted_and_deleted_but_not_before_its_time(
    shop: Number, client: Client, receiver: Receiver
) -> None:
    customer = shop.customer(ANN)
    assert next_form(shop, receiver)["Body"] == "Hello"
    message = sent(shop, client, receiver, "My PIN is 1234")
    assert message.update(body="").body == message.fetch().body == ""
    with pytest.raises(TwilioRestException) as refused:
        message.update(body="other words")
    assert refused.value.status == 400
    shop.play("faults", {"number": shop.id, "fault": "no_receipts", "times": 1})
    waiting = client.messages.create(from_=ours(shop), to=TO_ANN, body="later")
    with pytest.raises(TwilioRestException) as refused:
        waiting.delete()
    assert (refused.value.code, refused.value.status) == (20009, 409)
    assert message.delete()
    with pytest.raises(TwilioRestException) as refused:
        message.fetch()
    assert refused.value.code == 20404
    assert [one.body for one in client.messages.list()] == ["later", "Hello"]
    # The phone keeps what the provider forgets.
    assert [one["body"] for one in shop.chat(customer)] == ["Hello", "My PIN is 1234", "later"]


def test_a_file_is_deleted(shop: Number, client: Client, receiver: Receiver) -> None:
    customer = shop.customer(ANN, wrote=False)
    shop.play(f"customers/{customer}/messages", {"kind": "image"})
    message = client.messages(next_form(shop, receiver)["MessageSid"]).fetch()
    [media] = message.media.list()
    assert media.delete()
    assert (message.media.list(), message.fetch().num_media) == ([], "0")
    assert shop.chat(customer)[0]["media"] is not None


def test_a_message_is_scheduled_with_a_messaging_service_and_canceled(
    shop: Number, client: Client, receiver: Receiver
) -> None:
    customer = shop.customer(ANN)
    assert next_form(shop, receiver)["Body"] == "Hello"
    service, tomorrow = "MG" + "5" * 32, datetime.now(UTC) + timedelta(days=1)
    known: dict[str, Any] = {"from_": ours(shop), "to": TO_ANN, "body": "Hi"}
    planned = client.messages.create(
        **known,
        messaging_service_sid=service,
        schedule_type="fixed",
        send_at=tomorrow,
        status_callback=receiver.url,
    )
    assert (planned.status, planned.date_sent) == ("scheduled", None)
    assert len(shop.chat(customer)) == 1, "nothing is on the phone"
    assert planned.update(status="canceled").status == "canceled"
    assert next_form(shop, receiver)["MessageStatus"] == "canceled"
    at_once = client.messages.create(**known, messaging_service_sid=service)
    assert (at_once.status, at_once.messaging_service_sid, at_once.num_segments) == ("accepted", service, "0")
    for code, more in (
        (30409, None),
        (21701, {"messaging_service_sid": "MG1"}),
        (35118, {"schedule_type": "fixed", "send_at": tomorrow}),
        (35112, {"send_at": tomorrow, "messaging_service_sid": service}),
        (35114, {"schedule_type": "fixed", "send_at": datetime.now(UTC), "messaging_service_sid": service}),
        (21623, {"media_url": ["http://127.0.0.1:9/1", "http://127.0.0.1:9/2"]}),
    ):
        with pytest.raises(TwilioRestException) as refused:
            client.messages.create(**known, **more) if more else planned.update(status="canceled")
        assert refused.value.code == code


def test_a_webhook_answered_in_twiml_sends_replies(shop: Number, client: Client, receiver: Receiver) -> None:
    answer = MessagingResponse()
    answer.message("Thanks & goodbye", action=f"{receiver.url}?reply=1")
    answer.message().body("Two")
    receiver.answer = ("text/xml; charset=utf-8", str(answer))
    customer = shop.customer(ANN)
    assert next_form(shop, receiver)["Body"] == "Hello"
    statuses = [next_form(shop, receiver, f"{receiver.url}?reply=1")["MessageStatus"] for _ in WALK]
    assert statuses == list(WALK)
    listed = client.messages.list()[::-1]
    assert [one.body for one in listed] == ["Hello", "Thanks & goodbye", "Two"]
    assert [one.direction for one in listed] == ["inbound", "outbound-reply", "outbound-reply"]
    receiver.answer = ("text/plain", "Plain")
    shop.play(f"customers/{customer}/messages", {"text": "Again"})
    # What comes next is posted when the answer was taken.
    shop.play(f"customers/{customer}/messages", {"text": "And again"})
    assert [next_form(shop, receiver)["Body"] for _ in range(2)] == ["Again", "And again"]
    assert client.messages.list(limit=1, from_=ours(shop))[0].body == "Plain"


def test_an_api_key_opens_its_account(shop: Number, client: Client, make_number: MakeNumber) -> None:
    key = client.new_keys.create(friendly_name="console")
    by_key = by_base_url(shop)
    by_key.auth = (key.sid, key.secret)
    assert by_key.messages.list() == []
    assert by_key.content.v1.contents.list()
    elsewhere = by_base_url(make_number("twilio"))
    elsewhere.auth = by_key.auth
    with pytest.raises(TwilioRestException) as refused:
        elsewhere.messages("SM" + "0" * 32).fetch()
    assert refused.value.code == 20003


TRACKING: dict[str, Any] = {
    "friendly_name": "tracking",
    "language": "en",
    "variables": {"1": "Ann", "2": "A17"},
    "types": {
        "twilio/text": {"body": "Hello {{1}}: https://shop.example/track/{{2}}"},
        "twilio/call-to-action": {
            "body": "Hello {{1}}",
            "actions": [{"type": "URL", "title": "Track", "url": "https://shop.example/track/{{2}}"}],
        },
    },
}


def make_content(client: Client, **changes: Any) -> Any:
    return client.content.v1.contents.create(ContentInstance.ContentCreateRequest(TRACKING | changes))


def approve(client: Client, sid: str, name: str = "tracking") -> Any:
    asked = ApprovalCreateList.ContentApprovalRequest({"name": name, "category": "UTILITY"})
    return client.content.v1.contents(sid).approval_create.create(asked)


def test_a_content_is_made_approved_sent_and_deleted(
    shop: Number, client: Client, receiver: Receiver
) -> None:
    made = make_content(client)
    assert (made.sid[:2], made.friendly_name, made.variables) == ("HX", "tracking", TRACKING["variables"])
    assert (
        made.types["twilio/call-to-action"]["actions"]
        == TRACKING["types"]["twilio/call-to-action"]["actions"]
    )
    assert make_content(client).sid != made.sid, "two may share a name"
    context = client.content.v1.contents(made.sid)
    assert context.approval_fetch().fetch().whatsapp["status"] == "unsubmitted"
    assert approve(client, made.sid).status == "received"
    assert context.approval_fetch().fetch().whatsapp["status"] == "pending"
    shop.play(f"templates/{shop.template('tracking')}", {"event": "APPROVED"})
    approved = {one.sid: one for one in client.content.v1.content_and_approvals.list(page_size=1)}
    assert len(approved) == len(client.content.v1.contents.list(page_size=2)) == 4
    assert approved[made.sid].approval_requests["status"] == "approved"
    customer = shop.customer(ANN, wrote=False)
    values = '{"1": "Bo", "2": "B42"}'
    sent_sid = client.messages.create(
        from_=ours(shop), to=TO_ANN, content_sid=made.sid, content_variables=values
    ).sid
    [shown] = shop.chat(customer)
    assert (shown["wamid"], shown["body"]) == (sent_sid, "Hello Bo")
    assert shown["payload"]["shown"]["buttons"][0]["url"] == "https://shop.example/track/B42"
    assert context.delete()
    with pytest.raises(TwilioRestException) as refused:
        context.fetch()
    assert refused.value.code == 20404
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(from_=ours(shop), to=TO_ANN, content_sid=made.sid)
    assert refused.value.code == 21655


def test_a_content_that_is_not_approved_goes_in_the_window_only(
    shop: Number, client: Client, receiver: Receiver
) -> None:
    customer = shop.customer(ANN)
    assert next_form(shop, receiver)["Body"] == "Hello"
    known = {"from_": ours(shop), "to": TO_ANN, "content_sid": make_content(client).sid}
    client.messages.create(**known)
    assert shop.chat(customer)[-1]["body"] == "Hello Ann", "the sample, where no value is given"
    shop.play(f"customers/{customer}/day", {})
    client.messages.create(**known, status_callback=receiver.url)
    form = next_form(shop, receiver)
    assert (form["MessageStatus"], form["ErrorCode"]) == ("failed", "63016")


def test_contents_that_are_refused(client: Client, subtests: pytest.Subtests) -> None:
    for changes in (
        {"types": {}},
        {"types": {"twilio/text": {}}},
        {"language": None},
        {"types": {"x/y": {}}},
    ):
        with subtests.test(changes=changes), pytest.raises(TwilioRestException) as refused:
            make_content(client, **changes)
        assert refused.value.status == 400
    made = make_content(client)
    for name in ("Tracking", "with space", ""):
        with subtests.test(name=name), pytest.raises(TwilioRestException) as refused:
            approve(client, made.sid, name)
        assert refused.value.status == 400
    approve(client, made.sid)
    with pytest.raises(TwilioRestException):
        approve(client, made.sid, "again")
