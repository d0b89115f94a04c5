"""What a webhook may have lost, fetched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from messaging.errors import SendRefused
from messaging.transports.base import Batch, Identity
from messaging.transports.twilio import Twilio
from messaging.transports.twilio.api import polling
from tests.fake_provider import Reply
from tests.fake_provider.twilio import refuse, resource
from tests.payloads import twilio
from tests.pure.transports.twilio.rest import config

ANN = "whatsapp:+447700900123"


def ago(**time):
    """By the clock of the test, not of the import: a poll leaves out the last minute."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(**time)


def stored(number: int, **more):
    values = {"sender": ANN, "to": twilio.ROUTE, "body": f"text {number}", "sent": ago(minutes=10), **more}
    return resource(twilio.sid(f"polled {number}"), **values)


def sent_by_us(number: int, status: str, **more):
    """One of ours."""
    values = {"sender": twilio.ROUTE, "to": ANN, "direction": "outbound-api", "status": status, **more}
    return stored(number, **values)


class Known:
    """What the console knows: these messages of customers, so much of these of its own, and what these cost."""

    def __init__(self, have=(), ours=None, costs=()):
        self.have, self.ours, self.costs = set(have), ours or {}, set(costs)

    async def messages(self, ids):
        return set(ids) & self.have

    async def outdated(self, reported):
        return {sid for sid, status in reported.items() if sid in self.ours and status != self.ours[sid]}

    async def unpriced(self, ids):
        return {sid for sid in ids if sid in self.ours} - self.costs


async def polled(http, fake, since=None, have=(), ours=None, costs=()):
    return await Twilio().poll(http, config(fake.url), since or ago(minutes=20), Known(have, ours, costs))


async def poll(http, fake, since=None, have=(), ours=None, costs=()):
    return Twilio().parse((await polled(http, fake, since, have, ours, costs)).body)


async def test_what_came_since_then(http, fake):
    fake.page = 2
    sent = ago(minutes=10)
    fake.stored = [stored(number, sent=sent) for number in range(5)]
    batch = await poll(http, fake)
    assert [one.content for one in batch.messages] == [f"text {number}" for number in range(5)]
    assert batch.messages[0].sent_at == sent
    assert batch.messages[0].route == twilio.ROUTE
    assert not batch.ignored
    asked = [one.query for one in fake.arrivals if "Page" not in one.query]
    assert [(one.get("To"), one.get("From")) for one in asked] == [(twilio.ROUTE, None), (None, twilio.ROUTE)]
    for one in asked:
        assert datetime.fromisoformat(one["DateSent>"]) <= ago(minutes=20)
        assert datetime.fromisoformat(one["DateSent<"]) <= ago(minutes=1)


async def test_what_is_not_for_us_to_fetch(http, fake):
    fake.heeds_dates = False
    fake.stored = [
        stored(1, direction="outbound-api"),
        stored(2, sent=ago(days=1)),
        stored(3, sent=ago()),
        stored(4, date_sent="nonsense"),
        stored(5),
    ]
    batch = await poll(http, fake)
    assert [one.content for one in batch.messages] == ["text 5"]


async def test_the_newest_are_left_to_their_webhooks(http, fake):
    """A webhook knows buttons, places, names: the poll must not be first."""
    fake.stored = [stored(1, sent=ago(seconds=20)), stored(2, sent=ago(seconds=90))]
    assert [one.content for one in (await poll(http, fake)).messages] == ["text 2"]


async def test_windows_overlap(http, fake):
    """What was too new for one poll must not be too old for the next."""
    fake.stored = [stored(1, sent=ago(seconds=90))]
    assert (await poll(http, fake, since=ago(seconds=30))).messages


async def test_files_are_looked_up(http, fake):
    sid = twilio.sid("polled 1")
    fake.stored = [stored(1, body="", num_media="1")]
    fake.media[sid] = [{"sid": "ME1", "content_type": "image/jpeg"}]
    message = (await poll(http, fake)).messages[0]
    assert message.kind == "image"
    found = await Twilio().locate(http, config(fake.url), message.media[0])
    assert found.url == f"{fake.url}/2010-04-01/Accounts/{twilio.ACCOUNT}/Messages/{sid}/Media/ME1"


async def test_what_is_here_already_is_asked_about_no_more(http, fake):
    fake.stored = [stored(number, body="", num_media="1") for number in range(3)]
    for one in fake.stored:
        fake.media[one["sid"]] = [{"sid": "ME1", "content_type": "image/jpeg"}]
    batch = await poll(http, fake, have=[twilio.sid("polled 0"), twilio.sid("polled 1")])
    assert [one.external_id for one in batch.messages] == [twilio.sid("polled 2")]
    assert [one.path.rpartition("/")[2] for one in fake.arrivals].count("Media.json") == 1


async def test_more_than_one_poll_takes_is_left_to_the_next(http, fake, monkeypatch):
    monkeypatch.setattr(polling, "MOST_FILES", 2)
    sent = [ago(minutes=number) for number in (3, 4, 5, 6)]
    fake.stored = [stored(number, num_media="1", sent=at) for number, at in enumerate(sent)]
    fake.media = {one["sid"]: [{"sid": "ME1", "content_type": "image/jpeg"}] for one in fake.stored}
    first = await polled(http, fake)
    oldest = [twilio.sid("polled 3"), twilio.sid("polled 2")]
    messages = Twilio().parse(first.body).messages
    assert [(one.external_id, len(one.media)) for one in messages] == [(sid, 1) for sid in oldest]
    assert first.until == sent[1]
    rest = await polled(http, fake, since=first.until, have=oldest)
    assert (len(Twilio().parse(rest.body).messages), rest.until) == (2, None)


# --- what became of ours ----------------------------------------------------------------------


async def test_statuses_whose_callbacks_were_lost(http, fake):
    fake.stored = [
        sent_by_us(1, "read"),
        sent_by_us(2, "delivered", body="", num_media="1"),
        sent_by_us(3, "undelivered", error_code=63024, error_message="Not on WhatsApp"),
        sent_by_us(4, "failed", error_code=63016),
        sent_by_us(5, "canceled"),
        sent_by_us(6, "sent"),
    ]
    ours = {one["sid"]: "" for one in fake.stored}
    batch = await poll(http, fake, ours=ours)
    assert {one.external_id: one.status for one in batch.receipts} == dict(
        zip(ours, ["read", "delivered", "failed", "failed", "failed", "sent"], strict=True)
    )
    assert (batch.messages, batch.ignored) == ((), ())
    wrong = {one.external_id: one.error for one in batch.receipts if one.error}
    assert [error["code"] for error in wrong.values()] == ["63024", "63016", "canceled"]
    assert wrong[twilio.sid("polled 3")]["detail"] == "Not on WhatsApp"
    assert {one.identities for one in batch.receipts} == {(Identity("phone", "447700900123"),)}
    assert not any(one.path.endswith("Media.json") for one in fake.arrivals), "our own files are here"


async def test_known_statuses_are_left(http, fake):
    fake.stored = [
        sent_by_us(1, "delivered"),  # as the console knows
        sent_by_us(2, "delivered"),  # of another program at this number
        sent_by_us(3, "queued"),
        sent_by_us(4, "levitated"),
        sent_by_us(5, ""),
        sent_by_us(6, "delivered", sent=ago(days=1)),
        sent_by_us(7, "delivered", sent=ago(seconds=20)),
    ]
    ours = {twilio.sid(f"polled {number}"): "sent" for number in (3, 4, 5, 6, 7)}
    batch = await poll(http, fake, ours=ours | {twilio.sid("polled 1"): "delivered"})
    assert batch == Batch()


async def test_what_ours_cost_is_fetched_once(http, fake):
    """No callback says it, and the list does not say it at once."""
    prices = ["-0.00500", "-0.00500", None, "-0.00500"]
    fake.stored = [
        sent_by_us(number, "read", price=price, price_unit="USD") for number, price in enumerate(prices)
    ]
    priced = twilio.sid("polled 1")
    ours = {one["sid"]: "read" for one in fake.stored[:3]}  # the last is another program's
    [receipt] = (await poll(http, fake, ours=ours, costs=[priced])).receipts
    assert receipt.external_id == twilio.sid("polled 0")
    assert receipt.pricing == {
        "billable": True,
        "category": "",
        "type": "",
        "model": "",
        "amount": "0.00500",
        "currency": "USD",
    }


async def test_a_reply_that_twilio_sent_by_itself_is_no_message_of_a_customer(http, fake):
    fake.stored = [
        sent_by_us(1, "delivered", direction="outbound-reply"),
        stored(2, direction="outbound-call"),
    ]
    batch = await poll(http, fake)
    assert batch == Batch()


async def test_messages_and_statuses_are_taken_oldest_first(http, fake, monkeypatch):
    monkeypatch.setattr(polling, "MOST_MESSAGES", 3)
    sent = {number: ago(minutes=number) for number in (3, 4, 5, 8, 9)}
    fake.stored = [
        *[stored(number, sent=sent[number]) for number in (4, 8)],
        *[sent_by_us(number, "read", sent=sent[number]) for number in (3, 5, 9)],
    ]
    ours = {twilio.sid(f"polled {number}"): "sent" for number in (3, 5, 9)}
    first = await polled(http, fake, ours=ours)
    batch = Twilio().parse(first.body)
    assert [one.external_id for one in batch.messages] == [twilio.sid("polled 8")]
    assert [one.external_id for one in batch.receipts] == [twilio.sid("polled 9"), twilio.sid("polled 5")]
    assert first.until == sent[4]


# --- lists that are too long ------------------------------------------------------------------


@pytest.mark.parametrize("side", ["To", "From"])
async def test_of_a_list_that_is_too_long_the_oldest_part_comes_first(http, fake, monkeypatch, side):
    """Twilio begins with the newest, and the end of a long list is never reached."""
    monkeypatch.setattr(polling, "MOST_MESSAGE_PAGES", 2)
    fake.page = 10
    make = stored if side == "To" else (lambda number, **more: sent_by_us(number, "read", **more))
    fake.stored = [make(hour, sent=ago(hours=hour)) for hour in range(1, 72)]
    ours = {one["sid"]: "sent" for one in fake.stored} if side == "From" else {}
    found, since = set(), ago(hours=72)
    for _ in range(12):
        one = await polled(http, fake, since=since, have=found, ours=ours)
        batch = Twilio().parse(one.body)
        ids = {item.external_id for item in (*batch.messages, *batch.receipts)}
        found |= ids
        ours = {sid: status for sid, status in ours.items() if sid not in ids}
        if one.until is None:
            break
        assert one.until - since > timedelta(hours=1), "it gets on, whatever overlap the next one has"
        since = one.until
    assert found == {one["sid"] for one in fake.stored}
    assert one.until is None


async def test_of_two_hours_that_are_too_much_the_newest_are_taken(http, fake, monkeypatch):
    monkeypatch.setattr(polling, "MOST_MESSAGE_PAGES", 2)
    fake.page = 10
    fake.stored = [stored(number, sent=ago(minutes=2 + number)) for number in range(60)]
    one = await polled(http, fake, since=ago(minutes=65))
    assert len(Twilio().parse(one.body).messages) == 20
    assert one.until is None


# --- nothing, and no ----------------------------------------------------------------------------


async def test_nothing_new(http, fake):
    assert not (await poll(http, fake)).messages


@pytest.mark.parametrize("reply", [refuse(20003, 401), Reply(200, {}), Reply(200, "<html>"), Reply(500, "")])
async def test_no(http, fake, reply):
    fake.then(reply)
    with pytest.raises(SendRefused):
        await poll(http, fake)


async def test_an_id_that_leads_elsewhere_is_not_followed(http, fake):
    fake.stored = [{**stored(1, num_media="1"), "sid": "../../Balance"}]
    await poll(http, fake)
    assert {one.path.rpartition("/")[2] for one in fake.arrivals} == {"Messages.json"}
