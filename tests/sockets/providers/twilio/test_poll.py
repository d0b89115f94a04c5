"""What a webhook may have lost, fetched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from messaging.errors import SendRefused
from messaging.transports.twilio import Twilio, library
from tests.fake_twilio import Reply, refuse, resource
from tests.payloads import twilio
from tests.pure.transports.twilio.rest import config

ANN = "whatsapp:+447700900123"


def ago(**time):
    """By the clock of the test, not of the import: a poll leaves out the last minute."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(**time)


def stored(number: int, **more):
    values = {"sender": ANN, "to": twilio.ROUTE, "body": f"text {number}", "sent": ago(minutes=10), **more}
    return resource(twilio.sid(f"polled {number}"), **values)


async def polled(http, fake, since=None, have=()):
    async def known(ids):
        return set(ids) & set(have)

    return await Twilio().poll(http, config(fake.url), since or ago(minutes=20), known)


async def poll(http, fake, since=None, have=()):
    return Twilio().parse((await polled(http, fake, since, have)).body)


async def test_what_came_since_then(http, fake):
    fake.page = 2
    sent = ago(minutes=10)
    fake.stored = [stored(number, sent=sent) for number in range(5)]
    batch = await poll(http, fake)
    assert [one.content for one in batch.messages] == [f"text {number}" for number in range(5)]
    assert batch.messages[0].sent_at == sent
    assert batch.messages[0].route == twilio.ROUTE
    assert not batch.ignored
    asked = fake.arrivals[0].query
    assert asked["To"] == twilio.ROUTE
    assert asked["PageSize"] == "100"
    assert datetime.fromisoformat(asked["DateSent>"]) <= ago(minutes=20)


async def test_what_is_not_for_us_to_fetch(http, fake):
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
    assert [one.path.rpartition("/")[2] for one in fake.arrivals] == ["Messages.json", "Media.json"]


async def test_more_than_one_poll_takes_is_left_to_the_next(http, fake, monkeypatch):
    monkeypatch.setattr(library, "MOST_FILES", 2)
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
    assert len(fake.arrivals) == 1
