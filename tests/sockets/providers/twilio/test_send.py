"""What is posted, and what each answer means."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from messaging.errors import FailureClass, OutcomeUnknown, SendRefused
from messaging.transports.base import Accepted, Identity
from messaging.transports.http.client import Limits
from messaging.transports.twilio import Twilio
from tests.fake_provider import RESET, Reply
from tests.fake_provider.twilio import refuse
from tests.payloads import twilio
from tests.pure.transports.twilio.rest import BSUID, CLIENT_ID, PHONE, a_file, config, outgoing, refused, send

R, L, P = FailureClass.RETRY, FailureClass.LIMIT, FailureClass.PERMANENT
C = FailureClass.INBOX


class TestForm:
    async def posted(self, http, fake, message, **settings):
        accepted = await send(http, fake.url, message, **settings)
        assert isinstance(accepted, Accepted)
        assert accepted.external_id.startswith("SM")
        return fake.sent[-1]

    async def test_text(self, http, fake):
        form = await self.posted(http, fake, outgoing("Zoë & 1+1=2 👋\n"))
        assert form == {"From": twilio.ROUTE, "To": "whatsapp:+447700900123", "Body": "Zoë & 1+1=2 👋\n"}
        arrival = fake.arrivals[-1]
        assert arrival.path == f"/2010-04-01/Accounts/{twilio.ACCOUNT}/Messages.json"
        assert (arrival.user, arrival.password) == (twilio.ACCOUNT, twilio.TOKEN)
        assert arrival.headers["content-type"] == "application/x-www-form-urlencoded"

    async def test_status_callback_carries_our_own_id(self, http, fake):
        url = "https://console.example.com/webhooks/twilio/7/status/"
        form = await self.posted(http, fake, outgoing(callback_url=url))
        assert form["StatusCallback"] == f"{url}?m={CLIENT_ID}"
        form = await self.posted(http, fake, outgoing(callback_url=f"{url}?m=other"))
        assert form["StatusCallback"] == f"{url}?m=other"

    async def test_messaging_service_goes_along(self, http, fake):
        service = "MG" + "0" * 32
        form = await self.posted(http, fake, outgoing(), messaging_service_sid=service)
        assert (form["MessagingServiceSid"], form["From"]) == (service, twilio.ROUTE)

    async def test_api_key_is_used_when_there_is_one(self, http, fake):
        fake.then(Reply(201, {"sid": "SM1"}))
        await send(http, fake.url, api_key_sid="SK" + "1" * 32, api_key_secret="key")
        assert (fake.arrivals[-1].user, fake.arrivals[-1].password) == ("SK" + "1" * 32, "key")

    @pytest.mark.parametrize(
        ("to", "wanted"),
        [
            ((PHONE, BSUID), "whatsapp:+447700900123"),
            ((BSUID, PHONE), "whatsapp:GB.1349120865530274"),
            ((Identity("handle", "Ann"), PHONE), "whatsapp:+447700900123"),
            ((BSUID,), "whatsapp:GB.1349120865530274"),
            ((Identity("bsuid", "GB.ENT.1"), BSUID), "whatsapp:GB.1349120865530274"),
        ],
    )
    async def test_recipient(self, http, fake, to, wanted):
        assert (await self.posted(http, fake, outgoing(to=to)))["To"] == wanted

    @pytest.mark.parametrize("to", [(), (Identity("handle", "Alice"),), (Identity("bsuid", "GB.ENT.1"),)])
    async def test_nobody_to_send_to(self, http, fake, to):
        error = await refused(http, fake.url, outgoing(to=to))
        assert (error.code, error.failure) == ("no_address", P)
        assert not fake.arrivals

    @pytest.mark.parametrize("kind", ["image", "video"])
    async def test_file_with_words(self, http, fake, kind):
        form = await self.posted(http, fake, outgoing("Look", kind, media=a_file(kind)))
        assert (form["MediaUrl"], form["Body"]) == ("https://console.example.com/media/t/a.png", "Look")

    @pytest.mark.parametrize("kind", ["audio", "document", "sticker"])
    async def test_file_whose_words_would_be_dropped(self, http, fake, kind):
        form = await self.posted(http, fake, outgoing("Look", kind, media=a_file(kind)))
        assert "MediaUrl" in form
        assert "Body" not in form

    @pytest.mark.parametrize(
        "url", ["", "http://console.example.com/a", "ftp://a/b", "https://[", "nonsense"]
    )
    async def test_file_that_twilio_cannot_fetch(self, http, fake, url):
        for media in (None, a_file(url=url)):
            assert (
                await refused(http, fake.url, outgoing("", "image", media=media))
            ).code == "no_public_file"
        assert not fake.arrivals

    @pytest.mark.parametrize("url", ["https://a.example/media/t/a..b%20c.pdf", "http://127.0.0.1:8000/a"])
    async def test_file_that_it_can(self, http, fake, url):
        form = await self.posted(http, fake, outgoing("", "document", media=a_file("document", url)))
        assert form["MediaUrl"] == url

    async def test_location(self, http, fake):
        place = {"latitude": 52.5163, "longitude": -13.5, "name": "The | gate", "address": "Pariser Platz"}
        form = await self.posted(http, fake, outgoing("📍", "location", payload={"location": place}))
        assert form["PersistentAction"] == "geo:52.5163,-13.5|Pariser Platz"
        assert form["Body"] == "The | gate"
        bare = {"location": {"latitude": 1, "longitude": 2}}
        form = await self.posted(http, fake, outgoing("📍", "location", payload=bare))
        assert (form["PersistentAction"], form["Body"]) == ("geo:1,2", "📍")

    @pytest.mark.parametrize(
        ("place", "wanted"),
        [
            ((51.4779, 0.00005), "geo:51.4779,0.00005"),
            ((-0.0, -1e-300), "geo:0,0"),
            ((10, -179.123456789), "geo:10,-179.12345679"),
        ],
    )
    async def test_location_is_written_out(self, http, fake, place, wanted):
        payload = {"location": dict(zip(("latitude", "longitude"), place, strict=True))}
        form = await self.posted(http, fake, outgoing("📍", "location", payload=payload))
        assert form["PersistentAction"] == wanted

    @pytest.mark.parametrize(
        "payload", [{}, {"location": {}}, {"location": {"latitude": 100, "longitude": 0}}]
    )
    async def test_location_that_is_none(self, http, fake, payload):
        error = await refused(http, fake.url, outgoing("📍", "location", payload=payload))
        assert (error.code, error.failure) == ("invalid_payload", P)

    async def test_template(self, http, fake):
        template = {"content_sid": "HX1", "variables": {"1": "Ann", "2": "Zoë"}}
        form = await self.posted(http, fake, outgoing("Hi", "template", payload={"template": template}))
        assert form["ContentSid"] == "HX1"
        assert json.loads(form["ContentVariables"]) == {"1": "Ann", "2": "Zoë"}
        assert "Body" not in form
        assert "MediaUrl" not in form

    async def test_template_without_variables(self, http, fake):
        payload = {"template": {"content_sid": "HX1", "variables": {}}}
        form = await self.posted(http, fake, outgoing("Hi", "template", payload=payload))
        assert "ContentVariables" not in form

    async def test_template_with_a_file(self, http, fake):
        payload = {"template": {"content_sid": "HX1", "variables": {"1": "Ann"}, "media_variable": "2"}}
        form = await self.posted(http, fake, outgoing("Hi", "template", payload=payload, media=a_file()))
        wanted = {"1": "Ann", "2": "https://console.example.com/media/t/a.png"}
        assert json.loads(form["ContentVariables"]) == wanted

    @pytest.mark.parametrize("payload", [{}, {"template": None}, {"template": {"name": "x"}}])
    async def test_template_of_another_provider(self, http, fake, payload):
        assert (await refused(http, fake.url, outgoing("Hi", "template", payload=payload))).failure is P

    @pytest.mark.parametrize("kind", ["contacts", "interactive", "reaction", "order", "", "note"])
    async def test_kind_that_twilio_has_not(self, http, fake, kind):
        error = await refused(http, fake.url, outgoing("x", kind))
        assert (error.code, error.failure) == ("unsupported_kind", P)
        assert not fake.arrivals

    async def test_text_of_the_longest(self, http, fake):
        assert (await self.posted(http, fake, outgoing("ë" * 1600)))["Body"] == "ë" * 1600
        assert (await refused(http, fake.url, outgoing("x" * 1601))).code == "too_long"
        assert (await refused(http, fake.url, outgoing(" \n"))).code == "empty"

    async def test_what_cannot_be_text(self, http, fake):
        assert (await self.posted(http, fake, outgoing("a\x00b\ud800")))["Body"] == "a\ufffdb\ufffd"

    @pytest.mark.parametrize(
        "more",
        [
            {"account_sid": "AC0"},
            {"auth_token": ""},
            {"auth_token": "a\nb"},
            {"api_base_url": "http://api.example"},
            {"address": ""},
            {"address": "Alice"},
        ],
    )
    async def test_inbox_that_is_not_set_up(self, http, fake, more):
        error = await refused(http, more.get("api_base_url", fake.url), **{"api_base_url": fake.url, **more})
        assert (error.code, error.failure) == ("not_configured", C)
        assert not fake.arrivals


class TestAnswers:
    @pytest.mark.parametrize(
        ("reply", "code", "failure"),
        [
            (refuse(20003, 401), "20003", C),
            (refuse(20429, 429), "20429", L),
            (refuse(21211), "21211", P),
            (refuse(21610), "21610", FailureClass.NEVER),
            (refuse(63016), "63016", FailureClass.WINDOW),
            (refuse(20500, 500), "20500", R),
            (refuse(20503, 503), "20503", R),
            (refuse(77777), "77777", R),
            (refuse(77777, 500), "77777", R),
            (Reply(429, "slow"), "http_429", L),
            (Reply(401, "no"), "http_401", C),
            (Reply(403, "<html>"), "http_403", C),
            (Reply(404, ""), "http_404", C),
            (Reply(400, "?"), "http_400", R),
            (Reply(302, "", {"Location": "https://evil.example/"}), "redirect", C),
        ],
        ids=lambda value: str(getattr(value, "status", value)),
    )
    async def test_no(self, http, fake, reply, code, failure):
        fake.then(reply)
        error = await refused(http, fake.url)
        assert (error.code, error.failure) == (code, failure)
        assert error.title
        assert len(fake.arrivals) == 1, "a redirect is never followed"
        assert twilio.TOKEN not in repr(error) + str(error.as_error())

    async def test_its_own_words_do_not_repeat_the_token(self, http, fake):
        fake.then(refuse(20003, 401, message=f"{twilio.TOKEN} is not the token of this account"))
        assert twilio.TOKEN not in str((await refused(http, fake.url)).as_error())

    @pytest.mark.parametrize(
        "reply", [refuse(20003, 401), refuse(20404, 404), Reply(401, ""), Reply(403, "")]
    )
    async def test_what_shuts_the_inbox_pauses_it(self, http, fake, reply):
        fake.then(reply)
        assert (await refused(http, fake.url)).pauses is True

    @pytest.mark.parametrize("code", [21211, 20429, 63013, 63016, 21606])
    async def test_what_does_not(self, http, fake, code):
        fake.then(refuse(code))
        assert (await refused(http, fake.url)).pauses is False

    async def test_twilio_says_how_long_to_wait(self, http, fake):
        fake.then(refuse(20429, 429, retry_after=7))
        error = await refused(http, fake.url)
        assert (error.retry_after, error.scope) == (7, "number")

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(500, ""),
            Reply(502, "<html>Bad gateway</html>"),
            Reply(504, "[]"),
            Reply(201, ""),
            Reply(201, {}),
            Reply(201, {"sid": ""}),
            Reply(201, {"sid": "x" * 256}),
            Reply(200, "<html>"),
            RESET,
        ],
        ids=lambda reply: f"{reply.status} {str(reply.body)[:12]}",
    )
    async def test_nobody_knows(self, http, fake, reply):
        fake.then(reply)
        with pytest.raises(OutcomeUnknown):
            await send(http, fake.url)
        assert len(fake.arrivals) == 1, "it must not be sent a second time"

    async def test_no_answer_in_time(self, http, fake):
        fake.then(Reply(201, {"sid": "SM1"}, delay=5))
        with pytest.raises(OutcomeUnknown):
            await send(http, fake.url, limits=Limits(total=0.1, connect=0.1))

    async def test_nobody_listens(self, http):
        error = await refused(http, f"http://127.0.0.1:{unused_port()}")
        assert (error.code, error.failure) == ("unreachable", R)

    async def test_session_is_closed(self, fake):
        session = aiohttp.ClientSession()
        await session.close()
        assert (await refused(session, fake.url)).code == "unreachable"

    async def test_cancelling_is_neither(self, http, fake):
        fake.then(Reply(201, {"sid": "SM1"}, delay=5))
        task = asyncio.create_task(send(http, fake.url))
        await asyncio.to_thread(fake.wait_for, 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def test_error_holds_no_credentials(self, http):
        error = await refused(http, f"http://127.0.0.1:{unused_port()}")
        assert error.__cause__ is None
        assert error.__suppress_context__


async def test_nobody_else_answers_there(http):
    with pytest.raises(SendRefused) as caught:
        await Twilio().take_control(http, config("http://127.0.0.1:9"), ())
    assert caught.value.code == "no_other_sender"


class TestTyping:
    async def ask(self, http, fake, **more):
        await Twilio().mark_read(http, config(fake.url), "SM1", **{"typing": True, **more})

    async def test_by_the_newer_interface(self, http, fake):
        await self.ask(http, fake)
        assert [(one.path, one.json) for one in fake.arrivals] == [
            ("/v3/Indicators/Typing.json", {"channel": "WHATSAPP", "messageId": "SM1"})
        ]

    async def test_else_by_the_older(self, http, fake):
        fake.then(refuse(20404, 404))
        await self.ask(http, fake)
        assert fake.arrivals[-1].path == "/v2/Indicators/Typing.json"
        assert fake.arrivals[-1].form == {"channel": "whatsapp", "messageId": "SM1"}

    @pytest.mark.parametrize("reply", [refuse(20003, 401), Reply(500, ""), RESET])
    async def test_no(self, http, fake, reply):
        fake.then(reply)
        with pytest.raises(Exception) as caught:  # noqa: PT011
            await self.ask(http, fake)
        assert type(caught.value).__name__ == "SendRefused"
        assert len(fake.arrivals) == 1

    async def test_ticks_alone_are_not_possible(self, http, fake):
        with pytest.raises(Exception, match="no_read_receipts"):
            await self.ask(http, fake, typing=False)
        assert not fake.arrivals


def test_what_can_be_checked_before_sending():
    check = Twilio().check_payload
    assert check("location", {"location": {"latitude": 1, "longitude": 2}}) == {}
    assert "location.latitude" in check("location", {"location": {"latitude": "x", "longitude": 2}})
    assert "kind" in check("contacts", {"contacts": []})
    assert "kind" in check("interactive", {})
    assert check("text", {}) == {}
